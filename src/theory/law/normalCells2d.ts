/** Cells of a normal law in the plane, exact, correlated or not, down to a line or a point. */
import { type Axis, cellEdges, type Grid } from '../../math/grid.js';
import { gaussLegendre } from '../../math/quadrature.js';
import { initialDistribution, normalReach } from './initialLaw1d.js';

const rule = gaussLegendre(8);

/**
 * Probabilities of the cells of `grid`, row-major, for mean (2) and covariance (2 × 2): the law of
 * the first coordinate by quadrature, that of the second given the first by its distribution
 * function. Exact to 1e-12 where the correlation is below 0.999.
 */
export function normalCells2d(mean: Float64Array, covariance: Float64Array, grid: Grid) {
  const [x, y] = grid;
  const cells = new Float64Array(x.cells * y.cells);
  const [a, b, , c] = covariance;
  const deviation = Math.sqrt(a);
  const slope = a > 0 ? b / a : 0;
  const own = Math.sqrt(Math.max(0, c - slope * b));
  // Pieces over which neither the density of x nor the distribution of y given x varies much.
  const piece = slope === 0 ? deviation : Math.min(deviation, own / Math.abs(slope));
  const edgesY = cellEdges(y);
  const below = new Float64Array(edgesY.length);
  const addRow = (row: number, at: number, weight: number) => {
    const law = {
      kind: 'normal',
      mean: mean[1] + slope * (at - mean[0]),
      standardDeviation: own,
    } as const;
    for (let j = 0; j < below.length; j++) below[j] = initialDistribution(law, edgesY[j]);
    for (let j = 0; j < y.cells; j++)
      cells[row * y.cells + j] += weight * (below[j + 1] - below[j]);
  };
  if (deviation === 0) {
    const row = rowOf(x, mean[0]);
    if (row >= 0) addRow(row, mean[0], 1);
    return cells;
  }
  const edgesX = cellEdges(x);
  for (let i = 0; i < x.cells; i++) {
    const left = Math.max(edgesX[i], mean[0] - normalReach * deviation);
    const right = Math.min(edgesX[i + 1], mean[0] + normalReach * deviation);
    if (!(left < right)) continue;
    const pieces = Math.min(4096, Math.ceil((2 * (right - left)) / Math.max(piece, 1e-300)));
    const half = (right - left) / (2 * pieces);
    for (let p = 0; p < pieces; p++) {
      rule.nodes.forEach((t, k) => {
        const at = left + half * (2 * p + 1 + t);
        const z = (at - mean[0]) / deviation;
        const density = Math.exp((-z * z) / 2) / (deviation * Math.sqrt(2 * Math.PI));
        addRow(i, at, half * rule.weights[k] * density);
      });
    }
  }
  return cells;
}

const rowOf = (axis: Axis, at: number) =>
  at >= axis.min && at < axis.max
    ? Math.floor(((at - axis.min) / (axis.max - axis.min)) * axis.cells)
    : -1;
