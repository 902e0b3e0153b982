/**
 * Points, lines and triangles with a probability spread evenly over them, shared out to the cells of a
 * grid. What is closer to a cell's edge than float32 can tell is counted by the walkers' own rule, and
 * apart: it may be on either side.
 */
import { float32CellOf } from '../../math/float32Cells.js';
import { cellCount, cellWidth, endsOf, type Grid, isPeriodic } from '../../math/grid.js';

export interface CellSink {
  readonly cells: Float64Array;
  /** Probability that float32 may count on either side of an edge. */
  ambiguous: number;
  /** All of `mass` at a point, known to `reach` along each axis. */
  addPoint(at: readonly number[], mass: number, reach: readonly number[]): void;
  /** `massBelow` tells how much lies between `from` and a share of the way, from 0 to 1. */
  addLine(
    from: readonly number[],
    to: readonly number[],
    massBelow: (share: number) => number,
  ): void;
  /** In the plane. */
  addTriangle(corners: readonly (readonly number[])[], mass: number): void;
}

/** Spacing of float32 numbers, relative. */
export const float32Spacing = 2 ** -23;

/** A triangle whose area is less than this share of its box is no more than a line. */
const thin = 1e-9;
/** Parts along each side into which it is then cut. */
const cuts = 8;

export function createCellSink(grid: Grid): CellSink {
  const cells = new Float64Array(cellCount(grid));
  const widths = grid.map(cellWidth);
  const roundedCells = grid.map((axis) => {
    const cellOf = float32CellOf(axis);
    // Walkers that rest on a reflecting end are on the axis.
    const isHeld = endsOf(axis)[1] === 'reflecting';
    return (x: number) => (isHeld && x >= axis.max ? axis.cells - 1 : cellOf(Math.fround(x)));
  });
  const position = (x: number, a: number) => (x - grid[a].min) / widths[a];
  const indexOf = (along: readonly number[]) => {
    let index = 0;
    for (const [a, axis] of grid.entries()) {
      let i = Math.floor(along[a]);
      if (isPeriodic(axis)) i -= axis.cells * Math.floor(i / axis.cells);
      if (!(i >= 0 && i < axis.cells)) return -1;
      index = index * axis.cells + i;
    }
    return index;
  };
  const put = (index: number, mass: number) => {
    if (index >= 0) cells[index] += mass;
  };
  const sink: CellSink = {
    cells,
    ambiguous: 0,
    addPoint(at, mass, reach) {
      let index = 0;
      let isNear = false;
      for (const [a, axis] of grid.entries()) {
        const cell = roundedCells[a](at[a]);
        index = index < 0 || cell < 0 ? -1 : index * axis.cells + cell;
        const along = position(at[a], a);
        const nearest = Math.round(along);
        const edge = isPeriodic(axis) ? nearest : Math.min(axis.cells, Math.max(0, nearest));
        isNear ||= reach[a] > 0 && Math.abs(along - edge) * widths[a] <= reach[a];
      }
      put(index, mass);
      if (isNear) sink.ambiguous += mass;
    },
    addLine(from, to, massBelow) {
      const mass = massBelow(1);
      if (isPoint([from, to])) {
        const middle = centreOf([from, to]);
        sink.addPoint(middle, mass, middle.map(spacingAt));
        return;
      }
      const start = from.map(position);
      const end = to.map(position);
      if (inOneCell([start, end])) {
        put(indexOf(start), mass);
        return;
      }
      const shares = crossings(start, end, grid);
      for (let k = 1; k < shares.length; k++) {
        const middle = (shares[k - 1] + shares[k]) / 2;
        const at = start.map((v, a) => v + middle * (end[a] - v));
        put(indexOf(at), massBelow(shares[k]) - massBelow(shares[k - 1]));
      }
    },
    addTriangle(corners, mass) {
      if (isPoint(corners)) {
        const centre = centreOf(corners);
        sink.addPoint(centre, mass, centre.map(spacingAt));
        return;
      }
      const own = corners.map((corner) => corner.map(position));
      if (inOneCell(own)) {
        put(indexOf(own[0]), mass);
        return;
      }
      const area = areaOf(own);
      const [width, height] = [0, 1].map((a) => extent(own, a));
      if (area <= thin * width * height || width === 0 || height === 0) {
        for (const at of grainsOf(own)) put(indexOf(at), mass / cuts ** 2);
        return;
      }
      for (const column of slices(own, 0, grid[0].cells, isPeriodic(grid[0]))) {
        for (const part of slices(column, 1, grid[1].cells, isPeriodic(grid[1]))) {
          put(indexOf(centreOf(part)), (mass * areaOf(part)) / area);
        }
      }
    },
  };
  return sink;
}

/** How far apart float32 numbers are. */
const spacingAt = (x: number) => float32Spacing * Math.abs(x);

/** Whether float32 cannot tell the corners apart. */
const isPoint = (corners: Corners) =>
  corners[0].every((v, a) => extent(corners, a) <= spacingAt(v));

type Corners = readonly (readonly number[])[];

const centreOf = (corners: Corners) =>
  corners[0].map((_, a) => corners.reduce((sum, c) => sum + c[a], 0) / corners.length);

const extent = (corners: Corners, a: number) => {
  const along = corners.map((c) => c[a]);
  return Math.max(...along) - Math.min(...along);
};

function inOneCell(corners: Corners): boolean {
  return corners[0].every((v, a) => corners.every((c) => Math.floor(c[a]) === Math.floor(v)));
}

function areaOf(corners: Corners): number {
  let sum = 0;
  for (let k = 2; k < corners.length; k++) {
    const [a, b] = [corners[k - 1], corners[k]].map((c) => [
      c[0] - corners[0][0],
      c[1] - corners[0][1],
    ]);
    sum += a[0] * b[1] - a[1] * b[0];
  }
  return Math.abs(sum) / 2;
}

/** Centres of the small triangles into which a triangle is cut. */
function grainsOf([p, q, r]: Corners): number[][] {
  const grains: number[][] = [];
  for (let i = 0; i < cuts; i++) {
    for (let j = 0; j < 2 * (cuts - i) - 1; j++) {
      const [u, v] = [
        (i + (j % 2 === 0 ? 1 / 3 : 2 / 3)) / cuts,
        ((j >> 1) + (j % 2 === 0 ? 1 / 3 : 2 / 3)) / cuts,
      ];
      grains.push(p.map((x, a) => x + u * (q[a] - x) + v * (r[a] - x)));
    }
  }
  return grains;
}

/** Shares of a line, from 0 to 1, at which it crosses from cell to cell of the grid. */
function crossings(start: readonly number[], end: readonly number[], grid: Grid): number[] {
  const shares = [0, 1];
  for (const [a, axis] of grid.entries()) {
    const { cells } = axis;
    const [low, high] = [Math.min(start[a], end[a]), Math.max(start[a], end[a])];
    const [first, last] = isPeriodic(axis)
      ? [Math.ceil(low), Math.floor(high)]
      : [Math.max(0, Math.ceil(low)), Math.min(cells, Math.floor(high))];
    for (let edge = first; edge <= last && edge - first <= mostTurns * cells; edge++) {
      shares.push((edge - start[a]) / (end[a] - start[a]));
    }
  }
  return shares.filter((s) => s >= 0 && s <= 1).sort((x, y) => x - y);
}

/** A piece that is wound more often around a ring is everywhere on it. */
const mostTurns = 64;

/** The parts of a convex polygon in each row of cells along axis `a` that it meets on the grid. */
function* slices(corners: Corners, a: number, cells: number, isRing: boolean): Generator<Corners> {
  const along = corners.map((c) => c[a]);
  let [low, high] = [Math.floor(Math.min(...along)), Math.floor(Math.max(...along))];
  if (!isRing) [low, high] = [Math.max(0, low), Math.min(cells - 1, high)];
  else high = Math.min(high, low + mostTurns * cells);
  for (let i = low; i <= high; i++) {
    const part = clip(clip(corners, a, i, 1), a, i + 1, -1);
    if (part.length > 2) yield part;
  }
}

/** What of a convex polygon lies on the side of `sign` of the line at `edge` along axis `a`. */
function clip(corners: Corners, a: number, edge: number, sign: number): Corners {
  const kept: (readonly number[])[] = [];
  corners.forEach((corner, k) => {
    const next = corners[(k + 1) % corners.length];
    const [here, there] = [sign * (corner[a] - edge), sign * (next[a] - edge)];
    if (here >= 0) kept.push(corner);
    if (here >= 0 !== there >= 0) {
      const share = here / (here - there);
      kept.push(corner.map((v, b) => (b === a ? edge : v + share * (next[b] - v))));
    }
  });
  return kept;
}
