/**
 * The door for samples as a table in text: CSV with commas, semicolons, tabs or spaces, decimal
 * points or commas, comments behind #. Text is never trusted.
 */
import { parse as parseCsvRecords } from 'csv-parse/browser/esm/sync';
import { normalizeName } from '../../math/expression/names.js';
import { isFreeName } from '../../math/expression/parseExpression.js';
import { SpecError, show } from '../errors.js';
import { maxRows } from '../landscape.js';
import { areNumbers, type Dialect, dialectOf } from './csvDialect.js';
import { type Column, numbersOf } from './csvNumbers.js';
import type { LossNames } from './ownLandscape.js';
import { requireReadable } from './readable.js';

/** The columns that have a name, by it; what is wrong with one matters where it is used. */
export type Table = ReadonlyMap<string, Column>;

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * The table that `text` holds, its first row being the names. `file` is for messages only. Throws
 * SpecError where there is no table; a column that is no column of numbers says so itself.
 */
export function parseTable(text: string, file: string, path: string): Table {
  requireReadable(text, path);
  const fail = (problem: string) => new SpecError(path, `${show(file)} ${problem}`);
  const dialect = dialectOf(text);
  const records = recordsOf(dialect, fail);
  const [header, rows] = dialect.commentNames
    ? [dialect.commentNames, records]
    : [records[0]?.record ?? [], records.slice(1)];
  if (!dialect.commentNames && areNumbers(header)) {
    throw fail(`line ${records[0].info.lines}: got numbers, expected the names of the columns`);
  }
  if (rows.length === 0)
    throw fail('holds no samples, expected a row of names and rows of numbers');
  const names = header.map((name) => normalizeName(name.trim()));
  for (const { record, info } of rows) requireWidth(record, names, info.lines, fail);
  const cells = names.map((_, c) =>
    rows.map(({ record }) => (record[c] ?? '').replaceAll('−', '-')),
  );
  const where = (row: number, c: number) =>
    `line ${rows[row].info.lines}, column ${c + 1} (${names[c]})`;
  const columns = numbersOf(cells, where);
  const table = new Map<string, Column>();
  for (const [c, name] of names.entries()) {
    if (name === '') continue;
    const isTwice = names.indexOf(name) < c;
    const wrong = { wrong: `line 1: the column ${show(name)} is named twice` };
    table.set(name, isTwice ? wrong : columns[c]);
  }
  return table;
}

function recordsOf({ text, delimiter }: Dialect, fail: (problem: string) => SpecError) {
  try {
    return parseCsvRecords(text, {
      delimiter,
      comment: '#',
      comment_no_infix: true,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      to: maxRows + 2,
    }) as unknown as CsvRecord[];
  } catch (error) {
    throw fail(`is not valid CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Cells without a name or a value may be missing or too many at the end of a row. */
function requireWidth(
  record: readonly string[],
  names: readonly string[],
  line: number,
  fail: (problem: string) => SpecError,
): void {
  const over = record.slice(names.length).some((cell) => cell !== '');
  const under = names.slice(record.length).some((name) => name !== '');
  if (!over && !under) return;
  const isDoubled = record.length === 2 * names.length && areNumbers(record);
  const hint = isDoubled ? '; decimal commas need semicolons or tabs between the values' : '';
  throw fail(`line ${line}: got ${record.length} values, expected ${names.length}${hint}`);
}

/**
 * The columns of the CSV file `file`, whose text `readText` gives, that the loss names; the others
 * may hold what they want. Throws SpecError, also for a name that is no column.
 */
export function readCsv(
  file: string,
  path: string,
  { names, parameters }: LossNames,
  readText: (file: string) => string,
): Record<string, number[]> {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpecError(path, `cannot read ${show(file)}: ${reason}`);
  }
  const table = parseTable(text, file, path);
  const fail = (problem: string) => new SpecError(path, `${show(file)} ${problem}`);
  const known = [...table.keys()].slice(0, 20).map(show).join(', ');
  const used: [string, number[]][] = [];
  for (const name of names) {
    const column = table.get(name);
    if (column && 'wrong' in column) throw fail(column.wrong);
    if (column) used.push([name, column.values]);
    else if (!parameters.includes(name) && isFreeName(name)) {
      throw fail(`has no column ${show(name)}, which the loss names; it has ${known}`);
    }
  }
  if (used.length === 0) throw fail(`has no column that the loss names; it has ${known}`);
  return Object.fromEntries(used);
}
