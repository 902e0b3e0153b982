/** The numbers of a solution as tables of text, the same in the terminal and in the report. */
import { predictions } from '../../model/predictions.js';
import type { Absent } from '../../theory/absent.js';
import type { Estimate, Solution } from '../../theory/solution.js';
import { formatNumber } from '../format.js';
import { minimaTable } from './minimaTable.js';
import { type SolvedEnsemble, type SolveResult, stepsPerUnit } from './solveExperiment.js';

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

/** All tables of a result that have rows or reasons. */
export function solutionTables(result: SolveResult): Table[] {
  const { experiment } = result;
  const parameters = experiment.landscape.parameters;
  const tables = [
    stationaryTable(result, parameters),
    relaxationTable(result),
    entropyTable(result),
    exitTable(result),
    basinTable(result),
    minimaTable(result),
  ];
  // A law that there is not has no relaxation and no entropy either: one reason is enough.
  const said = new Set<string>();
  const once = tables.map((table) => {
    const absent = table.absent.filter((reason) => !said.has(reason));
    for (const reason of absent) said.add(reason);
    return { ...table, absent };
  });
  return once.filter(({ rows, absent }) => rows.length + absent.length > 0);
}

/** "1.234 ± 0.005", in as many digits as the error allows. */
export function formatEstimate({ value, error }: Estimate): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || !(error > 0)) return formatNumber(value, 6);
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(error)) + 1;
  return `${formatNumber(value, Math.max(1, Math.min(8, digits)))} ± ${formatNumber(error, 1)}`;
}

const isAbsent = (part: object | null): part is Absent => part !== null && 'absent' in part;

/** One row for each solution whose `part` there is; the reason for each where there is none. */
function collect<Part extends object>(
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

function stationaryTable(result: SolveResult, parameters: readonly string[]): Table {
  const d = parameters.length;
  const moments = (mean: Float64Array, covariance: Float64Array) => {
    const variances = parameters.map((_, i) => covariance[i * d + i]);
    // Rounding is not a mean.
    const means = variances.map((v, i) => (mean[i] ** 2 < 1e-20 * v ? 0 : mean[i]));
    return [...means, ...variances].map((v) => formatNumber(v, 6));
  };
  const { rows, absent } = collect(
    result,
    (s) => s.stationary,
    (s) => [
      [
        ...moments(s.mean, s.covariance),
        formatNumber(s.outside),
        formatNumber(s.solverError),
        formatNumber(s.residual),
        s.irreversibility === null ? '–' : formatNumber(s.irreversibility),
      ],
    ],
  );
  for (const { spec, closedForm } of result.ensembles as readonly SolvedEnsemble[]) {
    if ('absent' in closedForm) continue;
    const { mean, covariance } = closedForm;
    const none = ['–', '0', '–', '–'];
    rows.push([spec.name, predictions.closedForm.title, ...moments(mean, covariance), ...none]);
  }
  return {
    title: 'Stationary law',
    headings: [
      'noise model',
      'equation',
      ...parameters.map((p) => `mean of ${p}`),
      ...parameters.map((p) => `variance of ${p}`),
      'outside',
      'solver error',
      'residual',
      'net flux',
    ],
    rows,
    absent,
    caption:
      'Solver error: estimated total variation from two resolutions. Residual: what one more step ' +
      '(or unit of time) would change. Net flux: the largest current between two cells over the ' +
      'largest one-way flux; 0 where there is detailed balance.',
  };
}

function relaxationTable(result: SolveResult): Table {
  const { rows, absent } = collect(
    result,
    (s) => s.relaxation,
    ({ gap, time }, solution) => [
      [
        `${formatEstimate(gap)}`,
        `${formatEstimate(time)} ${solution.clock}`,
        formatNumber(time.value * stepsPerUnit(result, solution), 4),
      ],
    ],
  );
  return {
    title: 'Relaxation',
    headings: ['noise model', 'equation', 'spectral gap', 'relaxation time', 'in steps'],
    rows,
    absent,
    caption:
      'The slowest deviation from the stationary law dies out as e^{−gap·t}: in steps for the ' +
      'master equation, in training time t = ηk for Fokker–Planck equations.',
  };
}

function entropyTable(result: SolveResult): Table {
  const all = result.experiment.snapshots;
  const { rows, absent } = collect(
    result,
    (s) => s.entropy,
    ({ steps, values }) => [
      all.map((step) => {
        const at = steps.indexOf(step);
        if (at < 0) return '–';
        return Number.isFinite(values[at]) ? formatNumber(values[at], 4) : '∞';
      }),
    ],
  );
  return {
    title: 'Entropy against the stationary law',
    headings: ['noise model', 'equation', ...all.map((step) => `step ${step}`)],
    rows,
    absent,
    caption: 'KL(p_k ‖ p_∞) in nats; infinite while the law is a point.',
  };
}

function exitTable(result: SolveResult): Table {
  const last = result.experiment.steps;
  const { rows, absent } = collect(
    result,
    (s) => s.exit,
    ({ mean, meanError, rate, distribution }, solution) => [
      [
        formatEstimate({ value: mean, error: meanError }),
        solution.clock === 'time'
          ? `${formatNumber(mean / stepsPerUnit(result, solution), 5)} time`
          : '–',
        formatNumber(rate, 4),
        formatNumber(distribution[distribution.length - 1], 4),
      ],
    ],
  );
  const region = result.experiment.exitRegion?.text ?? '';
  return {
    title: `Exit from ${region}`,
    headings: [
      'noise model',
      'equation',
      'mean steps',
      'mean time',
      'rate per step',
      `out by step ${last}`,
    ],
    rows,
    absent,
    caption:
      'Mean first-passage step from the initial law. The master equation counts steps; a ' +
      'Fokker–Planck equation gives training time, here also divided by η. Rate: share of the ' +
      'walkers inside that leave per step once their law inside has settled.',
  };
}

function basinTable(result: SolveResult): Table {
  const { rows, absent } = collect(
    result,
    (s) => s.basins,
    ({ minima, shares, rates }, { clock }) =>
      rates.flatMap((row, i) =>
        row.flatMap((rate, j) =>
          i === j
            ? []
            : [
                [
                  `${pointText(minima[i].at)} → ${pointText(minima[j].at)}`,
                  formatNumber(shares[i], 4),
                  formatEstimate(rate),
                  `${formatNumber(1 / rate.value, 4)} ${clock}`,
                ],
              ],
        ),
      ),
  );
  return {
    title: 'Rates between the basins of the minima',
    headings: ['noise model', 'equation', 'from → to', 'share of the first', 'rate', 'mean stay'],
    rows,
    absent,
    caption:
      'A walker belongs to the minimum in whose core, the loss up to a tenth of its lowest barrier, ' +
      'it was last seen: share of the walkers, and rate at which they are next seen in another. Per ' +
      'step for the master equation, per unit of training time for Fokker–Planck equations.',
  };
}

const pointText = (at: readonly number[]) => {
  const numbers = at.map((v) => formatNumber(v, 3));
  return numbers.length === 1 ? numbers[0] : `(${numbers.join(', ')})`;
};
