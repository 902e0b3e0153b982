/**
 * Points where drift or diffusion jump, such as the cusp between two valleys: cells meet there, so
 * that no cell mixes the coefficients of both sides and second order holds.
 */
import type { Coefficients1d } from '../../fokkerPlanck/coefficients1d.js';

const points = 2048;
/** A change that is this much larger than those around it may be a jump. */
const suspicious = 8;
/** Beyond so many the coefficients are rough, and no cells follow them. */
const most = 16;

/** Jumps strictly between `low` and `high`, in order, to about 1e-12 of the interval. */
export function findJumps(coefficients: Coefficients1d, low: number, high: number): number[] {
  const values = (x: Float64Array) => {
    const field = [new Float64Array(x.length), new Float64Array(x.length)];
    coefficients.evaluate(x, field[0], field[1]);
    return field;
  };
  const x = Float64Array.from(
    { length: points },
    (_, k) => low + ((high - low) * (k + 0.5)) / points,
  );
  const found = new Set<number>();
  for (const v of values(x)) {
    const change = Float64Array.from({ length: points - 1 }, (_, k) => Math.abs(v[k + 1] - v[k]));
    for (let k = 2; k + 2 < change.length; k++) {
      const around = Math.max(change[k - 2], change[k + 2]);
      if (!(change[k] > suspicious * around) || change[k] < 1e-9 * Math.abs(v[k])) continue;
      const at = jumpWithin(values, x[k], x[k + 1], change[k]);
      if (
        at !== null &&
        ![...found].some((other) => Math.abs(other - at) < (high - low) / points)
      ) {
        found.add(at);
      }
    }
  }
  return found.size > most ? [] : [...found].sort((a, b) => a - b);
}

/** Follows the larger change into halves; null where it shrinks with them. */
function jumpWithin(
  values: (x: Float64Array) => Float64Array[],
  from: number,
  to: number,
  size: number,
): number | null {
  let [a, b] = [from, to];
  let left = size;
  for (let k = 0; k < 45 && b - a > 1e-13 * Math.max(Math.abs(a), Math.abs(b)); k++) {
    const middle = (a + b) / 2;
    const [drift, diffusion] = values(Float64Array.of(a, middle, b));
    const lower = Math.max(...[drift, diffusion].map((v) => Math.abs(v[1] - v[0])));
    const upper = Math.max(...[drift, diffusion].map((v) => Math.abs(v[2] - v[1])));
    left = Math.max(lower, upper);
    if (lower > upper) b = middle;
    else a = middle;
  }
  if (left < size / 4) return null;
  // A jump is nearly always typed as a short number: take it where it is that near.
  const middle = (a + b) / 2;
  const short = Number(middle.toPrecision(10));
  return Math.abs(short - middle) <= 1e-12 * (1 + Math.abs(middle)) ? short : middle;
}
