/**
 * The eigenvalues that follow the first of a chain whose stationary law p is known. Between cells that
 * are weighted by √p a chain in detailed balance is symmetric; without weights the eigenvalues of one
 * that drifts down a long slope are lost in rounding, e^{ΔL/2T} times magnified. Every other eigenvector
 * has mass 0, so that the first is taken off, and a second copy of it comes to light, where the map is
 * kept from moving mass.
 */
import {
  type Eigenpair,
  type LinearMap,
  leadingEigenvalues,
} from '../../../math/krylov/arnoldi.js';

/** Beside the largest, what rounding has left of a probability. */
const rounding = 1e-14;
/** A law with more negative probability than this says nothing of weights. */
const smooth = 1e-10;

/** About √p, no less than rounding knows; 1 where the law is not smooth. */
export function balancingWeights(masses: Float64Array): Float64Array {
  const negative = masses.reduce((s, m) => s + Math.max(0, -m), 0);
  if (!(negative < smooth)) return new Float64Array(masses.length).fill(1);
  const least = rounding * masses.reduce((m, v) => Math.max(m, v), 0);
  return masses.map((m) => Math.sqrt(Math.max(m, least)));
}

/** The same on a line of cells: where rounding hides p, ln p goes on with the slope that it has there. */
export function lineWeights(masses: Float64Array): Float64Array {
  const weights = balancingWeights(masses);
  const least = weights.reduce((m, v) => Math.min(m, v), Number.POSITIVE_INFINITY);
  goOn(
    weights,
    weights.findIndex((w) => w > least),
    -1,
  );
  goOn(
    weights,
    weights.findLastIndex((w) => w > least),
    1,
  );
  return weights;
}

/** What the law may have at the walls before rounding in the operator's entries drowns it. */
const leastSeen = 1e-20;

/** Whether eigenvalues on a line of cells know what is at its ends, where the law goes on as it does. */
export function isSeenAtWalls(masses: Float64Array): boolean {
  const weights = lineWeights(masses);
  const largest = weights.reduce((m, v) => Math.max(m, v), 0);
  const atWalls = Math.min(weights[0], weights[weights.length - 1]);
  return (atWalls / largest) ** 2 > leastSeen;
}

/** Cells over which the slope of ln p is taken, and the smallest weight. */
const slopeCells = 8;
const leastWeight = 1e-150;

function goOn(weights: Float64Array, from: number, way: 1 | -1): void {
  const before = from - way * slopeCells;
  if (from < 0 || !(before >= 0 && before < weights.length)) return;
  const factor = Math.min(1, (weights[from] / weights[before]) ** (1 / slopeCells));
  for (let i = from + way; i >= 0 && i < weights.length; i += way) {
    weights[i] = Math.max(leastWeight, weights[i - way] * factor);
  }
}

/** `map` between weighted cells. */
export const balanced =
  (map: LinearMap, weights: Float64Array): LinearMap =>
  (from, out) => {
    map(
      from.map((v, i) => v * weights[i]),
      out,
    );
    for (let i = 0; i < out.length; i++) out[i] /= weights[i];
  };

/** What is left of a map between weighted cells when it moves no mass: all eigenvalues but the first. */
export function withoutMass(map: LinearMap, weights: Float64Array): LinearMap {
  const square = weights.reduce((s, w) => s + w * w, 0);
  return (from, out) => {
    map(from, out);
    let mass = 0;
    for (let i = 0; i < out.length; i++) mass += out[i] * weights[i];
    for (let i = 0; i < out.length; i++) out[i] -= (mass * weights[i]) / square;
  };
}

/** A start that favours no cell and is in no symmetry's way. */
export const anyStart = (size: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1)));

/** The largest eigenvalues of `map` but the first, between weighted cells; vectors are masses. */
export async function followingEigenvalues(
  map: LinearMap,
  weights: Float64Array,
  options: { count: number; subspace: number; maximumApplications: number },
  tick: () => Promise<void> | null,
): Promise<readonly Eigenpair[]> {
  const rest = withoutMass(balanced(map, weights), weights);
  const start = anyStart(weights.length);
  const { pairs } = await leadingEigenvalues(rest, weights.length, {
    ...options,
    tolerance: 1e-12,
    start,
    tick,
  });
  return pairs.map((pair) => ({ ...pair, vector: pair.vector.map((v, i) => v * weights[i]) }));
}
