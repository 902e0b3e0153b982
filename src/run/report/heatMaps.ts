/** Pictures of two-dimensional experiments: sampled and predicted densities as heat maps. */

import { cellWidth, type Grid } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { noteLayer } from './axes.js';
import { hexOf, sequentialRamp } from './ramps.js';
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

/** The maps of one ensemble: their titles, the density of each tile, and what is said without any. */
function mapsOf({ snapshot, comparisons }: EnsembleFrame, grid: Grid) {
  return [
    {
      title: 'sampled',
      tiles: tilesOf(snapshot.counts, snapshot.walkers, grid),
      empty: 'no walker is on the grid',
    },
    ...comparisons.flatMap(({ name, prediction: { probabilities } }) =>
      probabilities
        ? [
            {
              title: predictions[name].title,
              tiles: tilesOf(probabilities, 1, grid),
              empty: 'nothing is expected on the grid',
            },
          ]
        : [],
    ),
  ];
}

/** That picture's specification; colours mean the same for all ensembles. */
export function heatMapSpec(result: RunResult, index: number, logarithmic = false): Spec {
  const { grid, walkers } = result.experiment;
  const { ensembles } = result.frames[result.frames.length - 1];
  const all = ensembles.map((ensemble) => mapsOf(ensemble, grid));
  const densities = all.flat().flatMap((m) => m.tiles.map((t) => t.density));
  const single = 1 / (walkers * grid.reduce((volume, axis) => volume * cellWidth(axis), 1));
  // With nothing on the grid the colours are those of a single walker.
  const most = densities.reduce((a, b) => Math.max(a, b), 0) || single;
  // As the maps of the page: from nothing, or from half the density of a single walker.
  const shades = logarithmic
    ? { type: 'log', domain: [Math.min(single / 2, most / 10), most], clamp: true }
    : { type: 'linear', domain: [0, most] };
  const panels = all[index].map((map) => mapPanel({ ...map, grid, shades, legend: 'density' }));
  return { title: { text: ensembles[index].name }, spacing: 12, vconcat: panels } as Spec;
}

/** The colours of the page's maps on white paper, as many as a scale needs to follow them. */
const colours = Array.from({ length: 52 }, (_, i) => hexOf(sequentialRamp('#ffffff')[5 * i]));

/**
 * A tile that reaches a little under the next ones: where two edges meet exactly, viewers that
 * smooth them let the paper through as a seam.
 */
const overlap = 0.05;
const overlapping = (tile: Tile): Tile => ({
  ...tile,
  x2: tile.x2 + overlap * (tile.x2 - tile.x),
  y2: tile.y2 + overlap * (tile.y2 - tile.y),
});

interface MapPanel {
  readonly title: string;
  readonly tiles: readonly Tile[];
  /** What is said where there are no tiles. */
  readonly empty: string;
  readonly grid: Grid;
  /** Scale of the colours. */
  readonly shades: object;
  readonly legend: string | null;
}

/** One map over both axes of the grid, with the key of its colours. */
export function mapPanel({ title, tiles, empty, grid, shades, legend }: MapPanel) {
  const size = { width: 300, height: 230 };
  const position = (k: 0 | 1, field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [grid[k].min, grid[k].max], nice: false },
    axis: { title: grid[k].name, grid: false, tickCount: 5 },
  });
  const map = {
    data: { values: tiles.map(overlapping) },
    mark: { type: 'rect', clip: true },
    encoding: {
      x: position(0, 'x'),
      x2: { field: 'x2' },
      y: position(1, 'y'),
      y2: { field: 'y2' },
      color: {
        field: 'density',
        type: 'quantitative',
        scale: { ...shades, range: colours },
        legend: tiles.length > 0 ? { title: legend, gradientLength: 150, tickCount: 4 } : null,
      },
    },
  };
  const note = tiles.length === 0 ? [noteLayer(empty, size.width, size.height)] : [];
  return {
    title: { text: title, fontSize: 11, fontWeight: 'normal', offset: 3 },
    ...size,
    layer: [map, ...note],
  };
}
