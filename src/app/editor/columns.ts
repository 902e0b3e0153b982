/**
 * Samples as text that people type and paste: a line "name: 1, 2, 3" for each column, or a table
 * whose first row names the columns, parted by commas, semicolons, tabs or spaces.
 */
import { SpecError } from '../../model/errors.js';
import { parseCsv } from '../../model/file/csv.js';

export type Columns = Readonly<Record<string, readonly number[]>>;

/** Longer columns are written as a table. */
const mostInLine = 32;

/** The columns of a text; none for an empty one. */
export function readColumns(
  text: string,
): { readonly columns: Columns } | { readonly wrong: string } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return { columns: {} };
  return lines.every((line) => /^\s*\w+\s*[:=]/.test(line)) ? readLines(lines) : readTable(lines);
}

function readLines(lines: readonly string[]) {
  const columns = new Map<string, number[]>();
  for (const line of lines) {
    const [, name, rest] = /^\s*(\w+)\s*[:=]\s*\[?(.*?)\]?\s*$/.exec(line) ?? ['', '', ''];
    if (columns.has(name)) return { wrong: `the column "${name}" is given twice` };
    const words = rest.split(/[\s,;]+/).filter(Boolean);
    const bad = words.find((word) => !isNumber(word));
    if (bad !== undefined) return { wrong: `${name}: got "${bad}", expected a number` };
    if (words.length === 0) return { wrong: `${name}: expected numbers` };
    columns.set(name, words.map(toNumber));
  }
  return { columns: Object.fromEntries(columns) };
}

function readTable(lines: readonly string[]) {
  const isCsv = lines[0].includes(',');
  const rows = lines.map((line) => (isCsv ? line : line.trim().replace(/[\s;]+/g, ',')));
  try {
    return { columns: parseCsv(rows.join('\n').replaceAll('−', '-'), 'the table', '') };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { wrong: error.message };
  }
}

const toNumber = (word: string) => Number(word.replace('−', '-'));
const isNumber = (word: string) => Number.isFinite(toNumber(word));

/** Text that reads back as these columns. */
export function printColumns(columns: Columns): string {
  const names = Object.keys(columns);
  if (names.length === 0) return '';
  const rows = columns[names[0]].length;
  if (rows <= mostInLine) {
    return names.map((name) => `${name}: ${columns[name].join(', ')}`).join('\n');
  }
  const table = Array.from({ length: rows }, (_, row) =>
    names.map((name) => columns[name][row]).join(', '),
  );
  return [names.join(', '), ...table].join('\n');
}
