/**
 * The stationary law of a transfer operator in one dimension: the eigenvector of the linear matrix
 * on the cells to the eigenvalue 1, by restarted Arnoldi, with the eigenvalues that follow it. A law
 * that the linear matrix cannot carry (negative cells: jumps, no density) is found by iterating the
 * monotone operator instead. (That of a generator is known in closed form: `stationaryCells`.)
 */
import type { Eigenpair } from '../../math/krylov/arnoldi.js';
import { cellMatrix, distributionOf, linearSlopes } from '../chain/operator/cellMatrix1d.js';
import type { Pace } from '../pace.js';
import { slowestModes } from './slowestModes1d.js';
import type { TransferOperator1d } from './transferOperator1d.js';

export interface StationaryLaw1d {
  /** Distribution function at the solver's edges, from 0 to 1. */
  readonly distribution: Float64Array;
  /** Slopes per cell, by the rule that made the law. */
  readonly slopes: Float64Array;
  /** Negative probability of the eigenvector, before any fallback. */
  readonly negative: number;
  /** Whether the monotone operator had to take over. */
  readonly monotone: boolean;
  /** Largest change of a cell (of the distribution function where monotone) in one more step. */
  readonly residual: number;
  /** By falling modulus, the stationary law's own first; a complex pair once. */
  readonly eigenvalues: readonly Eigenpair[];
  /** The largest eigenvalue besides the first; a second copy of the first counts. */
  readonly second: Pick<Eigenpair, 're' | 'im' | 'residual'>;
}

/** More negative probability than this is no rounding: the law is not smooth on these cells. */
const smoothNegative = 1e-10;
const iterations = 5000;
const settled = 1e-14;
/** An eigenvalue beyond this may be a second copy of 1. */
const almostOne = 1 - 1e-9;
const sameLaw = 1e-8;

/** The stationary law of `operator`, scaled to total mass 1 whatever the first eigenvalue is. */
export async function stationaryLaw1d(
  operator: TransferOperator1d,
  pace: Pace,
): Promise<StationaryLaw1d> {
  const { cells } = operator.grid;
  const matrix = cellMatrix([[operator]]);
  const { pairs } = await slowestModes(matrix, () => pace.tick(matrix.values.length + 40 * cells));
  const [first, second] = pairs;
  const sum = first.vector.reduce((a, b) => a + b, 0);
  const masses = first.vector.map((v) => v / sum);
  const negative = masses.reduce((s, m) => s + Math.max(0, -m), 0);
  const common = { negative, eigenvalues: pairs, second };
  const collapsed =
    second.im === 0 && second.re > almostOne ? await collapse(operator, second, pace) : null;
  if (collapsed) {
    const others = pairs.filter(({ re, im }) => Math.hypot(re, im) < almostOne);
    const next = others[0] ?? { re: 0, im: 0, residual: 0 };
    return { ...common, ...collapsed, eigenvalues: [first, ...others], second: next };
  }
  // An eigenvector that is no law at all (of a complex or negative eigenvalue) sums to 0.
  if (!(negative < 0.5)) return { ...common, ...(await iterate(operator, uniform(cells), pace)) };
  if (negative > smoothNegative) {
    return {
      ...common,
      ...(await iterate(
        operator,
        masses.map((m) => Math.max(0, m)),
        pace,
      )),
    };
  }
  return {
    ...common,
    distribution: distributionOf(masses),
    slopes: linearSlopes(masses),
    monotone: false,
    residual: first.residual / Math.abs(sum),
  };
}

/**
 * The one law to which walkers go from both sides of a second eigenvector to 1, null where they go
 * to two: linear cells cannot tell a law that shrinks to a point from several that do not mix.
 */
async function collapse(operator: TransferOperator1d, { vector }: Eigenpair, pace: Pace) {
  const side = async (sign: number) => {
    const masses = vector.map((v) => Math.max(0, sign * v));
    return masses.some((m) => m > 0) ? iterate(operator, masses, pace) : null;
  };
  const [a, b] = [await side(1), await side(-1)];
  if (!a || !b || Math.max(a.residual, b.residual) > sameLaw) return null;
  // Walkers may come to one point from both sides and stop at either side of an edge.
  const [f, g] = [a.distribution, b.distribution];
  for (let i = 1; i < f.length; i++) {
    if (f[i - 1] > g[i] + sameLaw || g[i - 1] > f[i] + sameLaw) return null;
  }
  return a;
}

const uniform = (cells: number) => new Float64Array(cells).fill(1 / cells);

/** Applies the monotone operator from these probabilities until nothing changes any more. */
async function iterate(operator: TransferOperator1d, start: Float64Array, pace: Pace) {
  let distribution: Float64Array = distributionOf(start);
  let next: Float64Array = new Float64Array(distribution.length);
  let residual = Number.POSITIVE_INFINITY;
  const last = distribution.length - 1;
  scale(distribution);
  for (let step = 0; step < iterations && residual >= settled; step++) {
    operator.apply(distribution, next);
    if (!(next[last] > 0)) break;
    scale(next);
    residual = 0;
    for (let i = 0; i <= last; i++) {
      residual = Math.max(residual, Math.abs(next[i] - distribution[i]));
    }
    [distribution, next] = [next, distribution];
    await pace.tick(operator.matrix.values.length);
  }
  const slopes = new Float64Array(distribution.length);
  operator.slopes(distribution, slopes);
  return { distribution, slopes, monotone: true, residual };
}

function scale(distribution: Float64Array): void {
  const total = distribution[distribution.length - 1];
  for (let i = 0; i < distribution.length; i++) distribution[i] /= total;
}
