/**
 * The law of nodes that have moved: between neighbours the probability lies evenly, on a line or on the
 * two triangles of a quadrilateral, which is right to second order in their number. Laws of a half and a
 * quarter of the nodes are read off the same nodes, extrapolated, and tell the error.
 */
import type { Grid } from '../../math/grid.js';
import { type Errors, errorsBetween2d, type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import { createCellSink } from './cells.js';
import type { Points } from './motion.js';
import type { NodedStart } from './start.js';

export interface NodesLaw {
  readonly law: Law2d;
  readonly errors: Errors;
  /** Probability that lies so close to an edge that float32 may count it on either side. */
  readonly ambiguous: number;
}

/** The law of `start`'s probability with its nodes at `points`. */
export function lawOfNodes(start: NodedStart, points: Points, grid: Grid): NodesLaw {
  const [fine, half, quarter] = [1, 2, 4].map((stride) => readLaw(start, points, grid, stride));
  const law = extrapolate(half.law, fine.law);
  const before = extrapolate(quarter.law, half.law);
  return { law, errors: errorsBetween2d(before, law), ambiguous: fine.ambiguous };
}

/** (4·fine − coarse)/3, which is right to fourth order; cells below 0 are those of the finer. */
function extrapolate(coarse: Law2d, fine: Law2d): Law2d {
  const mix = (f: number, c: number) => f + (f - c) / 3;
  const cells = fine.cells.map((v, c) => {
    const own = mix(v, coarse.cells[c]);
    return own >= 0 ? own : v;
  });
  const outside = Math.max(0, mix(fine.outside, coarse.outside));
  const total = cells.reduce((sum, v) => sum + v, outside);
  return {
    cells: cells.map((v) => v / total),
    outside: outside / total,
    mean: fine.mean.map((v, k) => mix(v, coarse.mean[k])),
    // Of laws that contract to a point rounding is all that is left.
    covariance: fine.covariance.map((v, k) => mix(v, coarse.covariance[k])),
    lost: fine.lost,
    negative: 0,
  };
}

/** The law that every `stride`-th node tells. */
function readLaw({ pieces, below }: NodedStart, points: Points, grid: Grid, stride: number) {
  const sink = createCellSink(grid);
  const moments = createMoments(points);
  const across = below.length === 2 ? pieces + 1 : 1;
  const at = (node: number) => points.map((column) => column[node]);
  let lost = 0;
  /** What of a line or a triangle is left, its probability told from corner to corner. */
  const add = (nodes: readonly number[], mass: number, massBelow: (share: number) => number) => {
    const left = nodes.filter((node) => !Number.isNaN(points[0][node]));
    const share = (mass * left.length) / nodes.length;
    lost += mass - share;
    if (left.length === 0) return;
    moments.add(left, share);
    const even = (part: number) => share * part;
    if (left.length === 1)
      sink.addPoint(
        at(left[0]),
        share,
        grid.map(() => 0),
      );
    else if (left.length === 3) sink.addTriangle(left.map(at), share);
    else sink.addLine(at(left[0]), at(left[1]), nodes.length === 2 ? massBelow : even);
  };
  for (let i = 0; i < pieces; i += stride) {
    const start = below[0](i);
    const mass = below[0](i + stride) - start;
    const part = (share: number) => below[0](i + share * stride) - start;
    if (below.length === 1) {
      add([i, i + stride], mass, part);
      continue;
    }
    for (let j = 0; j < pieces; j += stride) {
      const own = (mass * (below[1](j + stride) - below[1](j))) / 2;
      const [a, b] = [i * across + j, (i + stride) * across + j];
      // Diagonals in turns, so that none is favoured.
      const isEven = (i / stride + j / stride) % 2 === 0;
      const halves = isEven
        ? [
            [a, a + stride, b + stride],
            [a, b, b + stride],
          ]
        : [
            [a, a + stride, b],
            [a + stride, b, b + stride],
          ];
      for (const half of halves) add(half, own, part);
    }
  }
  const { mean, covariance } = moments.finish();
  return {
    law: lawFromExperimentCells(sink.cells, mean, covariance, lost),
    ambiguous: sink.ambiguous,
  };
}

/** Mean and covariance of lines and triangles with even probability. */
function createMoments(points: Points) {
  const d = points.length;
  // Deviations from one of the nodes, lest rounding drown a narrow law.
  const first = points[0].findIndex((v) => !Number.isNaN(v));
  const origin = points.map((column) => column[first]);
  const mean = new Float64Array(d);
  const second = new Float64Array(d * d);
  let total = 0;
  return {
    add(nodes: readonly number[], mass: number) {
      total += mass;
      const n = nodes.length;
      const centre = points.map(
        (column, a) => nodes.reduce((sum, node) => sum + (column[node] - origin[a]), 0) / n,
      );
      for (let a = 0; a < d; a++) {
        mean[a] += mass * centre[a];
        for (let b = 0; b < d; b++) {
          let own = 0;
          for (const node of nodes) {
            own +=
              (points[a][node] - origin[a] - centre[a]) * (points[b][node] - origin[b] - centre[b]);
          }
          second[a * d + b] += mass * (centre[a] * centre[b] + own / (n * (n + 1)));
        }
      }
    },
    finish() {
      for (let a = 0; a < d; a++) mean[a] /= total;
      const covariance = second.map((v, k) => v / total - mean[Math.floor(k / d)] * mean[k % d]);
      return { mean: mean.map((v, a) => v + origin[a]), covariance };
    },
  };
}
