/**
 * The steps of the master equation in two dimensions whose law is known without a solver's grid:
 * the start, a point start while it is still a list of atoms, and its first step under normal noise.
 */
import { cellCount, type Grid } from '../../math/grid.js';
import { divergenceBounds } from '../../model/divergence.js';
import type { Experiment } from '../../model/experiment.js';
import { edgeNote } from '../edgeNote.js';
import { createPair } from '../law/gradient2d.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { lawAtStart } from '../law/initialLaw2d.js';
import { normalCells2d } from '../law/normalCells2d.js';
import { affordableAtoms, workOfAtoms } from '../master/atoms1d.js';
import type { Pace } from '../pace.js';
import type { Prediction } from '../prediction.js';
import { type Law2d, lawFromExperimentCells, predictionFrom2d } from '../snapshot2d.js';
import { isOpen } from '../solverGrid1d.js';
import { imagesOfAtoms2d } from './atomImages2d.js';
import { type Atoms2d, lawFromAtoms2d, oneAtom, stepAtoms2d } from './atoms2d.js';
import type { Maps2d } from './maps2d.js';

/** Atoms that are counted at most, of which no list is kept. */
const mostCounted = 1.2e6;

export interface Beginning2d {
  readonly predictions: ReadonlyMap<number, Prediction>;
  /** Last step whose law is known without a grid. */
  readonly lastStep: number;
  /** The atoms at that step; null where the law at step 0 is no point or the maps are noisy. */
  readonly atoms: Atoms2d | null;
}

/** Step 0, step 1 of a point under normal noise, and all steps at which it is a list of atoms. */
export async function exactBeginning2d(
  experiment: Experiment,
  maps: Maps2d,
  pace: Pace,
): Promise<Beginning2d> {
  const { grid, initial, snapshots } = experiment;
  const predictions = new Map<number, Prediction>();
  const keep = (step: number, law: Law2d, ambiguous: number) => {
    if (!snapshots.includes(step)) return;
    const errors = { solverError: 1e-15 + (step > 0 ? ambiguous : 0), momentError: 1e-13 };
    const notes = ambiguous > 0 ? [edgeNote(ambiguous)] : [];
    predictions.set(step, predictionFrom2d(step, grid, law, errors, notes));
  };
  const [x, y] = initial.map(initialMoments);
  if (x.variance > 0 || y.variance > 0) {
    keep(0, lawAtStart(initial, grid), 0);
    return { predictions, lastStep: 0, atoms: null };
  }
  if (maps.normals > 0) {
    keep(0, lawFromAtoms2d(oneAtom(x.mean, y.mean), grid, 0), 0);
    const isFree = grid.every(isOpen);
    if (isFree && maps.normal && snapshots.includes(1))
      keep(1, firstNormals(maps, x.mean, y.mean, grid), 0);
    return { predictions, lastStep: 0, atoms: null };
  }
  const bounds = divergenceBounds(grid);
  let atoms = oneAtom(x.mean, y.mean);
  let work = 0;
  let start: Pick<Beginning2d, 'lastStep' | 'atoms'> | null = null;
  for (let step = 0; ; step++) {
    if (snapshots.includes(step)) {
      const law = lawFromAtoms2d(atoms, grid, step);
      keep(step, law, law.ambiguous);
    }
    const ends = step === snapshots[snapshots.length - 1] || work > affordableAtoms;
    const next: Atoms2d | null = start || ends ? null : stepAtoms2d(atoms, maps, bounds, grid);
    if (!next) start ??= { lastStep: step, atoms };
    // Solvers start from what is listed; snapshots soon after are counted atom by atom.
    const n = atoms.weights.length;
    const isNear = (s: number) => s > step && maps.weights.length ** (s - step) * n <= mostCounted;
    const isCounted = !ends && grid.every(isOpen) && snapshots.some(isNear);
    if (!next && !isCounted) return { predictions, ...start! };
    atoms = next ?? imagesOfAtoms2d(atoms, maps, bounds);
    work += workOfAtoms(atoms);
    await pace.tick(workOfAtoms(atoms));
  }
}

/** A point after one update with noise: a mixture of normal laws, one for each minibatch. */
function firstNormals(maps: Maps2d, x: number, y: number, grid: Grid): Law2d {
  const cells = new Float64Array(cellCount(grid));
  const mean = new Float64Array(2);
  const second = new Float64Array(4);
  for (let q = 0; q < maps.weights.length; q++) {
    const at = maps.at(q, [Float64Array.of(x), Float64Array.of(y)]);
    const image = (k: number) => {
      const out = createPair(1);
      at(
        Array.from({ length: maps.normals }, (_, i) => Float64Array.of(Number(i === k))),
        out,
      );
      return [out[0][0], out[1][0]];
    };
    const m = Float64Array.from(image(-1));
    const covariance = new Float64Array(4);
    for (let k = 0; k < maps.normals; k++) {
      const moved = image(k);
      for (let e = 0; e < 4; e++)
        covariance[e] += (moved[e >> 1] - m[e >> 1]) * (moved[e & 1] - m[e & 1]);
    }
    const weight = maps.weights[q];
    normalCells2d(m, covariance, grid).forEach((v, k) => {
      cells[k] += weight * v;
    });
    for (let i = 0; i < 2; i++) mean[i] += weight * m[i];
    for (let e = 0; e < 4; e++) second[e] += weight * (covariance[e] + m[e >> 1] * m[e & 1]);
  }
  const covariance = second.map((v, e) => v - mean[e >> 1] * mean[e & 1]);
  return lawFromExperimentCells(cells, mean, covariance, 0);
}
