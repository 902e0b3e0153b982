/**
 * The eigenvalue that follows a first one that is known. One Krylov space sees one copy of a
 * multiple eigenvalue: with the first eigenvector projected away a second copy comes to light.
 */
import {
  type Eigenpair,
  type LinearMap,
  leadingEigenvalues,
} from '../../../math/krylov/arnoldi.js';

/** The map followed by the projection off its unit eigenvector: what is left has the others. */
export function withoutVector(map: LinearMap, vector: Float64Array): LinearMap {
  return (from, out) => {
    map(from, out);
    let share = 0;
    for (let i = 0; i < out.length; i++) share += out[i] * vector[i];
    for (let i = 0; i < out.length; i++) out[i] -= share * vector[i];
  };
}

/**
 * The larger of `known` and of the largest eigenvalue of `rest`, a map on `size` numbers with the
 * first eigenvector taken out, from a start that favours nothing.
 */
export async function secondEigenvalue(
  rest: LinearMap,
  size: number,
  known: Eigenpair | undefined,
  tick: () => Promise<void> | null,
): Promise<Eigenpair> {
  const { pairs } = await leadingEigenvalues(rest, size, {
    count: 1,
    tolerance: 1e-6,
    start: Float64Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1))),
    subspace: 24,
    maximumApplications: 300,
    tick,
  });
  return known && Math.hypot(known.re, known.im) >= Math.hypot(pairs[0].re, pairs[0].im)
    ? known
    : pairs[0];
}
