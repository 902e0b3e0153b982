/** The door for samples as CSV. Text is never trusted. */
import { parse as parseCsvRecords } from 'csv-parse/browser/esm/sync';
import { SpecError, show } from '../errors.js';
import { maxRows } from '../landscape.js';
import { requireLength } from './textLength.js';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Columns of numbers from CSV text whose first row names them. `file` is for messages only. */
export function parseCsv(text: string, file: string, path: string): Record<string, number[]> {
  requireLength(text, path);
  const fail = (problem: string) => new SpecError(path, `${show(file)} ${problem}`);
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parseCsvRecords(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: maxRows + 2,
    }) as unknown as typeof records;
  } catch (error) {
    throw fail(`is not valid CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (records.length < 2)
    throw fail('holds no samples, expected a row of names and rows of numbers');
  const header = records[0].record;
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw fail(`line 1: the column ${show(twice)} is named twice`);
  const columns = header.map((): number[] => []);
  for (const { record, info } of records.slice(1)) {
    if (record.length !== header.length) {
      throw fail(`line ${info.lines}: got ${record.length} values, expected ${header.length}`);
    }
    for (const [c, value] of record.entries()) {
      if (!decimal.test(value)) {
        const where = `line ${info.lines}, column ${c + 1} (${header[c]})`;
        throw fail(`${where}: got ${show(value)}, expected a number`);
      }
      columns[c].push(Number(value));
    }
  }
  return Object.fromEntries(header.map((name, c) => [name, columns[c]]));
}

/** Columns of the CSV file `file`, whose text `readText` gives. Throws SpecError. */
export function readCsv(
  file: string,
  path: string,
  readText: (file: string) => string,
): Record<string, number[]> {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpecError(path, `cannot read ${show(file)}: ${reason}`);
  }
  return parseCsv(text, file, path);
}
