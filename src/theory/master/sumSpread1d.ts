/**
 * The noise of minibatches drawn with replacement, too many to list, as rows of the transfer
 * operator: the step from y is a sum of independent draws, whose law on the lattice of the solver's
 * cells is a power of a characteristic function. Mass moves by whole cells with weights that keep
 * five moments of the step, so that noise finer than a cell adds no variance; what is left out are
 * frequencies beyond the grid's, which two resolutions tell.
 */
import { gaussLegendre } from '../../math/quadrature.js';
import { createMonotoneSlopes, hermiteDerivatives } from '../../math/spline.js';
import type { Maps1d, SumMap1d } from './maps1d.js';
import {
  createSumLaw,
  type LatticeLaw,
  latticeSize,
  type SumLaw,
  sumReach,
} from './minibatches/sumLaw.js';
import type { Spread1d } from './spread1d.js';
import { type Start1d, startingPoints } from './start1d.js';

const rule = gaussLegendre(3);
const nodesPerPiece = rule.nodes.length;
/** Pieces that one cell may be cut into. */
const mostPieces = 64;
/** The first update is followed on a lattice this much finer than its noise, or than the cells. */
const pointsPerDeviation = 6;
const finestLattice = 64;
const negligible = 1e-16;

/** Points in each cell at which the step's law is taken: `spread` that of the step, at the edges. */
export function sumNodes(edges: Float64Array, mean: Float64Array, spread: Float64Array) {
  const n = edges.length - 1;
  const width = (edges[n] - edges[0]) / n;
  return Int32Array.from({ length: n }, (_, j) => {
    const turn = Math.abs(mean[j + 1] - mean[j] - width);
    const pieces = Math.ceil(turn / Math.max(width, Math.min(spread[j], spread[j + 1])));
    return nodesPerPiece * Math.min(mostPieces, Math.max(1, pieces || 1));
  });
}

/** The rows of the map whose noise is `sum`. */
export function createSumSpread1d(maps: Maps1d, sum: SumMap1d, edges: Float64Array): Spread1d {
  const n = edges.length - 1;
  const width = (edges[n] - edges[0]) / n;
  const mean = new Float64Array(n + 1);
  const spread = new Float64Array(n + 1);
  maps.evaluate(0, edges, mean, spread);
  const lawAt = createStepLaws(sum, 'points');
  const cells = Array.from(sumNodes(edges, mean, spread), (nodes, j) => {
    // What leaves the grid for good needs no care; Chebyshev's bound is generous here.
    const reach = 100 * Math.max(spread[j], spread[j + 1]);
    const low = Math.min(mean[j], mean[j + 1]) - reach;
    const high = Math.max(mean[j], mean[j + 1]) + reach;
    if (high < edges[0]) return { firstRow: 0, shares: new Float64Array(0) };
    if (!(low < edges[n])) return lostCell(n);
    return cellShares(j, edges[j], nodes, width, lawAt) ?? lostCell(n);
  });
  const addRow: Spread1d['addRow'] = (x, weight, add) => {
    const row = Math.round((x - edges[0]) / width);
    // Runs of cells that arrive whole need only their two ends.
    let whole = false;
    for (let j = 0; j < n; j++) {
      const { firstRow, shares } = cells[j];
      const at = 3 * (row - firstRow);
      if (at >= shares.length !== whole) {
        add(j, whole ? weight : -weight);
        whole = !whole;
      }
      if (whole || at < 0) continue;
      add(j, -weight * shares[at]);
      add(j + 1, weight * shares[at]);
      add(n + 1 + j, weight * shares[at + 1]);
      add(n + 2 + j, weight * shares[at + 2]);
    }
    if (whole) add(n, weight);
  };
  /** The step's law from each point, on a lattice finer than its noise. */
  const addFineStart = (
    points: Float64Array,
    weights: Float64Array,
    weight: number,
    next: Float64Array,
  ) => {
    const pointMean = new Float64Array(points.length);
    const pointSpread = new Float64Array(points.length);
    maps.evaluate(0, points, pointMean, pointSpread);
    const laws = createStepLaws(sum, 'cells');
    const arrivals = new Float64Array(n + 1);
    points.forEach((y, k) => {
      const fine = 2 ** Math.ceil(Math.log2((pointsPerDeviation * width) / pointSpread[k]));
      const finer = Math.min(finestLattice, Math.max(1, fine || 1));
      // Half a point on: the masses are those of the lattice's cells.
      const found = laws(y, width / finer, y - edges[0] - width / finer / 2);
      found?.weights.forEach((w, i) => {
        const row = Math.floor((found.first + i) / finer) + 1;
        if (row <= n) arrivals[Math.max(0, row)] += weight * weights[k] * w;
      });
    });
    let below = 0;
    for (let i = 0; i <= n; i++) {
      below += arrivals[i];
      next[i] += below;
    }
  };
  /** Noise much finer than the law itself: as any other step, which two resolutions tell. */
  const addCoarseStart = (start: Start1d, weight: number, next: Float64Array) => {
    const vector = new Float64Array(2 * (n + 1));
    const below = edges.map((x) => start.distribution(x));
    vector.set(below);
    createMonotoneSlopes(n + 1)(below, vector.subarray(n + 1));
    edges.forEach((x, i) => {
      addRow(x, weight, (column, value) => {
        next[i] += value * vector[column];
      });
    });
  };
  return {
    addRow,
    addStart(start, weight, next) {
      const { points, weights, dense } = startingPoints(start, edges, mean, spread);
      // Neither may cost more than the operator's own nodes.
      if (dense && points.length <= 4 * n) addFineStart(points, weights, weight, next);
      else addCoarseStart(start, weight, next);
    },
  };
}

/** A cell whose mass never arrives: every row lies below its first. */
const lostCell = (n: number) => ({ firstRow: n + 1, shares: new Float64Array(3) });

/**
 * The law of the step from y on a lattice of any spacing, moved on by `shift`; null where the step
 * is not finite. Lattices of one size share their tables.
 */
function createStepLaws(sum: SumMap1d, kind: 'points' | 'cells') {
  const parts = new Float64Array(sum.samples);
  const lattices = new Map<number, SumLaw>();
  return (y: number, spacing: number, shift = 0): LatticeLaw | null => {
    const { mean, variance, deviation } = sum.at(y, parts);
    if (!Number.isFinite(mean + variance + deviation)) return null;
    for (let i = 0; i < parts.length; i++) parts[i] /= spacing;
    const noise = deviation / spacing;
    const reach = sumReach(parts, variance / spacing ** 2, sum.draws, noise);
    const size = latticeSize(reach);
    const lattice = lattices.get(size) ?? createSumLaw(size, kind);
    lattices.set(size, lattice);
    return lattice.of(parts, sum.draws, (mean + shift) / spacing, noise);
  };
}

type StepLaws = ReturnType<typeof createStepLaws>;

/**
 * What of cell j has arrived below row firstRow, firstRow + 1, …: three shares for each, of the
 * rise over the cell and of the slopes at its two ends. Null where the step is not finite.
 */
function cellShares(j: number, left: number, nodes: number, width: number, lawAt: StepLaws) {
  const pieces = nodes / nodesPerPiece;
  const derivatives = new Float64Array(4);
  let first = 0;
  let shares = new Float64Array(0);
  for (let k = 0; k < nodes; k++) {
    const u = (Math.floor(k / nodesPerPiece) + (1 + rule.nodes[k % nodesPerPiece]) / 2) / pieces;
    const law = lawAt(left + u * width, width);
    if (!law) return null;
    let from = 0;
    let to = law.weights.length;
    while (from < to && Math.abs(law.weights[from]) < negligible) from++;
    while (from < to && Math.abs(law.weights[to - 1]) < negligible) to--;
    const start = law.first + from;
    const end = law.first + to;
    if (shares.length === 0) first = start;
    const low = Math.min(first, start);
    const high = Math.max(first + shares.length / 3, end);
    if (low < first || 3 * (high - low) > shares.length) {
      const wider = new Float64Array(3 * (high - low));
      wider.set(shares, 3 * (first - low));
      shares = wider;
      first = low;
    }
    hermiteDerivatives(u, derivatives);
    const weight = rule.weights[k % nodesPerPiece] / (2 * pieces);
    for (let i = from; i < to; i++) {
      const at = 3 * (law.first + i - first);
      const mass = weight * law.weights[i];
      for (let c = 0; c < 3; c++) shares[at + c] += mass * derivatives[c + 1];
    }
  }
  for (let i = 3; i < shares.length; i++) shares[i] += shares[i - 3];
  return { firstRow: j + first + 1, shares };
}
