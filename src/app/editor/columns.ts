/**
 * Samples as text that people type and paste: a line "name: 1, 2, 3" for each column, or a table
 * whose first row names the columns, parted by commas, semicolons, tabs or spaces.
 */
import { nameSource, normalizeName } from '../../math/expression/names.js';
import { isFreeName } from '../../math/expression/parseExpression.js';
import { SpecError } from '../../model/errors.js';
import { parseTable } from '../../model/file/csv.js';
import { isNumber } from '../../model/file/csvNumbers.js';

export type Columns = Readonly<Record<string, readonly number[]>>;

type Read = { readonly columns: Columns } | { readonly wrong: string };

/** Longer columns are written as a table. */
const mostInLine = 32;

const namedLine = new RegExp(String.raw`^\s*(${nameSource})\s*[:=]\s*\[?(.*?)\]?\s*$`, 'u');

/**
 * The columns of a text; none for an empty one. Of a table, columns that are no numbers are left out
 * where `used`, the names in the loss, has them not; without `used` each counts.
 */
export function readColumns(text: string, used?: ReadonlySet<string>): Read {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return { columns: {} };
  return lines.every((line) => namedLine.test(line)) ? readLines(lines) : readTable(text, used);
}

function readLines(lines: readonly string[]): Read {
  const columns = new Map<string, number[]>();
  for (const line of lines) {
    const [, typed, rest] = namedLine.exec(line) ?? ['', '', ''];
    const name = normalizeName(typed);
    if (columns.has(name)) return { wrong: `the column "${name}" is given twice` };
    const words = rest
      .replaceAll('−', '-')
      .split(/[\s,;]+/)
      .filter(Boolean);
    const bad = words.find((word) => !isNumber(word));
    if (bad !== undefined) return { wrong: `${name}: got "${bad}", expected a number` };
    if (words.length === 0) return { wrong: `${name}: expected numbers` };
    const unclear = unclearComma(rest);
    if (unclear !== null) {
      const remedy = 'write decimals with a point, and one mark between numbers';
      return { wrong: `${name}: "${unclear}" may be one number or two; ${remedy}` };
    }
    columns.set(name, words.map(Number));
  }
  return { columns: Object.fromEntries(columns) };
}

/** Two numbers with a comma between that may be one: beside other separators, or before a 0. */
function unclearComma(text: string): string | null {
  const pair = /[^\s,;]+,[^\s,;]+/.exec(text)?.[0];
  if (pair === undefined) return null;
  const others = /;|\s/.test(text.trim());
  return others || /,0\d/.test(text) ? pair : null;
}

function readTable(text: string, used?: ReadonlySet<string>): Read {
  try {
    const columns = new Map<string, readonly number[]>();
    let left = '';
    for (const [name, column] of parseTable(text, 'the table', '')) {
      const isUsed = used?.has(name) ?? true;
      if ('values' in column && (isUsed || isFreeName(name))) columns.set(name, column.values);
      else if (isUsed && 'wrong' in column) return { wrong: `"the table" ${column.wrong}` };
      else if ('wrong' in column) left ||= `"the table" ${column.wrong}`;
    }
    if (columns.size === 0) return { wrong: left || '"the table" has no column with a name' };
    return { columns: Object.fromEntries(columns) };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { wrong: error.message };
  }
}

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
