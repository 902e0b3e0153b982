/**
 * Selling's decomposition of a positive definite 2 × 2 tensor, D = Σ λₖ eₖeₖᵀ with three integer
 * vectors eₖ and λₖ ≥ 0 (Selling 1874; Fehrenbach, Mirebeau, J. Math. Imaging Vis. 49, 2014): a
 * diffusion tensor as three diffusions along lines of cells.
 */

/** One e per parity class (odd, even), (even, odd), (odd, odd), with its λ, in that order. */
export interface Decomposition {
  readonly vectors: Int32Array;
  readonly weights: Float64Array;
}

export const createDecomposition = (): Decomposition => ({
  vectors: new Int32Array(6),
  weights: new Float64Array(3),
});

const base = new Float64Array(6);

/**
 * Writes the decomposition of (xx, xy; xy, yy) to `out` and tells whether it did: not where the
 * tensor is not positive definite, or so close to it that the vectors grow beyond `longest`.
 * The weights depend continuously on the tensor.
 */
export function decompose(
  xx: number,
  xy: number,
  yy: number,
  longest: number,
  out: Decomposition,
): boolean {
  if (!(xx > 0) || !(yy > 0) || !(xx * yy - xy * xy > 1e-6 * xx * yy)) return false;
  base.set([1, 0, 0, 1, -1, -1]);
  for (let round = 0; round < 64; round++) {
    let done = true;
    for (let k = 0; k < 3 && done; k++) {
      const i = 2 * ((k + 1) % 3);
      const j = 2 * ((k + 2) % 3);
      if (!(product(xx, xy, yy, i, j) > 0)) continue;
      // (v_i, v_j) → (−v_i, v_j, v_i − v_j): makes an acute pair obtuse.
      base[2 * k] = base[i] - base[j];
      base[2 * k + 1] = base[i + 1] - base[j + 1];
      base[i] = -base[i];
      base[i + 1] = -base[i + 1];
      done = false;
    }
    if (done) return write(xx, xy, yy, longest, out);
  }
  return false;
}

const product = (xx: number, xy: number, yy: number, i: number, j: number) =>
  xx * base[i] * base[j] +
  xy * (base[i] * base[j + 1] + base[i + 1] * base[j]) +
  yy * base[i + 1] * base[j + 1];

function write(xx: number, xy: number, yy: number, longest: number, out: Decomposition): boolean {
  for (let k = 0; k < 3; k++) {
    // The normal of v_k, pointing up in its first component that is not 0.
    let ex = -base[2 * k + 1];
    let ey = base[2 * k];
    if (ex < 0 || (ex === 0 && ey < 0)) {
      ex = -ex;
      ey = -ey;
    }
    const slot = ex % 2 === 0 ? 1 : ey % 2 === 0 ? 0 : 2;
    const weight = -product(xx, xy, yy, 2 * ((k + 1) % 3), 2 * ((k + 2) % 3));
    if (weight > 0 && (ex > longest || Math.abs(ey) > longest)) return false;
    out.vectors[2 * slot] = ex;
    out.vectors[2 * slot + 1] = ey;
    out.weights[slot] = Math.max(0, weight);
  }
  return true;
}
