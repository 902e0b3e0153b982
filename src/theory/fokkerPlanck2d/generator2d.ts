/**
 * The Fokker–Planck equation ∂ₜp = −∂ᵢ(bᵢp) + ∂ᵢ∂ⱼ(Dᵢⱼp) in two dimensions as a chain on cells.
 * The tensor is taken apart into diffusions along lines of cells (Selling), so that the flux
 * −Dρ∇(p/ρ) = −Σ λₑ e ρ ∂ₑ(p/ρ) is a jump between cells c and c + e with the rates
 * λₑ B(−ψ) and λₑ B(ψ), B(z) = z/(eᶻ − 1), ψ = log of the ratio of their ∫ρ (Scharfetter–Gummel).
 * All rates are ≥ 0: mass and sign stay, for any tensor. Where drift and diffusion balance
 * (Langevin) the stationary state has exactly the cell probabilities of ρ. Reflecting walls.
 */

import type { ChainRates } from '../fokkerPlanck/implicitStep.js';
import { type Coefficients2d, createField2d, type Field2d } from './coefficients2d.js';
import { createLocalDensity2d, type LocalDensity2d } from './localDensity2d.js';
import { createDecomposition, decompose } from './tensorDecomposition.js';

/** All jumps along one integer vector, as lines of cells one after another. */
export interface LineChain extends ChainRates {
  /** Jump from cell c to c + (vector[0], vector[1]) and back. */
  readonly vector: readonly [number, number];
  /** Cells in the order of the lines; rates between the end of one and the start of the next are 0. */
  readonly cells: Int32Array;
}

export interface Generator2d {
  readonly edges: readonly [Float64Array, Float64Array];
  readonly chains: readonly LineChain[];
  /** 1 for each cell, row-major, with an edge at which drift or diffusion are no good. */
  readonly degenerate: Uint8Array;
}

/** Longest jump, in cells: more is needed only close to a degenerate tensor. */
const longest = 6;

/** The generator on the cells between `edges`. Cells without diffusion are marked, not left out. */
export function createGenerator2d(
  coefficients: Coefficients2d,
  edges: readonly [Float64Array, Float64Array],
): Generator2d {
  const [nx, ny] = edges.map((e) => e.length - 1);
  const density = createLocalDensity2d(coefficients, edges);
  const degenerate = new Uint8Array(nx * ny);
  const links = createLinks(density, nx, ny);
  const halves = edges.map(halfLattice);
  const hx = 2 * (halves[0][1] - halves[0][0]);
  const hy = 2 * (halves[1][1] - halves[1][0]);
  const x = new Float64Array(halves[1].length);
  const field = createField2d(halves[1].length);
  const parts = createDecomposition();
  const inUnits = (f: Field2d, b: number): boolean =>
    decompose(f.xx[b] / (hx * hx), f.xy[b] / (hx * hy), f.yy[b] / (hy * hy), longest, parts);
  for (let a = 0; a < halves[0].length; a++) {
    coefficients.evaluate(x.fill(halves[0][a]), halves[1], field);
    // Centres of cells (a and b odd) are midpoints of no jump.
    for (let b = 0; b < halves[1].length; b += 1 + (a & 1)) {
      const finite = Number.isFinite(field.bx[b]) && Number.isFinite(field.by[b]);
      if (!inUnits(field, b) || !finite) {
        markAround(degenerate, a, b, nx, ny);
        continue;
      }
      const slot = (a & 1) === 1 ? 1 : (b & 1) === 1 ? 0 : 2;
      const [ex, ey] = [parts.vectors[2 * slot], parts.vectors[2 * slot + 1]];
      if (parts.weights[slot] > 0) links.add(a, b, ex, ey, parts.weights[slot]);
    }
  }
  return { edges, chains: links.finish(), degenerate };
}

/** Edges and centres of the cells in turn. */
function halfLattice(edges: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * edges.length - 1 }, (_, k) =>
    k % 2 === 0 ? edges[k / 2] : (edges[(k - 1) / 2] + edges[(k + 1) / 2]) / 2,
  );
}

/** Marks the cells that touch point (a, b) of the half lattice. */
function markAround(marks: Uint8Array, a: number, b: number, nx: number, ny: number): void {
  for (let i = Math.ceil(a / 2) - 1; i <= a / 2; i++) {
    for (let j = Math.ceil(b / 2) - 1; j <= b / 2; j++) {
      if (i >= 0 && i < nx && j >= 0 && j < ny) marks[i * ny + j] = 1;
    }
  }
}

/** z/(eᶻ − 1). */
const bernoulli = (z: number) => (Math.abs(z) < 1e-8 ? 1 - z / 2 : z / Math.expm1(z));

/** Rates of the jumps along one vector, by the cell they start from. */
interface Rates {
  readonly vector: readonly [number, number];
  readonly forth: Float64Array;
  readonly back: Float64Array;
}

function createLinks(density: LocalDensity2d, nx: number, ny: number) {
  const groups = new Map<number, Rates>();
  const group = (ex: number, ey: number) => {
    const key = ex * 64 + ey;
    const found = groups.get(key);
    if (found) return found;
    const column = () => new Float64Array(nx * ny);
    const fresh: Rates = { vector: [ex, ey], forth: column(), back: column() };
    groups.set(key, fresh);
    return fresh;
  };
  return {
    /** A jump along (ex, ey) whose midpoint is (a, b) of the half lattice, if it stays inside. */
    add(a: number, b: number, ex: number, ey: number, rate: number) {
      const i = (a - ex - 1) / 2;
      const j = (b - ey - 1) / 2;
      if (i < 0 || j < 0 || i + ex >= nx || j >= ny || j + ey >= ny || j + ey < 0) return;
      const c = i * ny + j;
      const rise = riseBetween(density, ny, i, j, ex, ey);
      const ratio = rise + density.weight[c + ex * ny + ey] - density.weight[c];
      const { forth, back } = group(ex, ey);
      forth[c] = rate * bernoulli(-ratio);
      back[c] = rate * bernoulli(ratio);
    },
    finish: () => [...groups.values()].map((rates) => chainOf(rates, nx, ny)),
  };
}

/** log ρ(c + e) − log ρ(c): the mean of first x then y and first y then x. */
function riseBetween(
  { riseX, riseY }: LocalDensity2d,
  ny: number,
  i: number,
  j: number,
  ex: number,
  ey: number,
): number {
  let sum = 0;
  for (let k = i; k < i + ex; k++) sum += riseX[k * ny + j] + riseX[k * ny + j + ey];
  const low = Math.min(j, j + ey);
  const high = Math.max(j, j + ey);
  let up = 0;
  for (let k = low; k < high; k++) up += riseY[i * ny + k] + riseY[(i + ex) * ny + k];
  return (sum + (ey > 0 ? up : -up)) / 2;
}

/** Lays the jumps out as lines: follows each from the cell that no jump leads to. */
function chainOf({ vector, forth, back }: Rates, nx: number, ny: number): LineChain {
  const [ex, ey] = vector;
  const n = nx * ny;
  const offset = ex * ny + ey;
  const cells = new Int32Array(n);
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  let size = 0;
  for (let start = 0; start < n; start++) {
    const j = start % ny;
    const hasBefore = start >= ex * ny && j - ey >= 0 && j - ey < ny && start - offset >= 0;
    if (!linked(forth, back, start) || (hasBefore && linked(forth, back, start - offset))) continue;
    let c = start;
    for (; linked(forth, back, c); c += offset) {
      cells[size] = c;
      up[size] = forth[c];
      down[++size] = back[c];
    }
    cells[size++] = c;
  }
  return {
    vector,
    cells: cells.slice(0, size),
    up: up.slice(0, size),
    down: down.slice(0, size),
  };
}

const linked = (forth: Float64Array, back: Float64Array, c: number) => forth[c] > 0 || back[c] > 0;
