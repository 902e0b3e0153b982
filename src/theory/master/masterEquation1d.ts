/**
 * The master equation in one dimension: the law of the walkers at the experiment's snapshots,
 * exact at any learning rate. The grid is refined until two resolutions agree, or until a further
 * refinement would cost too much; the error given is what they still differ by.
 */

import { divergenceBounds } from '../../model/divergence.js';
import type { Experiment } from '../../model/experiment.js';
import { initialDistribution, initialMoments, initialRange } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import {
  type Law1d,
  lawDistance,
  lawFromDistribution,
  predictionFrom,
  targetError,
  varianceDistance,
} from '../snapshot1d.js';
import {
  coarsestRefinement,
  createSolverGrid1d,
  paddingFor,
  type SolverGrid1d,
} from '../solverGrid1d.js';
import { type Atoms1d, atomDistribution, lawFromAtoms, stepAtoms } from './atoms1d.js';
import { createMaps1d, type Maps1d } from './maps1d.js';
import { createTransferOperator1d } from './transferOperator1d.js';

type Laws = Map<number, Law1d>;

/** Multiplications that one resolution may cost, and terms that its operator may hold. */
const affordableWork = 5e8;
const affordableTerms = 6e5;
const negligibleLoss = 1e-9;
const leastCells = 64;

/** Solves for ensemble `index` of an experiment with one parameter. */
export async function solveMasterEquation1d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'masterEquation';
  const maps = createMaps1d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps) return { name, absent: maps.absent };
  const exact = exactBeginning(experiment, maps);
  const rest = experiment.snapshots.filter((s) => s > exact.lastStep);
  const predictions = new Map(exact.predictions);
  if (rest.length > 0) {
    const solved = await refine(experiment, maps, exact, rest, pace);
    if ('absent' in solved) return { name, absent: solved.absent };
    for (const p of solved.predictions) predictions.set(p.step, p);
  }
  return { name, predictions };
}

interface Beginning {
  readonly predictions: Map<number, Prediction>;
  /** Last step whose law is known without a grid. */
  readonly lastStep: number;
  /** The atoms at that step; null where the law at step 0 is no point or the maps are noisy. */
  readonly atoms: Atoms1d | null;
}

export const atomNote = (weight: number) =>
  `atoms of weight ${weight.toPrecision(3)} lie within float32 rounding of a cell's edge: ` +
  'a walker may be counted on either side';

/** Step 0, and all steps at which a point start is still a list of atoms. */
function exactBeginning(experiment: Experiment, maps: Maps1d): Beginning {
  const [axis] = experiment.grid;
  const [initial] = experiment.initial;
  const predictions = new Map<number, Prediction>();
  const keep = (step: number, law: Law1d, notes: string[]) => {
    if (!experiment.snapshots.includes(step)) return;
    const errors = { solverError: 1e-15, momentError: 1e-13 };
    predictions.set(step, predictionFrom(step, { axis }, law, errors, notes));
  };
  const { mean, variance } = initialMoments(initial);
  if (variance > 0) {
    const { edges } = createSolverGrid1d(axis, 1, [0, 0]);
    const below = edges.map((x) => initialDistribution(initial, x));
    const cells = Float64Array.from({ length: axis.cells }, (_, i) => below[i + 1] - below[i]);
    const outside = Math.max(0, below[0] + 1 - below[axis.cells]);
    keep(0, { cells, outside, mean, variance, lost: 0 }, []);
    return { predictions, lastStep: 0, atoms: null };
  }
  const [bound] = divergenceBounds(experiment.grid);
  let atoms: Atoms1d = {
    positions: Float64Array.of(mean),
    weights: Float64Array.of(1),
    lost: 0,
  };
  for (let step = 0; ; step++) {
    if (experiment.snapshots.includes(step)) {
      const law = lawFromAtoms(atoms, axis, step);
      keep(step, law, law.ambiguous > 0 ? [atomNote(law.ambiguous)] : []);
    }
    const next = maps.noisy || step === experiment.steps ? null : stepAtoms(atoms, maps, bound);
    if (!next) return { predictions, lastStep: step, atoms: maps.noisy ? null : atoms };
    atoms = next;
  }
}

/** Grids of doubled resolution until two agree. */
async function refine(
  experiment: Experiment,
  maps: Maps1d,
  beginning: Beginning,
  steps: readonly number[],
  pace: Pace,
): Promise<{ predictions: Prediction[] } | { absent: string }> {
  const [axis] = experiment.grid;
  const termsPerCell = maps.weights.length * 3;
  let refinement = coarsestRefinement(axis, leastCells);
  const range = initialRange(experiment.initial[0]);
  const cells = (r: number, pad: readonly number[]) => (axis.cells + pad[0] + pad[1]) * r;
  const solve = (r: number, pad: [number, number]) =>
    solveOn(createSolverGrid1d(axis, r, pad), maps, experiment, beginning, steps, pace);

  let pad = paddingFor(axis, range, 0.25);
  if (cells(refinement, pad) * termsPerCell > affordableTerms) {
    return {
      absent: `${maps.weights.length} distinct minibatches on ${cells(refinement, pad)} cells are too many to follow`,
    };
  }
  const target = targetError(experiment.walkers);
  let coarse = await solve(refinement, pad);
  let truncation = noErrors;
  for (let share = 0.5; share <= 4 && lostBy(coarse.laws) > negligibleLoss; share *= 2) {
    const wider = paddingFor(axis, range, share);
    if (cells(refinement, wider) * termsPerCell > affordableTerms) break;
    const wide = await solve(refinement, wider);
    // What the last widening changed bounds what a further one would.
    truncation = largestErrors(coarse.laws, wide.laws);
    pad = wider;
    coarse = wide;
    // Moments of walkers that flee for good never settle: then the cells decide.
    const { solverError, momentError } = truncation;
    if (solverError < target / 10 && (momentError < target || momentError > 0.1)) break;
  }
  while (true) {
    pace.progress(1 - 1 / (1 + refinement));
    const fine = await solve(refinement * 2, pad);
    const errors = largestErrors(coarse.laws, fine.laws);
    const done = errors.solverError < target && errors.momentError < target;
    refinement *= 2;
    const growth = maps.noisy ? 4 : 2;
    const affordable = fine.work * growth < affordableWork && 2 * fine.preimages < affordableTerms;
    if (done || !affordable)
      return { predictions: steps.map((s) => compare(s, coarse, fine, truncation)) };
    coarse = fine;
  }
}

interface Solution {
  readonly grid: SolverGrid1d;
  readonly laws: Laws;
  /** Multiplications that all its steps took. */
  readonly work: number;
  readonly preimages: number;
}

const lostBy = (laws: Laws) => Math.max(...[...laws.values()].map((l) => l.lost));

interface Errors {
  readonly solverError: number;
  readonly momentError: number;
}
const noErrors: Errors = { solverError: 0, momentError: 0 };

const errorsBetween = (a: Law1d, b: Law1d): Errors => ({
  solverError: lawDistance(a, b),
  momentError: varianceDistance(a, b),
});

function largestErrors(coarse: Laws, fine: Laws): Errors {
  const all = [...fine].map(([step, law]) => errorsBetween(coarse.get(step)!, law));
  return {
    solverError: Math.max(...all.map((e) => e.solverError)),
    momentError: Math.max(...all.map((e) => e.momentError)),
  };
}

function compare(step: number, coarse: Solution, fine: Solution, truncation: Errors): Prediction {
  const own = errorsBetween(coarse.laws.get(step)!, fine.laws.get(step)!);
  const errors = {
    solverError: Math.max(own.solverError + truncation.solverError, 1e-15),
    momentError: Math.max(own.momentError + truncation.momentError, 1e-13),
  };
  return predictionFrom(step, fine.grid, fine.laws.get(step)!, errors, []);
}

async function solveOn(
  grid: SolverGrid1d,
  maps: Maps1d,
  experiment: Experiment,
  beginning: Beginning,
  steps: readonly number[],
  pace: Pace,
): Promise<Solution> {
  const operator = await createTransferOperator1d(maps, grid, pace);
  let distribution: Float64Array = beginning.atoms
    ? operator.startFrom(atomDistribution(beginning.atoms))
    : operator.start(experiment.initial[0]);
  let next: Float64Array = new Float64Array(distribution.length);
  const slopes = new Float64Array(distribution.length);
  const laws: Laws = new Map();
  const last = steps[steps.length - 1];
  for (let step = beginning.lastStep + 1; ; step++) {
    if (steps.includes(step)) {
      operator.slopes(distribution, slopes);
      laws.set(step, lawFromDistribution(grid, distribution, slopes));
    }
    if (step >= last) break;
    operator.apply(distribution, next);
    [distribution, next] = [next, distribution];
    await pace.tick();
  }
  const work = operator.matrix.values.length * (last - beginning.lastStep);
  return { grid, laws, work, preimages: operator.preimages };
}
