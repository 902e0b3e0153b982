/**
 * The Fokker–Planck equation ∂ₜp = −∂ᵢ(bᵢp) + ∂ᵢ∂ⱼ(Dᵢⱼp) in two dimensions as a chain on cells.
 * The tensor is taken apart into diffusions along lines of cells (Selling), so that the flux
 * −Dρ∇(p/ρ) = −Σ λₑ e ρ ∂ₑ(p/ρ) is a jump between cells c and c + e with the rates
 * λₑ B(−ψ) and λₑ B(ψ), B(z) = z/(eᶻ − 1), ψ = log of the ratio of their ∫ρ (Scharfetter–Gummel).
 * All rates are ≥ 0: mass and sign stay, for any tensor. Where drift and diffusion balance
 * (Langevin) the stationary state has exactly the cell probabilities of ρ. Ends are walls, closed
 * to rings, or absorb.
 */

import type { Boundary, Ends } from '../../math/grid.js';
import { type Coefficients2d, createField2d } from './coefficients2d.js';
import { cellAt, createLinks, type LineChain, type Plane } from './links2d.js';
import { createLocalDensity2d } from './localDensity2d.js';
import { createDecomposition, decompose } from './tensorDecomposition.js';

export interface Generator2d {
  readonly edges: readonly [Float64Array, Float64Array];
  readonly chains: readonly LineChain[];
  /** 1 for each cell, row-major, with an edge at which drift or diffusion are no good. */
  readonly degenerate: Uint8Array;
}

/** Longest jump, in cells: more is needed only close to a degenerate tensor. */
const longest = 6;

/**
 * The generator on the cells between `edges`, each axis with its ends: open ones are walls. Cells
 * without diffusion are marked, not left out.
 */
export function createGenerator2d(
  coefficients: Coefficients2d,
  edges: readonly [Float64Array, Float64Array],
  ends: readonly [Ends, Ends] = [
    ['open', 'open'],
    ['open', 'open'],
  ],
): Generator2d {
  const [nx, ny] = edges.map((e) => e.length - 1);
  const plane = { nx, ny, ends };
  const density = createLocalDensity2d(coefficients, edges, ends);
  const degenerate = new Uint8Array(nx * ny);
  const links = createLinks(density, plane);
  const halves = edges.map((e, axis) => halfLattice(e, ends[axis]));
  const beyond = ends.map(([low]) => beyondEnd(low));
  const hx = (edges[0][nx] - edges[0][0]) / nx;
  const hy = (edges[1][ny] - edges[1][0]) / ny;
  const x = new Float64Array(halves[1].length);
  const field = createField2d(halves[1].length);
  const parts = createDecomposition();
  for (let k = 0; k < halves[0].length; k++) {
    coefficients.evaluate(x.fill(halves[0][k]), halves[1], field);
    const a = k - beyond[0];
    for (let m = 0; m < halves[1].length; m++) {
      const b = m - beyond[1];
      // Centres of cells (a and b odd) are midpoints of no jump.
      if ((a & 1) === 1 && (b & 1) === 1) continue;
      const [xx, xy, yy] = [
        field.xx[m] / (hx * hx),
        field.xy[m] / (hx * hy),
        field.yy[m] / (hy * hy),
      ];
      const finite = Number.isFinite(field.bx[m]) && Number.isFinite(field.by[m]);
      if (!decompose(xx, xy, yy, longest, parts) || !finite) {
        markAround(degenerate, a, b, plane);
        continue;
      }
      const slot = (a & 1) === 1 ? 1 : (b & 1) === 1 ? 0 : 2;
      const [ex, ey] = [parts.vectors[2 * slot], parts.vectors[2 * slot + 1]];
      const rate = parts.weights[slot];
      if (rate > 0) links.add(a, b, ex, ey, { rate, xx, xy, yy });
    }
  }
  return { edges, chains: links.finish(), degenerate };
}

/** Points of the half lattice that a jump may reach beyond an end. */
const beyondEnd = (end: Boundary) => (end === 'reflecting' || end === 'absorbing' ? longest : 0);

/**
 * Edges and centres of the cells in turn; on a ring without the last edge, which is the first, and
 * at ends that are more than open with what a jump may reach beyond them.
 */
function halfLattice(edges: Float64Array, [low, high]: Ends): Float64Array {
  const n = edges.length - 1;
  const half = (edges[n] - edges[0]) / (2 * n);
  const beyond = beyondEnd(low);
  const length = 2 * n + (low === 'periodic' ? 0 : 1) + beyond + beyondEnd(high);
  return Float64Array.from({ length }, (_, k) => edges[0] + (k - beyond) * half);
}

/** Marks the cells that touch point (a, b) of the half lattice. */
function markAround(marks: Uint8Array, a: number, b: number, plane: Plane): void {
  for (let i = Math.ceil(a / 2) - 1; i <= a / 2; i++) {
    for (let j = Math.ceil(b / 2) - 1; j <= b / 2; j++) {
      const c = cellAt(plane, i, j);
      if (c >= 0) marks[c] = 1;
    }
  }
}
