/**
 * What happens at the ends of an axis: the law at step 0 folded, wound or cut there, and why some starts
 * have no prediction.
 */
import type { Axis, Boundary, Grid } from '../../math/grid.js';
import type { InitialLaw } from '../../model/experiment.js';
import { initialDistribution } from '../law/initialLaw1d.js';
import { cellsOnRing } from '../law/ringLaw1d.js';

export const boundaryOf = (axis: Axis): Boundary => axis.boundary ?? 'open';

/** Probability beyond a reflecting wall that a start may have. */
const negligibleBeyond = 1e-6;

/** Why walkers that start beyond the ends of an axis have no prediction; null where all is well. */
export function startBeyondEnds(grid: Grid, initial: readonly InitialLaw[]): string | null {
  for (const [i, axis] of grid.entries()) {
    const law = initial[i];
    const boundary = boundaryOf(axis);
    const { name, min, max } = axis;
    const isHeld = law.kind === 'point' && law.value >= min && law.value <= max;
    const inside = isHeld ? 1 : initialDistribution(law, max) - initialDistribution(law, min);
    const range = `[${min}, ${max}]`;
    const beyond = `${(1 - inside).toPrecision(2)} of the walkers start with ${name} beyond`;
    if (boundary === 'reflecting' && 1 - inside > negligibleBeyond) {
      return `${beyond} the reflecting ends ${range}; a wider axis would hold them`;
    }
    if (boundary === 'absorbing' && !(inside > negligibleBeyond)) {
      return `${beyond} the absorbing ends ${range}, where none of them count`;
    }
  }
  return null;
}

/** Probabilities of the cells between `edges`, and of what is beyond both ends. */
export interface CutLaw {
  readonly cells: Float64Array;
  readonly below: number;
  readonly above: number;
}

/**
 * A law on the cells of an axis whose ends are those of `edges`: mirrored at reflecting ends,
 * wrapped on a ring, cut at absorbing ones; on an open axis the outermost cells hold the rest.
 */
export function lawOnCells(law: InitialLaw, edges: Float64Array, boundary: Boundary): CutLaw {
  const n = edges.length - 1;
  const [low, high] = [edges[0], edges[n]];
  const length = high - low;
  const at = (x: number) => initialDistribution(law, x);
  if (boundary === 'periodic') return { cells: cellsOnRing(law, edges), below: 0, above: 0 };
  const images = boundary === 'reflecting' ? [-2, -1, 0, 1, 2] : [0];
  const below = (x: number) =>
    images.reduce((sum, k) => {
      if (boundary !== 'reflecting') return sum + at(x);
      const mirror = k % 2 === 0 ? x + k * length : low + high - x + k * length;
      return sum + (k % 2 === 0 ? at(mirror) : -at(mirror));
    }, 0);
  const cumulative = edges.map(below);
  const cells = Float64Array.from({ length: n }, (_, i) => cumulative[i + 1] - cumulative[i]);
  const [under, over] = images.length > 1 ? [0, 0] : [at(low), 1 - at(high)];
  if (boundary !== 'open') return { cells, below: under, above: over };
  cells[0] += under;
  cells[n - 1] += over;
  return { cells, below: 0, above: 0 };
}

/** What has left at the absorbing ends of an axis, in words; nothing where none has. */
export function absorbedNote(
  axis: Axis,
  absorbed?: readonly [low: number, high: number],
): string[] {
  if (!absorbed || !(absorbed[0] + absorbed[1] > 1e-12)) return [];
  const [low, high] = absorbed.map((v) => Math.max(0, v).toPrecision(3));
  return [
    `absorbed: ${low} at ${axis.name} = ${axis.min} and ${high} at ${axis.name} = ${axis.max}`,
  ];
}
