/** What the tables of a solution are made of: rows for every noise model and equation, numbers as text. */
import { predictions } from '../../model/predictions.js';
import type { Absent } from '../../theory/absent.js';
import type { Estimate, Solution } from '../../theory/solution.js';
import { formatNumber } from '../format.js';
import type { SolveResult } from './solveExperiment.js';

export interface Table {
  readonly title: string;
  readonly headings: readonly string[];
  /** The first two columns are words, the others numbers. */
  readonly rows: readonly (readonly string[])[];
  /** Why rows are missing, a sentence each. */
  readonly absent: readonly string[];
  /** What the columns mean. */
  readonly caption: string;
}

/** "1.234 ± 0.005", in as many digits as the error allows. */
export function formatEstimate({ value, error }: Estimate): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || !(error > 0)) return formatNumber(value, 6);
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(error)) + 1;
  return `${formatNumber(value, Math.max(1, Math.min(8, digits)))} ± ${formatNumber(error, 1)}`;
}

/** A number to six digits, or to as many as its error leaves; "–" where there is none. */
export function formatKnown(value: number, error: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || !(error > 0)) return formatNumber(value, 6);
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(error)) + 1;
  return formatNumber(value, Math.max(1, Math.min(6, digits)));
}

export const isAbsent = (part: object | null): part is Absent => part !== null && 'absent' in part;

/** One row for each solution whose `part` there is; the reason for each where there is none. */
export function collect<Part extends object>(
  { ensembles }: SolveResult,
  part: (solution: Solution) => Part | Absent | null,
  rowsOf: (part: Part, solution: Solution) => readonly (readonly string[])[],
): { rows: string[][]; absent: string[] } {
  const rows: string[][] = [];
  const absent: string[] = [];
  for (const { spec, solutions } of ensembles) {
    let named = false;
    for (const solution of solutions) {
      const value = part(solution);
      if (value === null) continue;
      const { title } = predictions[solution.name];
      if (isAbsent(value)) {
        absent.push(`${spec.name}, ${title}: ${value.absent}`);
        continue;
      }
      for (const row of rowsOf(value, solution)) {
        rows.push([named ? '' : spec.name, title, ...row]);
        named = true;
      }
    }
  }
  return { rows, absent };
}

/** A point: one number, or several in brackets. */
export const pointText = (at: readonly number[]) => {
  const numbers = at.map((v) => formatNumber(v, 3));
  return numbers.length === 1 ? numbers[0] : `(${numbers.join(', ')})`;
};
