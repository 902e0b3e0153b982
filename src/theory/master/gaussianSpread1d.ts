/**
 * One Gaussian map in one dimension as rows of the transfer operator: the walker at y goes to
 * m(y) + s(y)·ξ, so P(next < x) = ∫ p(y) Φ((x − m(y))/s(y)) dy. Gauss–Legendre points in each cell
 * of the grid, with p the derivative of the Hermite cubic of the distribution function; exact up
 * to the quadrature error where s is not small against the cell.
 */
import { gaussLegendre } from '../../math/quadrature.js';
import { hermiteDerivatives } from '../../math/spline.js';
import { normalDistribution, normalReach } from '../law/initialLaw1d.js';
import type { Maps1d } from './maps1d.js';
import type { Spread1d } from './spread1d.js';
import { startingPoints } from './start1d.js';

const rule = gaussLegendre(4);
/** Pieces that one cell may be cut into, and that cells may take on average. */
const mostPieces = 1024;
const averagePieces = 16;

/**
 * The rows of map `q`. Null where the spread is small against the cells on most of the grid: there
 * the quadrature does not pay.
 */
export function createGaussianSpread1d(
  maps: Maps1d,
  q: number,
  edges: Float64Array,
): Spread1d | null {
  const n = edges.length - 1;
  const width = (edges[n] - edges[0]) / n;
  const mean = new Float64Array(n + 1);
  const spread = new Float64Array(n + 1);
  maps.evaluate(q, edges, mean, spread);
  const starts = quadratureStarts(edges, mean, spread);
  if (starts[n] > 4 * averagePieces * n) return null;
  const points = new Float64Array(starts[n]);
  const basis = new Float64Array(4 * points.length);
  const derivatives = new Float64Array(4);
  for (let j = 0; j < n; j++) {
    const pieces = (starts[j + 1] - starts[j]) / 4;
    for (let k = starts[j]; k < starts[j + 1]; k++) {
      const piece = Math.floor((k - starts[j]) / 4);
      const u = (piece + (1 + rule.nodes[k % 4]) / 2) / pieces;
      points[k] = edges[j] + u * width;
      hermiteDerivatives(u, derivatives);
      for (let c = 0; c < 4; c++)
        basis[4 * k + c] = (derivatives[c] * rule.weights[k % 4]) / (2 * pieces);
    }
  }
  const pointMean = new Float64Array(points.length);
  const pointSpread = new Float64Array(points.length);
  maps.evaluate(q, points, pointMean, pointSpread);
  // A spread of exactly 0 would make 0/0 of an edge that is hit exactly.
  for (let k = 0; k < points.length; k++) if (pointSpread[k] === 0) pointSpread[k] = 1e-300;
  const { low, high } = reaches(starts, pointMean, pointSpread);
  return {
    addRow(x, weight, add) {
      // Runs of cells that arrive whole need only their two ends.
      let whole = false;
      for (let j = 0; j < n; j++) {
        if (x >= high[j] !== whole) {
          add(j, whole ? weight : -weight);
          whole = !whole;
        }
        if (whole || x <= low[j]) continue;
        let right = 0;
        let leftSlope = 0;
        let rightSlope = 0;
        for (let k = starts[j]; k < starts[j + 1]; k++) {
          const share = normalDistribution((x - pointMean[k]) / pointSpread[k]);
          right += basis[4 * k + 1] * share;
          leftSlope += basis[4 * k + 2] * share;
          rightSlope += basis[4 * k + 3] * share;
        }
        add(j, -weight * right);
        add(j + 1, weight * right);
        add(n + 1 + j, weight * leftSlope);
        add(n + 2 + j, weight * rightSlope);
      }
      if (whole) add(n, weight);
    },
    addStart(start, weight, next) {
      const { points, weights } = startingPoints(start, edges, mean, spread);
      const startMean = new Float64Array(points.length);
      const startSpread = new Float64Array(points.length);
      maps.evaluate(q, points, startMean, startSpread);
      for (let i = 0; i <= n; i++) {
        let sum = 0;
        for (let k = 0; k < points.length; k++) {
          sum += weights[k] * normalDistribution((edges[i] - startMean[k]) / startSpread[k]);
        }
        next[i] += weight * sum;
      }
    },
  };
}

/** Per cell: below `low` nothing of it arrives, from `high` on all of it has. */
function reaches(starts: Int32Array, mean: Float64Array, spread: Float64Array) {
  const n = starts.length - 1;
  const low = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  for (let j = 0; j < n; j++) {
    for (let k = starts[j]; k < starts[j + 1]; k++) {
      const reach = normalReach * spread[k];
      low[j] = Math.min(low[j], mean[k] - reach);
      high[j] = Math.max(high[j], mean[k] + reach);
    }
    // Where the map is not finite the mass is lost.
    if (!(low[j] <= high[j])) {
      low[j] = Number.POSITIVE_INFINITY;
      high[j] = Number.POSITIVE_INFINITY;
    }
  }
  return { low, high };
}

/** Where the quadrature points of each cell begin: 4 for each piece over which the noise varies little. */
function quadratureStarts(
  edges: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
): Int32Array {
  const n = edges.length - 1;
  const starts = new Int32Array(n + 1);
  for (let j = 0; j < n; j++) {
    const turns = Math.abs(mean[j + 1] - mean[j]) / Math.min(spread[j], spread[j + 1]);
    const reach = normalReach * Math.max(spread[j], spread[j + 1]);
    const lowest = Math.min(mean[j], mean[j + 1]) - reach;
    const highest = Math.max(mean[j], mean[j + 1]) + reach;
    // Cells that leave the grid whole, or whose map is not finite, need no care.
    const stays = lowest < edges[n] && highest > edges[0];
    const pieces = stays ? Math.ceil(turns) : 1;
    starts[j + 1] = starts[j] + 4 * Math.min(mostPieces, Math.max(1, pieces));
  }
  return starts;
}

/** Whether the noise is finer than the cells, so that quadrature nodes of it do better. */
export function isFinerThanCells(
  edges: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
): boolean {
  const n = edges.length - 1;
  return quadratureStarts(edges, mean, spread)[n] > 4 * averagePieces * n;
}
