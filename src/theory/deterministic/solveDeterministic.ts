/**
 * Predictions of a law without chance, whose walkers all move alike: a point stays a point, a spread
 * start is carried along as nodes with the probability between them. The master equation's motion is
 * the law's map. Without noise the diffusion of a Fokker–Planck equation is 0: those of order 1 and of
 * one temperature are the flow of the drift −∇L, that of order 2 is the flow of its own drift, and the
 * discrete one, whose second moment (η∇L)² is not 0, has no law from a point: its walk is the map
 * (docs/theory.md §2).
 */
import type { Experiment, PredictionName } from '../../model/experiment.js';
import { edgeNote } from '../edgeNote.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { lawAtStart } from '../law/initialLaw2d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import { type Errors, type Law2d, predictionFrom2d } from '../snapshot2d.js';
import { followAtom, lawOfAtom } from './atom.js';
import { StiffFlowError } from './flow.js';
import { createKeep } from './map.js';
import type { Motion } from './motion.js';
import { createMotion, type NamedMotion } from './motions.js';
import { lawOfNodes } from './nodes.js';
import { createNodedStart, type NodedStart } from './start.js';

/** Gradients that are taken of spread starts, some twenty seconds of one core. */
const affordable = 1e9;
/** Pieces along each coordinate that is spread, where one or two are; powers of 2. */
const pieces = { 1: { most: 8192, fewest: 256 }, 2: { most: 256, fewest: 64 } } as const;

/** The prediction `name` of ensemble `index`; null where it is no motion of points. */
export async function solveDeterministic(
  experiment: Experiment,
  index: number,
  name: PredictionName,
  pace: Pace,
): Promise<PredictionSeries | null> {
  const named = createMotion(experiment, index, name);
  if (!named) return null;
  if ('absent' in named) return { name, absent: named.absent };
  const isSpread = experiment.initial.some((law) => initialMoments(law).variance > 0);
  try {
    const solved = await (isSpread ? carryNodes : carryAtom)(experiment, named, pace);
    return 'absent' in solved ? { name, ...solved } : { name, predictions: solved };
  } catch (error) {
    if (error instanceof StiffFlowError) return { name, absent: error.message };
    throw error;
  }
}

type Predictions = Map<number, Prediction>;

async function carryAtom(
  experiment: Experiment,
  { motion, notes }: NamedMotion,
  pace: Pace,
): Promise<Predictions> {
  const { grid } = experiment;
  const start = experiment.initial.map((law) => initialMoments(law).mean);
  const atoms = await followAtom(motion, start, experiment, pace);
  return new Map(
    [...atoms].map(([step, atom]) => {
      const { law, ambiguous } = lawOfAtom(atom, grid);
      return [step, predictionOf(step, grid, law, exactly, ambiguous, notes)];
    }),
  );
}

async function carryNodes(
  { grid, initial, snapshots }: Experiment,
  { motion, notes }: NamedMotion,
  pace: Pace,
): Promise<Predictions | { absent: string }> {
  const last = snapshots[snapshots.length - 1];
  const start = nodesFor(initial, motion, last);
  if ('absent' in start) return start;
  createKeep(grid)(start.points);
  const predictions: Predictions = new Map();
  let before = 0;
  for (const step of snapshots) {
    await motion.advance(start.points, before, step, pace);
    before = step;
    pace.progress(step / last);
    if (step === 0) {
      const law = lawAtStart(initial, grid);
      predictions.set(0, predictionOf(0, grid, law, exactly, 0, []));
      continue;
    }
    const { law, errors, ambiguous } = lawOfNodes(start, start.points, grid);
    // Of a law narrower than the error of its nodes the variance is in doubt.
    const doubt = Math.max(
      ...grid.map(({ min, max }, a) => {
        const deviation = Math.sqrt(Math.max(0, law.covariance[a * (grid.length + 1)]));
        return deviation > 0 ? (2 * motion.error * (max - min)) / deviation : 0;
      }),
    );
    const all = { ...errors, momentError: Math.min(1, errors.momentError + doubt) };
    predictions.set(step, predictionOf(step, grid, law, all, ambiguous, notes));
  }
  return predictions;
}

/** As many nodes as can be afforded to carry to the last step. */
function nodesFor(
  initial: Experiment['initial'],
  motion: Motion,
  last: number,
): NodedStart | { absent: string } {
  const spread = initial.filter((law) => initialMoments(law).variance > 0).length as 1 | 2;
  const { most, fewest } = pieces[spread];
  const cost = (n: number) => n ** spread * motion.effort(last);
  let count: number = most;
  while (count > fewest && cost(count) > affordable) count /= 2;
  if (cost(count) <= affordable) return createNodedStart(initial, count);
  return {
    absent:
      `carrying ${count ** spread} points of the start to step ${last} takes ` +
      `${cost(count).toExponential(1)} gradients (at most ${affordable.toExponential(0)}); fewer ` +
      'steps or samples, or a start at a point, would do',
  };
}

const exactly: Errors = { solverError: 0, momentError: 0 };
/** Probability at edges that no verdict sees. */
const ignored = 1e-9;

function predictionOf(
  step: number,
  grid: Experiment['grid'],
  law: Law2d,
  { solverError, momentError }: Errors,
  ambiguous: number,
  notes: readonly string[],
): Prediction {
  const own = ambiguous > ignored ? [edgeNote(ambiguous)] : [];
  const errors = {
    solverError: Math.min(1, 1e-15 + solverError + ambiguous),
    momentError: 1e-13 + momentError,
  };
  return predictionFrom2d(step, grid, law, errors, step > 0 ? [...notes, ...own] : own);
}
