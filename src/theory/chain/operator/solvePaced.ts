/** Equations of a chain in steps whose operator is only applied: GMRES with pauses for other work. */
import { solveGmres } from '../../../math/krylov/gmres.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import type { LinearMap } from '../chain.js';

const tolerance = 1e-12;
/** Applications between two pauses, and cycles of so many. */
const perCycle = 40;
const mostCycles = 100;
/** More than this left of an equation and nothing is said. */
const acceptable = 1e-7;

/**
 * Solves map x = `right`; where a slow mode makes x large, to the rounding that it allows. Throws
 * NotConvergedError, of \`what\` and with \`remedy\`, where more than 1e-7 of \`right\` is left.
 */
export async function solvePaced(
  map: LinearMap,
  right: Float64Array,
  { what, remedy }: { readonly what: string; readonly remedy: string },
  pace: Pace,
): Promise<Float64Array> {
  const x = new Float64Array(right.length);
  const scale = norm(right);
  const image = new Float64Array(right.length);
  let rest = right;
  let residual = scale > 0 ? 1 : 0;
  for (let cycle = 0; cycle < mostCycles && residual > tolerance; cycle++) {
    const before = residual;
    const { solution } = solveGmres(map, rest, { tolerance: tolerance / residual, most: perCycle });
    for (let k = 0; k < x.length; k++) x[k] += solution[k];
    map(x, image);
    rest = right.map((v, k) => v - image[k]);
    residual = norm(rest) / scale;
    await pace.tick();
    if (!(residual < 0.9 * before)) break;
  }
  if (residual <= acceptable) return x;
  throw new NotConvergedError(what, residual, remedy);
}

const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, u) => sum + u * u, 0));
