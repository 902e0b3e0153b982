/**
 * Whether loss and gradient are numbers where the walkers start. A walker where they are none is lost
 * at its first step, whatever the learning rate.
 */
import type { Expression } from '../math/expression/expression.js';
import { printFormula } from '../math/expression/formula.js';
import { createTape } from '../math/expression/tape.js';
import { undefinedPart } from '../math/expression/undefinedPart.js';
import { endsOf } from '../math/grid.js';
import { foldBetween } from './boundary.js';
import { SpecError } from './errors.js';
import type { Experiment, InitialLaw } from './experiment.js';

type Start = Pick<Experiment, 'landscape' | 'initial' | 'grid'>;

/** Evaluations spent on a start with a spread: points times samples. */
const budget = 2 ** 18;

/**
 * Throws SpecError where loss or gradient are not finite at a point start, or nowhere in a start with a
 * spread; the message names the part of the expression and the place.
 */
export function requireDefinedStart(start: Start): void {
  const found = undefinedStart(start);
  if (found === null || found.share < 1) return;
  const isPoint = start.initial.every((law) => law.kind === 'point');
  const remedy = isPoint
    ? 'start where it is defined, or with a spread around that point'
    : 'start them where it is defined';
  const whole = isPoint ? '' : 'all walkers start where ';
  throw new SpecError('initial', `${whole}${found.words}; ${remedy}`);
}

/** A sentence on the share of the walkers that start where the loss is not defined; null for none. */
export function describeUndefinedStart(start: Start): string | null {
  const found = undefinedStart(start);
  if (found === null) return null;
  const share = `${Number((100 * found.share).toPrecision(2))} %`;
  return `about ${share} of the walkers start where ${found.words}: they are lost at the first step`;
}

interface UndefinedStart {
  /** Of the start law, from points spread over it. */
  readonly share: number;
  /** What is not defined, and where. */
  readonly words: string;
}

function undefinedStart(start: Start): UndefinedStart | null {
  const { parameters, constants, data, sampleLoss, sampleGradient } = start.landscape;
  const points = pointsOf(start);
  const count = points[0].length;
  if (count === 0) return null;
  const roots = [sampleLoss, ...sampleGradient];
  const names = [...parameters, ...Object.keys(constants), ...data.columns];
  const tape = createTape(roots, names, 'float64');
  const outputs = roots.map(() => new Float64Array(data.rows));
  const scalars = Object.values(constants).map((value) => Float64Array.of(value));
  let lost = 0;
  let first: { readonly root: number; readonly point: number; readonly row: number } | null = null;
  for (let point = 0; point < count; point++) {
    const place = points.map((column) => column.subarray(point, point + 1));
    tape([...place, ...scalars, ...data.values], outputs, data.rows);
    const rows = outputs.map((values) => values.findIndex((value) => !Number.isFinite(value)));
    const root = rows.findIndex((row) => row >= 0);
    if (root < 0) continue;
    lost++;
    first ??= { root, point, row: rows[root] };
  }
  if (!first) return null;
  const { root, point, row } = first;
  const place = parameters.map((name, i) => [name, points[i][point]] as const);
  const sample = data.columns.map((name, i) => [name, data.values[i][row]] as const);
  const values = Object.fromEntries([...place, ...Object.entries(constants), ...sample]);
  const what = root === 0 ? 'the loss' : `the derivative of the loss by ${parameters[root - 1]}`;
  const part = describePart(roots[root], values);
  const where = place
    .map(([name, value]) => `${name} = ${Number(value.toPrecision(4))}`)
    .join(', ');
  const ofSample = data.columns.length > 0 ? ` for sample ${row + 1}` : '';
  return { share: lost / count, words: `${what} is not finite at ${where}${ofSample}${part}` };
}

/** The part that is to blame, in brackets. */
function describePart(root: Expression, values: Readonly<Record<string, number>>): string {
  const part = undefinedPart(root, values);
  return part ? ` (${printFormula(part)})` : '';
}

/**
 * One point for point starts, else points spread evenly over the law, between the walls, one column
 * a parameter.
 */
function pointsOf({ landscape, initial, grid }: Start): Float64Array[] {
  const isPoint = initial.every((law) => law.kind === 'point');
  const spread = Math.floor(budget / landscape.data.rows);
  const count = isPoint ? 1 : Math.max(16, Math.min(1024, spread));
  const folds = grid.map((axis) => foldBetween(endsOf(axis), axis.min, axis.max));
  const isRemoved = (x: number, k: number) => {
    const [low, high] = endsOf(grid[k]);
    return (low === 'absorbing' && x < grid[k].min) || (high === 'absorbing' && !(x < grid[k].max));
  };
  const points = Array.from({ length: count }, (_, i) =>
    initial.map((law, k) => folds[k](drawn(law, unit(i, 2 * k), unit(i, 2 * k + 1)))),
  );
  const kept = points.filter((point) => !point.some(isRemoved));
  return initial.map((_, k) => Float64Array.from(kept, (point) => point[k]));
}

/** Multiples of these modulo 1 fill a square evenly. */
const irrationals = [2, 3, 5, 7].map(Math.sqrt);
const unit = (i: number, k: number) => ((i + 0.5) * irrationals[k]) % 1;

/** A draw of the law from two numbers of (0, 1). */
function drawn(law: InitialLaw, u: number, v: number): number {
  switch (law.kind) {
    case 'point':
      return law.value;
    case 'uniform':
      return law.min + (law.max - law.min) * u;
    case 'normal':
      return (
        law.mean + law.standardDeviation * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
      );
    default:
      return law satisfies never;
  }
}
