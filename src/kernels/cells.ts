/** The cell of a point in WGSL, by the rule of `math/float32Cells.ts`. */
import { float32Edges, float32Scales } from '../math/float32Cells.js';
import type { Grid } from '../math/grid.js';
import { componentOf } from './walkers.js';
import { float32Literal } from './wgsl/literals.js';

/** No walker gets there without having diverged. */
const beyond = 2 ** 127;

/** What the buffer `edges` holds: the edges of one axis after the other. */
export function edgesOf(grid: Grid): Float32Array<ArrayBuffer> {
  return Float32Array.from(grid.flatMap((axis) => [...float32Edges(axis)]));
}

/** The buffer `edges` at `binding`, `isOnGrid(theta)`, and `cellOf(theta)` for points that are. */
export function printCells(grid: Grid, binding: number): string {
  const d = grid.length;
  const ends = grid.map((axis) => {
    const edges = float32Edges(axis);
    return axis.boundary === 'periodic' ? [-beyond, beyond] : [edges[0], edges[axis.cells]];
  });
  const point = (end: number) => `Point(${ends.map((e) => float32Literal(e[end])).join(', ')})`;
  const along = grid.map((_, i) => `along${i}(${componentOf('theta', d, i)})`);
  const cell = along.reduce((slow, fast, i) => `${slow} * ${grid[i].cells}u + ${fast}`);
  return [
    `@group(0) @binding(${binding}) var<storage, read> edges: array<f32>;`,
    ...grid.map((_, i) => printAlong(grid, i)),
    // One `all`: Tint in Chromium 147 makes invalid code of `all(a) && all(b)` with scalars.
    `fn isOnGrid(theta: Point) -> bool { return all((theta >= ${point(0)}) & (theta < ${point(1)})); }`,
    `fn cellOf(theta: Point) -> u32 { return ${cell}; }`,
  ].join('\n');
}

/** `along…(x)`, the cell of x on axis `i`. */
function printAlong(grid: Grid, i: number): string {
  const axis = grid[i];
  const { cells } = axis;
  const { length, perLength, perUnit } = float32Scales(axis);
  const first = grid.slice(0, i).reduce((n, before) => n + before.cells + 1, 0);
  const min = float32Literal(axis.min);
  const isRing = axis.boundary === 'periodic';
  const turned = `x - floor((x - ${min}) * ${float32Literal(perLength)}) * ${float32Literal(length)}`;
  // On a ring a y that rounding has put beyond one end belongs to the other.
  const ring = isRing ? [`${cells}u + `, ` % ${cells}u`] : ['', ''];
  const [below, above] = [`y < edges[guess + ${first}u]`, `y >= edges[guess + ${first + 1}u]`];
  return [
    `fn along${i}(x: f32) -> u32 {`,
    `  let y = ${isRing ? turned : 'x'};`,
    `  let guess = min(u32(max((y - ${min}) * ${float32Literal(perUnit)}, 0f)), ${cells - 1}u);`,
    `  return (${ring[0]}guess + u32(${above}) - u32(${below}))${ring[1]};`,
    '}',
  ].join('\n');
}
