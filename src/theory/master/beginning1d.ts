/**
 * The steps of the master equation in one dimension whose law is known without a solver's grid: the
 * start, and a point start under maps without noise while it is a list of atoms.
 */
import { cellEdges } from '../../math/grid.js';
import { divergenceBounds } from '../../model/divergence.js';
import type { Experiment } from '../../model/experiment.js';
import { edgeNote } from '../edgeNote.js';
import { cutLaw, momentsAtStart } from '../law/cutLaw.js';
import { initialMoments } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction } from '../prediction.js';
import { type Law1d, predictionFrom } from '../snapshot1d.js';
import {
  type Atoms1d,
  affordableAtoms,
  lawFromAtoms,
  oneAtom,
  stepAtoms,
  workOfAtoms,
} from './atoms1d.js';
import type { Maps1d } from './maps1d.js';

export interface Beginning1d {
  readonly predictions: Map<number, Prediction>;
  /** Last step whose law is known without a grid. */
  readonly lastStep: number;
  /** The atoms at that step; null where the law at step 0 is no point or the maps are noisy. */
  readonly atoms: Atoms1d | null;
}

/** Step 0, and all steps at which a point start is still a list of atoms. */
export async function exactBeginning1d(
  experiment: Experiment,
  maps: Maps1d,
  pace: Pace,
): Promise<Beginning1d> {
  const [axis] = experiment.grid;
  const [initial] = experiment.initial;
  const predictions = new Map<number, Prediction>();
  const keep = (step: number, law: Law1d, ambiguous: number) => {
    if (!experiment.snapshots.includes(step)) return;
    const errors = { solverError: 1e-15 + ambiguous, momentError: 1e-13 };
    const notes = ambiguous > 0 ? [edgeNote(ambiguous)] : [];
    predictions.set(step, predictionFrom(step, { axis }, law, errors, notes));
  };
  const { mean, variance } = initialMoments(initial);
  if (variance > 0) {
    const { cells, below, above } = cutLaw(initial, axis, cellEdges(axis));
    const outside = Math.max(0, below + above);
    keep(0, { cells, outside, ...momentsAtStart(initial, axis), lost: 0 }, 0);
    return { predictions, lastStep: 0, atoms: null };
  }
  const [bound] = divergenceBounds(experiment.grid);
  let atoms = oneAtom(mean);
  let work = 0;
  for (let step = 0; ; step++) {
    if (experiment.snapshots.includes(step)) {
      const law = lawFromAtoms(atoms, axis, step);
      keep(step, law, law.ambiguous);
    }
    const ends = maps.noisy || step === experiment.steps || work > affordableAtoms;
    const next = ends ? null : stepAtoms(atoms, maps, bound, axis);
    if (!next) return { predictions, lastStep: step, atoms: maps.noisy ? null : atoms };
    atoms = next;
    work += workOfAtoms(atoms);
    await pace.tick(workOfAtoms(atoms));
  }
}
