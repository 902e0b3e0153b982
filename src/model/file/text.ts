/** The doors for text: an experiment as YAML or JSON, samples as CSV. Text is never trusted. */
import { parse as parseCsvRecords } from 'csv-parse/browser/esm/sync';
import { isScalar, parseDocument } from 'yaml';
import { SpecError, show } from '../errors.js';
import { maxRows } from '../landscape.js';

const maxTextLength = 5_000_000;
/** YAML is parsed at some microseconds a character, JSON a hundred times faster. */
const maxYamlLength = 500_000;
const maxValues = 2_000_000;
const maxDepth = 12;

function requireLength(text: string, path: string): void {
  if (text.length > maxTextLength) {
    throw new SpecError(
      path,
      `got ${text.length} characters, expected at most ${maxTextLength} characters of text`,
    );
  }
}

/** The plain value of an experiment file. Throws SpecError with line and column. */
export function parseText(text: string): unknown {
  requireLength(text, '');
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // Perhaps a YAML flow mapping; if not, YAML's message names the line.
    }
  }
  if (text.length > maxYamlLength) {
    throw new SpecError(
      '',
      `got ${text.length} characters of YAML, expected at most ${maxYamlLength}; ` +
        'keep the samples in a CSV file, or write valid JSON',
    );
  }
  return parseYaml(text);
}

const yamlError = (message: string) =>
  message.includes('call stack')
    ? new SpecError('', 'not valid YAML: nested too deeply')
    : new SpecError('', `not valid YAML: ${message.split('\n')[0].replace(/:$/, '')}`);

function parseYaml(text: string): unknown {
  let comparisons = 0;
  try {
    const document = parseDocument(text, {
      logLevel: 'error',
      // The parser compares every key with all before it: bound that, then compare as it would.
      uniqueKeys: (a, b) => {
        if (++comparisons > 100_000) throw new Error('too many keys in one mapping');
        return a === b || (isScalar(a) && isScalar(b) && a.value === b.value);
      },
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem?.code === 'BLOCK_AS_IMPLICIT_KEY') {
      const place = problem.linePos?.[0];
      throw yamlError(`text with ": " in it needs quotes, line ${place?.line ?? '?'}`);
    }
    if (problem?.code === 'MULTIPLE_DOCS') throw yamlError('several documents, expected one');
    if (problem) throw yamlError(problem.message);
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) {
      throw yamlError(error.message);
    }
    throw error;
  }
}

/**
 * Checks that `plain` is a small tree of plain data: mappings without reserved keys, lists, text,
 * numbers, booleans and null. Aliases count as often as they occur, so that none can blow it up.
 */
export function requirePlain(plain: unknown): void {
  let values = 0;
  const visit = (value: unknown, depth: number): void => {
    if (++values > maxValues) {
      throw new SpecError('', `more than ${maxValues} values, expected a smaller file`);
    }
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) throw new SpecError('', `nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      return;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new SpecError('', 'holds an object that is not plain data');
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        throw new SpecError('', `the key ${show(key)} is not allowed`);
      }
      visit((value as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(plain, 0);
}

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
