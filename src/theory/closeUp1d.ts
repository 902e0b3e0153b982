/**
 * Laws far narrower than a cell of the experiment, in one dimension. No solver resolves them on cells
 * of the experiment's size: they are solved on narrow cells of their own, which divide the
 * experiment's, and added up to those.
 */
import { type Axis, cellWidth, endsOf } from '../math/grid.js';
import { normalsFromWords } from '../math/random/normals.js';
import { threefryBlocks } from '../math/random/threefry.js';
import { purposes } from '../model/draws.js';
import type { Experiment } from '../model/experiment.js';
import { lawInputs } from '../model/law.js';
import { initialMoments, initialRange } from './law/initialLaw1d.js';
import { createMaps1d, type Maps1d } from './master/maps1d.js';
import type { Prediction, PredictionSeries } from './prediction.js';

export interface CloseUp1d {
  /** The experiment on cells of the law's own. */
  readonly experiment: Experiment;
  /** What was solved there, on the experiment's cells. */
  gather(series: PredictionSeries): PredictionSeries;
}

/** Points that are followed to see where the law goes, and evaluations that this may take. */
const points = 256;
const mostEvaluations = 1e7;
/** Narrower than this share of a cell, a start is narrow. */
const narrow = 1 / 4;
/** Cells of the close-up, about; it is worth it for laws on fewer cells of the experiment. */
const ownCells = 256;
const mostCells = 8;

/**
 * The close-up of ensemble `index`; null where the start is as wide as the cells are, where the law
 * spreads over more than a few of them, where an end of the axis acts, and where no cells are needed.
 */
export function closeUp1d(experiment: Experiment, index: number): CloseUp1d | null {
  const [axis] = experiment.grid;
  const [start] = experiment.initial;
  const width = cellWidth(axis);
  const deviation = Math.sqrt(initialMoments(start).variance);
  const isNoisy = lawInputs(experiment.ensembles[index].law).normals > 0;
  if (deviation > narrow * width || (deviation === 0 && !isNoisy)) return null;
  if (endsOf(axis).some((end) => end !== 'open')) return null;
  const range = reachOf(experiment, index, mostCells * width);
  if (!range) return null;
  const own = ownAxis(axis, range);
  return own && { experiment: { ...experiment, grid: [own] }, gather: (s) => gather(s, own, axis) };
}

/** Where the walkers get, from a few of them; null where that is farther than `most`, or takes long. */
function reachOf(experiment: Experiment, index: number, most: number): [number, number] | null {
  const { landscape, ensembles, seed, snapshots } = experiment;
  const maps = createMaps1d(landscape, ensembles[index].law, seed);
  const last = snapshots[snapshots.length - 1];
  if ('absent' in maps || last * points * maps.weights.length > mostEvaluations) return null;
  const [low, high] = initialRange(experiment.initial[0]);
  let x = Float64Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const reach: [number, number] = [low, high];
  for (let step = 0; step < last; step++) {
    x = moved(maps, x, step);
    const [left, right] = [Math.min(...x), Math.max(...x)];
    const margin = (right - left) / 4;
    reach[0] = Math.min(reach[0], left - margin);
    reach[1] = Math.max(reach[1], right + margin);
    if (!(reach[1] - reach[0] < most)) return null;
  }
  return reach;
}

const key = Uint32Array.of(1, 0, 0, 0);

/** The points after one update, each by a map and a normal of its own. */
function moved(maps: Maps1d, x: Float64Array, step: number): Float64Array<ArrayBuffer> {
  const words = new Uint32Array(4 * points);
  const normals = new Float32Array(4 * points);
  threefryBlocks(key, 0, points, step, 0, purposes.step, words);
  normalsFromWords(words, normals, 4 * points);
  const [mean, spread] = [new Float64Array(points), new Float64Array(points)];
  const next = new Float64Array(points);
  let below = 0;
  for (const [q, weight] of maps.weights.entries()) {
    maps.evaluate(q, x, mean, spread);
    const above = q === maps.weights.length - 1 ? 1 : below + weight;
    for (let i = 0; i < points; i++) {
      // The low word belongs to the second normal alone.
      const share = words[4 * i + 3] / 2 ** 32;
      if (share >= below && share < above) next[i] = mean[i] + spread[i] * normals[4 * i];
    }
    below = above;
  }
  return next;
}

/** Cells that divide those of `axis` and hold the range; null where they would be as wide. */
function ownAxis(axis: Axis, [low, high]: readonly [number, number]): Axis | null {
  const width = cellWidth(axis);
  const parts = 2 ** Math.floor(Math.log2((width * ownCells) / (high - low)));
  if (!(parts >= 2)) return null;
  const own = width / parts;
  const first = Math.floor((low - axis.min) / own);
  const cells = Math.ceil((high - axis.min) / own) - first;
  return { ...axis, min: axis.min + first * own, max: axis.min + (first + cells) * own, cells };
}

function gather(series: PredictionSeries, own: Axis, axis: Axis): PredictionSeries {
  if ('absent' in series) return series;
  const predictions = new Map(
    [...series.predictions].map(([step, p]) => [step, onCells(p, own, axis)]),
  );
  return { name: series.name, predictions };
}

/** What lies beyond the close-up counts as outside, and as error. */
function onCells(prediction: Prediction, own: Axis, axis: Axis): Prediction {
  const { probabilities, solverError } = prediction;
  if (!probabilities) return prediction;
  const cells = new Float64Array(axis.cells);
  let [inside, held] = [0, 0];
  for (const [j, probability] of probabilities.entries()) {
    const centre = own.min + (j + 0.5) * cellWidth(own);
    const i = Math.floor((centre - axis.min) / cellWidth(axis));
    held += probability;
    if (i < 0 || i >= axis.cells) continue;
    cells[i] += probability;
    inside += probability;
  }
  const beyond = Math.max(0, 1 - held);
  return {
    ...prediction,
    probabilities: cells,
    outside: Math.max(0, 1 - inside),
    solverError: solverError + beyond,
  };
}
