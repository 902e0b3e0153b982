/**
 * The master equation with atoms, where maps without noise leave gaps and the law has no density: all
 * images of all atoms, those within a small rectangle of each other drawn together at their mean, so
 * that the law's mean is kept and its covariance changes by less than the square of the rectangle's
 * size. Where the maps contract, so does what that displaces. The rectangle is as small as so many
 * atoms allow; three numbers of atoms say how much is left.
 */

import { divergenceBounds } from '../../model/divergence.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { workOfAtoms } from '../master/atoms1d.js';
import { remainingDistance, remainingError } from '../resolutions.js';
import { errorsBetween2d } from '../snapshot2d.js';
import { imagesOfAtoms2d } from './atomImages2d.js';
import { type Atoms2d, lawFromAtoms2d } from './atoms2d.js';
import { startingPointsWithin } from './start2d.js';
import { type SolvedLaws, type Task2d, updatesOf } from './task2d.js';

/** Atoms that are kept, at most: four times as many are half as far apart in the plane. */
const counts = [4_000, 16_000, 64_000];
/** Multiplications that an image and its place in a list are worth. */
const perImage = 100;
/** Rectangles along each side of the law, at most. */
const finest = 2 ** 24;

/** Beyond this change from few atoms to more the last law is no thin set: a density serves it better. */
const mostChange = 0.03;

/** The laws at all steps asked for; null where the maps are noisy, atoms cost too much or are of no use. */
export async function lawsOfAtoms(task: Task2d): Promise<SolvedLaws | null> {
  const { maps, steps, budget } = task;
  const [coarsest, coarse, fine] = counts;
  const work = perImage * updatesOf(task) * maps.weights.length * fine;
  if (maps.normals > 0 || work > budget.work) return null;
  const [a, b] = [await follow(task, coarsest), await follow(task, coarse)];
  const last = steps[steps.length - 1];
  if (errorsBetween2d(a.get(last)!, b.get(last)!).solverError > mostChange) return null;
  const c = await follow(task, fine);
  const solved = steps.map((step) => {
    const law = c.get(step)!;
    const [before, last] = [
      errorsBetween2d(a.get(step)!, b.get(step)!),
      errorsBetween2d(b.get(step)!, law),
    ];
    const own = remainingDistance(before.solverError, last.solverError);
    const errors = {
      solverError: Math.min(1, 1e-15 + own + law.ambiguous),
      momentError: Math.max(1e-13, remainingError(before.momentError, last.momentError)),
    };
    return [step, { law, errors, notes: [note] }] as const;
  });
  return new Map(solved);
}

const note =
  'the law is too sharp for a density: followed as atoms, those that lie together drawn into one';

/**
 * Whether the images of a piece of the plane under all maps cover less than the piece, at the start:
 * Σ_q |det ∂T_q/∂θ| < 1. Where that is so everywhere the law has no density.
 */
export function leavesGaps({ maps, experiment, exact }: Task2d): boolean {
  if (maps.normals > 0) return false;
  const at = exact.atoms
    ? [exact.atoms.positions[0][0], exact.atoms.positions[1][0]]
    : experiment.initial.map((law) => initialMoments(law).mean);
  const step = experiment.grid.map(({ min, max }) => 1e-5 * (max - min));
  const image = createPair(3);
  let area = 0;
  for (let q = 0; q < maps.weights.length; q++) {
    const points: Pair = [
      Float64Array.of(at[0], at[0] + step[0], at[0]),
      Float64Array.of(at[1], at[1], at[1] + step[1]),
    ];
    maps.at(q, points)([], image);
    const slope = (i: number, k: number) => (image[i][k + 1] - image[i][0]) / step[k];
    area += Math.abs(slope(0, 0) * slope(1, 1) - slope(0, 1) * slope(1, 0));
  }
  return area < 1 - 1e-6;
}

async function follow(task: Task2d, most: number) {
  const { experiment, exact, maps, steps, pace } = task;
  const { points, weights } = startingPointsWithin(task, Math.floor(Math.sqrt(most)));
  const bounds = divergenceBounds(experiment.grid);
  const laws = new Map<number, ReturnType<typeof lawFromAtoms2d>>();
  let atoms: Atoms2d = { positions: points, weights, lost: exact.atoms?.lost ?? 0 };
  let sides = finest;
  for (let step = exact.lastStep + 1; step <= steps[steps.length - 1]; step++) {
    const images = imagesOfAtoms2d(atoms, maps, bounds);
    ({ atoms, sides } = drawTogether(images, most, Math.min(finest, 4 * sides)));
    if (steps.includes(step)) laws.set(step, lawFromAtoms2d(atoms, experiment.grid, step));
    await pace.tick(workOfAtoms(atoms) * maps.weights.length);
  }
  return laws;
}

/** At most `most` atoms: rectangles grow from `sides` along each side until they leave so few. */
function drawTogether(atoms: Atoms2d, most: number, sides: number) {
  if (atoms.weights.length <= most) return { atoms, sides };
  const ends = atoms.positions.map(endsOf);
  for (let finer = sides; ; finer /= 2) {
    const merged = merge(atoms, ends, finer, most);
    if (merged) return { atoms: merged, sides: finer };
  }
}

const endsOf = (values: Float64Array): readonly [number, number] => [
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
];

/** One atom in each of sides × sides rectangles that holds any; null where there are more than `most`. */
function merge(
  { positions: [x, y], weights, lost }: Atoms2d,
  [[x0, x1], [y0, y1]]: readonly (readonly [number, number])[],
  sides: number,
  most: number,
): Atoms2d | null {
  const places = new Map<number, number>();
  const [mx, my]: Pair = createPair(most);
  const sums = new Float64Array(most);
  const onX = x1 > x0 ? sides / (x1 - x0) : 0;
  const onY = y1 > y0 ? sides / (y1 - y0) : 0;
  for (let k = 0; k < weights.length; k++) {
    const key = Math.floor((x[k] - x0) * onX) * (2 * finest) + Math.floor((y[k] - y0) * onY);
    let place = places.get(key);
    if (place === undefined) {
      place = places.size;
      if (place === most) return null;
      places.set(key, place);
    }
    sums[place] += weights[k];
    mx[place] += weights[k] * x[k];
    my[place] += weights[k] * y[k];
  }
  const size = places.size;
  for (let p = 0; p < size; p++) {
    mx[p] /= sums[p];
    my[p] /= sums[p];
  }
  return {
    positions: [mx.slice(0, size), my.slice(0, size)],
    weights: sums.slice(0, size),
    lost,
  };
}
