/** Pictures of two-dimensional experiments: sampled and predicted densities as heat maps. */

import { cellWidth, type Grid } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { renderSvg, type Spec } from './svg.js';

/** Most tiles along an axis; finer grids are summed in blocks. */
const mostTiles = 96;

interface Tile {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly density: number;
}

/** Densities on at most 96 × 96 tiles, each the mean over a block of cells; empty ones left out. */
export function tilesOf(values: ArrayLike<number>, total: number, [a, b]: Grid): Tile[] {
  const [blockA, blockB] = [a, b].map((axis) => Math.ceil(axis.cells / mostTiles));
  const tiles: Tile[] = [];
  for (let i = 0; i < a.cells; i += blockA) {
    for (let j = 0; j < b.cells; j += blockB) {
      const [endI, endJ] = [Math.min(i + blockA, a.cells), Math.min(j + blockB, b.cells)];
      let sum = 0;
      for (let k = i; k < endI; k++) for (let l = j; l < endJ; l++) sum += values[k * b.cells + l];
      if (sum <= 0) continue;
      const [x, x2] = [i, endI].map((k) => a.min + k * cellWidth(a));
      const [y, y2] = [j, endJ].map((l) => b.min + l * cellWidth(b));
      tiles.push({ x, x2, y, y2, density: sum / (total * (x2 - x) * (y2 - y)) });
    }
  }
  return tiles;
}

/** The last snapshot of one ensemble: sampled, then each prediction, below each other. */
export const heatMapPicture = (result: RunResult, index: number): Promise<string> =>
  renderSvg(heatMapSpec(result, index));

/** The maps of one ensemble: its title, and the density of each tile. */
function mapsOf({ snapshot, comparisons }: EnsembleFrame, grid: Grid) {
  return [
    { title: 'sampled', tiles: tilesOf(snapshot.counts, snapshot.walkers, grid) },
    ...comparisons.flatMap(({ name, prediction: { probabilities } }) =>
      probabilities
        ? [{ title: predictions[name].title, tiles: tilesOf(probabilities, 1, grid) }]
        : [],
    ),
  ];
}

/** That picture's specification; colours mean the same for all ensembles. */
export function heatMapSpec(result: RunResult, index: number, logarithmic = false): Spec {
  const { grid, walkers } = result.experiment;
  const { ensembles } = result.frames[result.frames.length - 1];
  const all = ensembles.map((ensemble) => mapsOf(ensemble, grid));
  const { name } = ensembles[index];
  const maps = all[index];
  const densities = all.flat().flatMap((m) => m.tiles.map((t) => t.density));
  const most = densities.reduce((a, b) => Math.max(a, b), 0);
  const single = 1 / (walkers * grid.reduce((volume, axis) => volume * cellWidth(axis), 1));
  const shades = logarithmic
    ? { type: 'log', domain: [Math.min(single, most / 10), most], clamp: true }
    : { type: 'sqrt', domain: [0, most] };
  const scales = grid.map(({ min, max }) => ({ domain: [min, max], nice: false }));
  const panels = maps.map(({ title, tiles }) => ({
    title: { text: title, fontSize: 11, fontWeight: 'normal', offset: 3 },
    width: 300,
    height: 230,
    data: { values: tiles },
    mark: { type: 'rect', clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: scales[0], axis: axis(grid[0].name) },
      x2: { field: 'x2' },
      y: { field: 'y', type: 'quantitative', scale: scales[1], axis: axis(grid[1].name) },
      y2: { field: 'y2' },
      color: {
        field: 'density',
        type: 'quantitative',
        scale: { ...shades, scheme: 'viridis' },
        legend: { title: 'density', gradientLength: 150, tickCount: 4 },
      },
    },
  }));
  return { title: { text: name }, spacing: 12, vconcat: panels } as Spec;
}

const axis = (title: string) => ({ title, grid: false, tickCount: 5 });
