/**
 * What the tails of a law on a domain with walls say of the law without them: probability, means and
 * covariances of the parts of the domain that are a quarter, a half and all of its length. A law in
 * detailed balance is between nearer walls what it is there, but for its sum.
 */
import { type Axis, endsOf } from '../../math/grid.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import {
  type DomainLimit,
  domainLimit,
  isUnreached,
  type Unreached,
  unreachedWords,
} from './domainLimit.js';

/** What the law beyond the domain adds, with its error, or that it never ends. */
export interface Tails {
  /** Probability, beside 1 on the domain. */
  readonly beyond: DomainLimit;
  /** One entry per parameter. */
  readonly mean: readonly DomainLimit[];
  /** d × d row-major. */
  readonly covariance: readonly DomainLimit[];
}

export const hasOpenEnd = (axis: Axis) => endsOf(axis).includes('open');

interface Moments {
  readonly mass: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly distance: Float64Array;
}

/** The tails of probabilities `p` on the cells of `axes`; axes with ends of their own are whole. */
export function tailsOf(p: Float64Array, axes: readonly SolverGrid1d[]): Tails {
  const parts = [4, 2, 1].map((share) => momentsWithin(p, axes, share));
  const three = (of: (m: Moments) => number, scale?: number): DomainLimit => {
    const limit = domainLimit([of(parts[0]), of(parts[1]), of(parts[2])], scale);
    return isUnreached(limit) ? limit : { ...limit, value: limit.value - of(parts[2]) };
  };
  const d = axes.length;
  const whole = parts[2];
  const deviation = (a: number) => Math.sqrt(whole.covariance[a * (d + 1)]);
  const distance = axes.map((_, a) => three((m) => m.distance[a]));
  const mean = axes.map((_, a) => {
    const own = distance[a];
    return isUnreached(own) ? own : three((m) => m.mean[a], deviation(a));
  });
  const variance = axes.map((_, a) => {
    const own = mean[a];
    return isUnreached(own) ? own : three((m) => m.covariance[a * (d + 1)]);
  });
  const covariance = Array.from({ length: d * d }, (_, e): DomainLimit => {
    const [a, b] = [Math.floor(e / d), e % d];
    if (a === b) return variance[a];
    const missing = [variance[a], variance[b]].find(isUnreached);
    return missing ?? three((m) => m.covariance[e], deviation(a) * deviation(b));
  });
  return { beyond: three((m) => m.mass), mean, covariance };
}

function momentsWithin(p: Float64Array, axes: readonly SolverGrid1d[], share: number): Moments {
  const d = axes.length;
  const ranges = axes.map(({ axis, cells }) => {
    const [low, high] = endsOf(axis).map((end) => end === 'open');
    const cut = Math.round((cells - cells / share) / (low && high ? 2 : 1));
    return [low ? cut : 0, cells - (high ? cut : 0)];
  });
  const at = new Float64Array(d);
  const [mean, distance] = [new Float64Array(d), new Float64Array(d)];
  const second = new Float64Array(d * d);
  let mass = 0;
  for (let c = 0; c < p.length; c++) {
    if (p[c] === 0) continue;
    let rest = c;
    let isWithin = true;
    for (let a = d - 1; a >= 0; a--) {
      const { cells, width } = axes[a];
      const i = rest % cells;
      rest = Math.floor(rest / cells);
      isWithin &&= i >= ranges[a][0] && i < ranges[a][1];
      at[a] = (i + 0.5 - cells / 2) * width;
    }
    if (!isWithin) continue;
    mass += p[c];
    for (let a = 0; a < d; a++) {
      mean[a] += p[c] * at[a];
      distance[a] += p[c] * Math.abs(at[a]);
      for (let b = 0; b < d; b++) second[a * d + b] += p[c] * at[a] * at[b];
    }
  }
  for (let a = 0; a < d; a++) [mean[a], distance[a]] = [mean[a] / mass, distance[a] / mass];
  const covariance = second.map((v, e) => v / mass - mean[Math.floor(e / d)] * mean[e % d]);
  return { mass, mean, covariance, distance };
}

/** Of the probability, and of the variance, that may lie near the walls. */
const negligibleAtWall = 1e-10;
const negligibleMoment = 1e-8;

/** Whether probabilities or variances would change if the walls of open axes stood further out. */
export function wallsMatter(p: Float64Array, axes: readonly SolverGrid1d[]): boolean {
  const atWall = largestAtWall(p, axes);
  const { covariance } = momentsWithin(p, axes, 1);
  return (
    atWall > negligibleAtWall ||
    axes.some(({ axis, cells, width }, a) => {
      const far = atWall * cells * ((cells * width) / 2) ** 2;
      return hasOpenEnd(axis) && far > negligibleMoment * covariance[a * (axes.length + 1)];
    })
  );
}

/** Largest probability of an outermost cell at an open end. */
export function largestAtWall(p: Float64Array, axes: readonly SolverGrid1d[]): number {
  let worst = 0;
  let after = p.length;
  for (const { axis, cells } of axes) {
    after /= cells;
    const [low, high] = endsOf(axis).map((end) => end === 'open');
    for (let c = 0; c < p.length; c++) {
      const i = Math.floor(c / after) % cells;
      if ((low && i === 0) || (high && i === cells - 1)) worst = Math.max(worst, p[c]);
    }
  }
  return worst;
}

/** Why there is no law, of a probability on ever wider domains. */
export const unheldWords = ({ from }: Unreached) =>
  'no stationary law that the loss holds, or none that is reached: the inner half of the solver’s ' +
  `domain holds only ${(100 * from).toPrecision(3)} % of the probability that all of it holds, and ` +
  'walls alone keep the walkers; a boundary that is reflecting or periodic makes the grid’s own law ' +
  'the answer';

/** Which moments there are none of, a sentence each. */
export function missingMoments({ mean, covariance }: Tails, names: readonly string[]): string[] {
  const d = names.length;
  return names.flatMap((name, a) => {
    const own = covariance[a * (d + 1)];
    const first = mean[a];
    if (isUnreached(first)) {
      return [
        `mean and variance of ${name} do not exist or are not reached: the mean distance from the ` +
          `middle ${unreachedWords(first)}`,
      ];
    }
    return isUnreached(own)
      ? [`variance of ${name} does not exist or is not reached: it ${unreachedWords(own)}`]
      : [];
  });
}

/** Probabilities on the experiment's cells, and moments. */
interface Law {
  readonly cells: Float64Array;
  readonly outside: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * A law on the domain with what lies beyond, the errors that this leaves: in total variation, and of
 * the covariance entries relative to the largest. Moments that there are none of are NaN.
 */
export function withTails(law: Law, tails: Tails | null) {
  if (!tails || isUnreached(tails.beyond)) return { law, error: 0, momentError: 0 };
  const { beyond, mean, covariance } = tails;
  const share = 1 / (1 + beyond.value);
  const cells = law.cells.map((v) => v * share);
  const add = (v: number, limit: DomainLimit) =>
    isUnreached(limit) ? Number.NaN : v + limit.value;
  const largest = law.covariance.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const errors = covariance.map((limit) => (isUnreached(limit) ? 0 : limit.error / largest));
  return {
    law: {
      cells,
      outside: Math.max(0, 1 - cells.reduce((a, b) => a + b, 0)),
      mean: law.mean.map((v, k) => add(v, mean[k])),
      covariance: law.covariance.map((v, k) => add(v, covariance[k])),
    },
    error: beyond.error,
    momentError: Math.max(...errors),
  };
}
