/** The table "At the minima" of a solution: closed forms of each noise model at each minimum. */
import type { Axis } from '../../math/grid.js';
import { formatNumber } from '../format.js';
import type { Minimum, MinimumOfEnsemble } from './minima.js';
import type { SolveResult } from './solveExperiment.js';

/** A `Table` of `tables.ts`: one row per minimum and noise model. */
export function minimaTable({ experiment, ensembles, minima }: SolveResult) {
  const { parameters } = experiment.landscape;
  const absent: string[] = [];
  const rows = minima.found.flatMap((minimum) =>
    minimum.ensembles.map((own, i) => {
      const { name } = ensembles[i].spec;
      const at = pointText(minimum.point.map((v, k) => onAxis(v, experiment.grid[k])));
      if ('absent' in own.near) absent.push(`${name} at ${at}: ${own.near.absent}`);
      return [name, at, ...cells(minimum, own, parameters.length)];
    }),
  );
  if (minima.more > 0) absent.push(`${minima.more} more minima, of higher loss`);
  return {
    title: 'At the minima',
    headings: [
      'noise model',
      'minimum',
      'loss',
      'curvature',
      'η limit, mean',
      'η limit, variance',
      ...parameters.map((p) => `variance of ${p}`),
      ...parameters.map((p) => `mean of ${p} is off by`),
      'escape height',
      'at this η',
    ],
    rows,
    absent,
    caption:
      'Closed forms of the quadratic model of each sample at the minimum. η limits: learning rates ' +
      'beyond which the mean, and the second moment, leave it. Variance: stationary, exact for the ' +
      'quadratic model. The mean is off by the third derivatives of the loss, to first order in ' +
      'the variance, where that is small beside the width; both hold while walkers stay near. Escape height: of the lowest pass to ' +
      'another minimum; at this η, in the potential that Langevin steps of this length settle on.',
  };
}

function cells(
  { loss, curvatures, escapeHeight }: Minimum,
  { limits, near, heightAtStep }: MinimumOfEnsemble,
  d: number,
): string[] {
  const diagonal = (matrix: Float64Array) => matrix.filter((_, k) => k % (d + 1) === 0);
  const { covariance, shift } = 'absent' in near ? { covariance: null, shift: null } : near;
  const each = (values: Float64Array | null) =>
    Array.from({ length: d }, (_, i) => numberText(values?.[i] ?? null));
  return [
    numberText(Math.abs(loss) < 1e-20 ? 0 : loss),
    curvatures?.map((c) => numberText(c)).join(', ') ?? '–',
    numberText(limits?.mean ?? null),
    numberText(limits?.secondMoment ?? null),
    ...each(covariance && diagonal(covariance)),
    ...each(shift && covariance && withoutRounding(shift, diagonal(covariance))),
    numberText(escapeHeight),
    numberText(heightAtStep),
  ];
}

/** A coordinate; 0 where it is no more than the rounding of its axis. */
const onAxis = (v: number, { min, max }: Axis) => (Math.abs(v) < 1e-13 * (max - min) ? 0 : v);

/** Rounding is not a shift. */
const withoutRounding = (shift: Float64Array, variances: Float64Array) =>
  shift.map((v, i) => (v * v < 1e-20 * variances[i] ? 0 : v));

function numberText(value: number | null): string {
  if (value === null) return '–';
  return value === Infinity ? '∞' : formatNumber(value, 4);
}

function pointText(point: readonly number[]): string {
  const numbers = point.map((v) => formatNumber(v, 4));
  return numbers.length === 1 ? numbers[0] : `(${numbers.join(', ')})`;
}
