/**
 * What the ends of an axis make of the maps: a walker that one of them takes beyond a reflecting end,
 * or around a ring, lands where the fold's affine pieces take it (model/boundary.ts). Each piece after
 * each map is a map of its own of which only what lands on the solver's grid counts.
 */
import { type Axis, endsOf } from '../../math/grid.js';
import { foldBranches } from '../../model/boundary.js';
import { normalReach } from '../law/initialLaw1d.js';
import type { Maps1d } from './maps1d.js';

/** Standard deviations within which a sum of draws lies, whatever their law. */
const sumReach = 40;

/**
 * The maps of `maps`, from points at the edges `from`, followed by the pieces of the fold of `axis`
 * that lead to between `edges[0]` and the last one. Each piece has its own list of maps, those that
 * reach it; an axis that is open or absorbs has one piece, the maps as they are.
 */
export function foldMaps(
  maps: Maps1d,
  axis: Axis,
  from: Float64Array,
  edges: Float64Array,
): Maps1d[] {
  const ends = endsOf(axis);
  if (!ends.includes('reflecting') && !ends.includes('periodic')) return [maps];
  const reaches = Array.from(maps.weights, (_, q) => reachOf(maps, q, from));
  const lowest = reaches.reduce((m, [a]) => Math.min(m, a), Number.POSITIVE_INFINITY);
  const highest = reaches.reduce((m, [, b]) => Math.max(m, b), Number.NEGATIVE_INFINITY);
  const branches = foldBranches(ends, axis.min, axis.max, lowest, highest);
  return branches.flatMap((branch) => {
    const chosen = reaches.flatMap(([a, b], q) => {
      const [x, y] = [a, b].map((v) => branch.slope * v + branch.offset);
      return Math.min(x, y) < edges[edges.length - 1] && Math.max(x, y) >= edges[0] ? [q] : [];
    });
    return chosen.length > 0 ? [affine(choose(maps, chosen), branch)] : [];
  });
}

/** Where map q takes walkers at the edges, noise included. */
function reachOf(maps: Maps1d, q: number, edges: Float64Array): readonly [number, number] {
  const mean = new Float64Array(edges.length);
  const spread = new Float64Array(edges.length);
  maps.evaluate(q, edges, mean, spread);
  const deviations = maps.sum ? sumReach : normalReach;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < edges.length; i++) {
    // Beside a pole walkers go anywhere.
    if (!Number.isFinite(mean[i] + spread[i])) {
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    }
    low = Math.min(low, mean[i] - deviations * spread[i]);
    high = Math.max(high, mean[i] + deviations * spread[i]);
  }
  return [low, high];
}

/** Some of the maps. */
const choose = (maps: Maps1d, chosen: readonly number[]): Maps1d =>
  chosen.length === maps.weights.length
    ? maps
    : {
        ...maps,
        weights: Float64Array.from(chosen, (q) => maps.weights[q]),
        evaluate: (k, x, mean, spread) => maps.evaluate(chosen[k], x, mean, spread),
      };

/** The maps followed by x → slope·x + offset. */
export function affine(
  maps: Maps1d,
  { slope, offset }: { readonly slope: number; readonly offset: number },
): Maps1d {
  if (slope === 1 && offset === 0) return maps;
  const { sum } = maps;
  return {
    ...maps,
    evaluate(q, x, mean, spread) {
      maps.evaluate(q, x, mean, spread);
      for (let i = 0; i < x.length; i++) {
        mean[i] = slope * mean[i] + offset;
        spread[i] *= Math.abs(slope);
      }
    },
    sum: sum && {
      ...sum,
      at(y, parts) {
        const { mean, variance, deviation } = sum.at(y, parts);
        for (let i = 0; i < parts.length; i++) parts[i] *= slope;
        return {
          mean: slope * (y + mean) + offset - y,
          variance: slope * slope * variance,
          deviation: Math.abs(slope) * deviation,
        };
      },
    },
  };
}
