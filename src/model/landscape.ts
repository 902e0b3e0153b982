/**
 * Builds a landscape from a loss as text and samples as columns: parses, differentiates, and takes
 * the moments of the sample gradient over the data. Nothing here knows the experiment file.
 */
import { differentiate } from '../math/expression/derivative.js';
import { type Expression, symbol, topological } from '../math/expression/expression.js';
import { ExpressionError } from '../math/expression/expressionError.js';
import { isName, longestName, lookOf } from '../math/expression/names.js';
import { isFreeName, parseExpression } from '../math/expression/parseExpression.js';
import { joinPath, SpecError, show } from './errors.js';
import type { DataTable, Landscape } from './experiment.js';
import type { LandscapeEntry, Values } from './landscapes/entry.js';
import { type LandscapeName, landscapes } from './landscapes.js';
import { gradientMoments } from './moments.js';

export const maxRows = 65_535;
/** Values beyond this would leave float32 when squared. */
export const maxMagnitude = 1e15;

export type Columns = Readonly<Record<string, readonly number[]>>;

/** The landscape `name` of the catalogue with every parameter given in `values`. */
export function catalogueLandscape(name: LandscapeName, values: Values): Landscape {
  const entry: LandscapeEntry = landscapes[name];
  return buildLandscape({
    name,
    title: entry.title,
    parameters: entry.coordinates,
    constants: values,
    loss: entry.loss,
    data: entry.data(values),
  });
}

/**
 * A landscape from the user's or the catalogue's loss. `constants` may hold more names than the
 * loss uses; only those used are kept. Throws SpecError for bad names, unequal columns, values
 * that are not finite, and losses that do not parse.
 */
export function buildLandscape(parts: {
  readonly name: string;
  readonly title: string;
  readonly parameters: readonly string[];
  readonly constants: Values;
  readonly loss: string;
  readonly data: Columns;
}): Landscape {
  const { name, title, parameters, loss } = parts;
  const data = dataTable(parts.data, 'landscape.data');
  requireNames(parameters, data.columns);
  const names = [...parameters, ...Object.keys(parts.constants), ...data.columns];
  const sampleLoss = readLoss(() => parseExpression(loss, names));
  const sampleGradient = parameters.map((p) => differentiate(sampleLoss, p));
  requireFiniteNumbers([sampleLoss], 'the loss');
  requireFiniteNumbers(sampleGradient, 'its gradient');
  const used = new Set(topological([sampleLoss]));
  return {
    name,
    title,
    parameters,
    constants: Object.fromEntries(
      Object.entries(parts.constants).filter(([key]) => used.has(symbol(key))),
    ),
    data,
    sampleLoss,
    sampleGradient,
    moments: gradientMoments(sampleGradient, data),
  };
}

/** What `read` makes of the text of a loss; what is wrong with it becomes a SpecError of its field. */
export function readLoss<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new SpecError('landscape.loss', `${error.message} (column ${error.column})`);
  }
}

/** Numbers that float32 cannot hold come from constants such as 1/0 or 1e300. */
function requireFiniteNumbers(roots: readonly Expression[], what: string): void {
  for (const e of topological(roots)) {
    if (e.kind === 'number' && !(Math.abs(e.value) < 2 ** 127)) {
      throw new SpecError(
        'landscape.loss',
        `${what} holds the constant ${e.value}, expected numbers that fit float32`,
      );
    }
  }
}

/** Checks that all names of a landscape can be told apart in its loss, those of parameters first. */
export function requireNames(parameters: readonly string[], columns: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const [i, p] of parameters.entries()) claim(p, `landscape.parameters[${i}]`, taken);
  for (const c of columns) claim(c, joinPath('landscape.data', c), taken);
}

/** Checks that `name` can be a symbol of the loss and is not taken yet, nor looks as if it were. */
function claim(name: string, path: string, taken: Map<string, string>): void {
  if (!isName(name)) {
    const what = 'Latin or Greek letters, digits and underscores';
    const expected = `a name of at most ${longestName} ${what}, starting with a letter`;
    throw new SpecError(path, `got ${show(name)}, expected ${expected}`);
  }
  if (!isFreeName(name) || name in Object.prototype) {
    throw new SpecError(path, `got ${show(name)}, a reserved word; expected another name`);
  }
  const other = taken.get(lookOf(name));
  if (other === name) throw new SpecError(path, `the name ${show(name)} is used twice`);
  if (other !== undefined) {
    throw new SpecError(
      path,
      `got ${show(name)}, which reads as ${show(other)} does; expected another name`,
    );
  }
  taken.set(lookOf(name), name);
}

/** Columns of equal length as a table; no columns give one row without values. */
function dataTable(columns: Columns, path: string): DataTable {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 1 : columns[names[0]].length;
  for (const column of names) {
    const values = columns[column];
    const at = joinPath(path, column);
    if (values.length !== rows) {
      throw new SpecError(
        at,
        `got a list of ${values.length}, expected ${rows} as in column ${show(names[0])}`,
      );
    }
    if (rows < 1 || rows > maxRows) {
      throw new SpecError(at, `got ${rows} samples, expected from 1 to ${maxRows}`);
    }
    const bad = values.findIndex((v) => !(Math.abs(v) <= maxMagnitude));
    if (bad >= 0) {
      throw new SpecError(
        joinPath(at, bad),
        `got ${values[bad]}, expected a number of at most ${maxMagnitude} in magnitude`,
      );
    }
  }
  return { columns: names, rows, values: names.map((c) => Float64Array.from(columns[c])) };
}
