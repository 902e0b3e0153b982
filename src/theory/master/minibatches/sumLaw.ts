/**
 * The law of a sum of independent equal draws on a lattice, as a power of a characteristic function
 * (docs/theory.md §1). One draw is deposited with quintic B-splines and divided by their response,
 * so that its transform is right to sixth order and its moments are exact up to the fifth, at any
 * spacing: the power then adds no variance. No |transform| exceeds 1, so powers stay bounded.
 */
import FFT from 'fft.js';
import { splineWeights } from '../../../math/bSpline.js';

const degree = 5;
/** Centred B-splines of degree 5 and 6 at 0, ±1, ±2, ±3. */
const quintic = [66 / 120, 26 / 120, 1 / 120];
const sextic = [5887 / 11520, 10543 / 46080, 361 / 23040, 1 / 46080];

/** Weights of the lattice points `first`, `first` + 1, …; they sum to 1. */
export interface LatticeLaw {
  readonly first: number;
  readonly weights: Float64Array;
}

export interface SumLaw {
  /**
   * The law of shift + Σ of `draws` independent draws, each one of the centred `points` with equal
   * probability, + a normal of that deviation; all in units of the lattice. What it returns is
   * overwritten by the next call.
   */
  of(points: Float64Array, draws: number, shift: number, deviation: number): LatticeLaw;
}

/**
 * How far the centred sum of `draws` draws reaches with all but 1e-16 of its law: to its ends, or
 * less far by Bernstein's inequality; `variance` is that of one draw, `deviation` that of a normal
 * which is added.
 */
export function sumReach(
  points: Float64Array,
  variance: number,
  draws: number,
  deviation: number,
): number {
  let largest = 0;
  for (const v of points) largest = Math.max(largest, Math.abs(v));
  const exponent = 37;
  const linear = (exponent * largest) / 3;
  const bernstein = linear + Math.sqrt(linear * linear + 2 * exponent * draws * variance);
  return Math.min(draws * largest, bernstein) + 8.5 * deviation;
}

/** Lattice points in which the response of a lone point (0.43 to the distance) falls to 1e-14. */
const ringing = 38;

/** Lattice points, a power of two, that hold a centred sum of that reach. */
export const latticeSize = (reach: number) => 2 ** Math.ceil(Math.log2(2 * (reach + ringing)));

/**
 * Laws on a lattice of `size` points, a power of two that holds the centred sum. Weights stand for
 * point masses, or for the mass of cells of the lattice's width about its points.
 */
export function createSumLaw(size: number, kind: 'points' | 'cells'): SumLaw {
  const fft = new FFT(size);
  const half = size / 2;
  const deposits = new Float64Array(size);
  const spectrum = new Float64Array(2 * size);
  const signal = new Float64Array(2 * size);
  const centred = new Float64Array(size);
  const weights = new Float64Array(size + degree);
  const six = new Float64Array(degree + 1);
  const frequencies = Float64Array.from({ length: half + 1 }, (_, k) => (2 * Math.PI * k) / size);
  const response = frequencies.map((s) => cosineSum(quintic, s));
  // The last factor takes out the spline with which the sum is shifted in the end.
  const filter = frequencies.map(
    (s, k) => (kind === 'cells' ? cosineSum(sextic, s) / response[k] : 1) / response[k],
  );
  let known = new Float64Array(0);
  let knownDeviation = Number.NaN;

  const transform = (points: Float64Array, draws: number, deviation: number) => {
    deposit(points, deposits);
    fft.realTransform(spectrum, deposits);
    for (let k = 0; k <= half; k++) {
      const last = filter[k] * depositedNormal(frequencies[k], deviation);
      raise(spectrum, k, 1 / response[k], draws, last);
    }
    fft.completeSpectrum(spectrum);
    fft.inverseTransform(signal, spectrum);
    for (let k = 0; k < size; k++) centred[k] = signal[2 * ((k + half) & (size - 1))];
  };

  return {
    of(points, draws, shift, deviation) {
      // The noise of many landscapes is the same at every θ.
      if (deviation !== knownDeviation || !equalPoints(points, known)) {
        transform(points, draws, deviation);
        known = points.slice();
        knownDeviation = deviation;
      }
      const base = Math.floor(shift);
      splineWeights(degree, shift - base, six);
      weights.fill(0);
      for (let r = 0; r <= degree; r++) {
        const w = six[r];
        for (let k = 0; k < size; k++) weights[k + r] += w * centred[k];
      }
      return { first: base - half - 2, weights };
    },
  };
}

/** The law of one of the points, with the six weights of `splineWeights` written out for speed. */
function deposit(points: Float64Array, deposits: Float64Array): void {
  const wrap = deposits.length - 1;
  const share = 1 / (120 * points.length);
  deposits.fill(0);
  for (let i = 0; i < points.length; i++) {
    const base = Math.floor(points[i]);
    const f = points[i] - base;
    const g = 1 - f;
    const f2 = f * f;
    const g2 = g * g;
    const f5 = f2 * f2 * f;
    const g5 = g2 * g2 * g;
    const k = base - 2;
    deposits[k & wrap] += share * g5;
    deposits[(k + 1) & wrap] += share * (1 + 5 * (g + g2 * (2 + 2 * g + g2)) - 5 * g5);
    deposits[(k + 2) & wrap] += share * (66 - 60 * f2 + 30 * f2 * f2 - 10 * f5);
    deposits[(k + 3) & wrap] += share * (66 - 60 * g2 + 30 * g2 * g2 - 10 * g5);
    deposits[(k + 4) & wrap] += share * (1 + 5 * (f + f2 * (2 + 2 * f + f2)) - 5 * f5);
    deposits[(k + 5) & wrap] += share * f5;
  }
}

/** Transform at s of what is symmetric with these values at 0, ±1, …. */
const cosineSum = (values: readonly number[], s: number) =>
  values.reduce((sum, v, k) => sum + v * (k === 0 ? 1 : 2 * Math.cos(k * s)), 0);

/**
 * Transform at s of a normal law deposited with quintic splines, divided by their response: the mean
 * of its own transform over the frequencies that the lattice cannot tell apart.
 */
function depositedNormal(s: number, deviation: number): number {
  if (deviation === 0 || s === 0) return 1;
  let sum = 0;
  let total = 0;
  // Symmetric about the highest frequency, s = π.
  for (let fold = -4; fold <= 3; fold++) {
    const t = s + 2 * Math.PI * fold;
    const spline = t ** -(degree + 1);
    sum += spline * Math.exp(-((t * deviation) ** 2) / 2);
    total += spline;
  }
  return sum / total;
}

/** Entry k becomes last·(entry·first)^power. */
function raise(z: Float64Array, k: number, first: number, power: number, last: number): void {
  let x = z[2 * k] * first;
  let y = z[2 * k + 1] * first;
  let re = 1;
  let im = 0;
  for (let p = power; p > 0; p >>= 1) {
    if (p & 1) [re, im] = [re * x - im * y, re * y + im * x];
    [x, y] = [x * x - y * y, 2 * x * y];
  }
  z[2 * k] = re * last;
  z[2 * k + 1] = im * last;
}

/** Equal up to the rounding of the gradients. */
function equalPoints(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= 1e-12)) return false;
  return true;
}
