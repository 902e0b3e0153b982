/**
 * Noise as a weighted family of branches, each a value of every normal or a shift of the image, so
 * that one update with noise is again a family of maps.
 */
import { gaussHermite, type QuadratureRule } from '../../math/quadrature.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import type { SolverGrid2d } from '../solverGrid2d.js';
import type { MapAt } from './maps2d.js';

/** Values of the normals and a shift of the image, with their weight. */
export interface Branch {
  readonly normals: readonly Float64Array[];
  readonly shift: readonly [number, number];
  readonly weight: number;
}

/** How far each normal moves a walker at most, in cells, for walkers that stay on the grid. */
export function noiseWidths(
  at: MapAt,
  normals: number,
  { x, y }: SolverGrid2d,
  points: Pair,
): number[] {
  const cells = points[0].length;
  const still = createPair(cells);
  const moved = createPair(cells);
  const values = (k: number) =>
    Array.from({ length: normals }, (_, i) => Float64Array.of(Number(i === k)));
  at(values(-1), still);
  return values(0).map((_, k) => {
    at(values(k), moved);
    let most = 0;
    for (let i = 0; i < cells; i++) {
      const dx = (moved[0][i] - still[0][i]) / x.width;
      const dy = (moved[1][i] - still[1][i]) / y.width;
      const inside = still[0][i] > x.edges[0] && still[0][i] < x.edges[x.cells];
      if (inside && still[1][i] > y.edges[0] && still[1][i] < y.edges[y.cells])
        most = Math.max(most, Math.hypot(dx, dy));
    }
    return most;
  });
}

const still: QuadratureRule = { nodes: Float64Array.of(0), weights: Float64Array.of(1) };

/** More Gauss–Hermite nodes the wider the noise is, in cells: the law varies over its width. */
export function hermiteRule(width: number, order: number): QuadratureRule {
  if (!(width > 1e-7)) return still;
  return gaussHermite(Math.min(order, width < 0.3 ? 3 : width < 1 ? 5 : 7 + 2 * Math.floor(width)));
}

/** Equally spaced nodes, at most half a cell and half a deviation apart: for starts at a point. */
export const denseRule = (width: number) => equallySpaced(width, Math.min(0.5, 0.5 / width));

/** Equally spaced nodes 0.6 deviations apart, which add up to the noise to 1e-23. */
export const evenRule = (width: number) => equallySpaced(width, 0.6);

function equallySpaced(width: number, step: number): QuadratureRule {
  if (!(width > 1e-7)) return still;
  const half = Math.ceil(8.3 / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
  const raw = nodes.map((z) => Math.exp((-z * z) / 2));
  const total = raw.reduce((a, b) => a + b, 0);
  return { nodes, weights: raw.map((w) => w / total) };
}

export function sharedBranches(
  { nodes, weights }: QuadratureRule,
  shared: readonly [number, number],
  normals: number,
): Branch[] {
  const zeros = Array.from({ length: normals }, () => new Float64Array(1));
  return Array.from(nodes, (z, k) => ({
    normals: zeros,
    shift: [z * shared[0], z * shared[1]],
    weight: weights[k],
  }));
}

export function tensorBranches(rules: readonly QuadratureRule[]): Branch[] {
  let branches: Branch[] = [{ normals: [], shift: [0, 0], weight: 1 }];
  for (const { nodes, weights } of rules) {
    branches = branches.flatMap((b) =>
      Array.from(nodes, (z, k) => ({
        normals: [...b.normals, Float64Array.of(z)],
        shift: b.shift,
        weight: b.weight * weights[k],
      })),
    );
  }
  return branches.filter((b) => b.weight > 1e-17);
}
