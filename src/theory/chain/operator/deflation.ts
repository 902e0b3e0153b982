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
 * first eigenvector taken out, from a start that favours nothing. A second copy of the first is
 * looked for roughly, and found exactly where there is one.
 */
export async function secondEigenvalue(
  rest: LinearMap,
  size: number,
  known: Eigenpair | undefined,
  tick: () => Promise<void> | null,
): Promise<Eigenpair> {
  const largest = async (start: Float64Array, tolerance: number, most: number) => {
    const options = { count: 1, tolerance, start, subspace: 24, maximumApplications: most, tick };
    const { pairs } = await leadingEigenvalues(rest, size, options);
    return pairs[0];
  };
  const favoursNothing = Float64Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const rough = await largest(favoursNothing, 1e-6, 300);
  // What the rough one has more than its residual may be the known one again.
  if (known && modulus(rough) - 10 * rough.residual <= modulus(known)) return known;
  const exact = await largest(rough.vector, 1e-12, 300);
  return known && modulus(exact) <= modulus(known) ? known : exact;
}

const modulus = ({ re, im }: Eigenpair) => Math.hypot(re, im);
