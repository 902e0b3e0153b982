/** The door of the solvers: one prediction of one ensemble at every snapshot of an experiment. */
import { type Experiment, type PredictionName, seenBy } from '../model/experiment.js';
import { solveClosedForm } from './closedForm/closedForms.js';
import { closeUp1d } from './closeUp1d.js';
import type { ClosureName } from './closure/closures.js';
import { solveDeterministic } from './deterministic/solveDeterministic.js';
import { solveFokkerPlanck1d } from './fokkerPlanck/fokkerPlanck1d.js';
import { solveFokkerPlanck2d } from './fokkerPlanck2d/fokkerPlanck2d.js';
import { startOnRings } from './law/ringLaw1d.js';
import { withoutVanishingNoise } from './law/vanishingNoise.js';
import { solveMasterEquation1d } from './master/masterEquation1d.js';
import { solveMasterEquation2d } from './master2d/masterEquation2d.js';
import { createPace, type Pace, type PredictOptions, withinBudget } from './pace.js';
import type { PredictionSeries } from './prediction.js';
import { soundSeries } from './soundSeries.js';
import { startNotFinite } from './walk/closureField.js';
import { solveDiscrete } from './walk/discrete.js';

type Solver = (experiment: Experiment, index: number, pace: Pace) => Promise<PredictionSeries>;

const solvers = {
  masterEquation: byDimension(solveMasterEquation1d, solveMasterEquation2d),
  fokkerPlanck: fokkerPlanck('fokkerPlanck'),
  fokkerPlanckDiscrete: fromFiniteStart('fokkerPlanckDiscrete', solveDiscrete),
  fokkerPlanckOrder2: fokkerPlanck('fokkerPlanckOrder2'),
  fokkerPlanckTemperature: fokkerPlanck('fokkerPlanckTemperature'),
  closedForm: solveClosedForm,
} as const satisfies Record<PredictionName, Solver>;

/**
 * Predicts ensemble `index` of `experiment` at each of its snapshots, or says why it cannot.
 * Gives way to other work every 30 ms; rejects with the signal's reason when aborted.
 */
export async function predict(
  experiment: Experiment,
  index: number,
  name: PredictionName,
  options: PredictOptions = {},
): Promise<PredictionSeries> {
  options.signal?.throwIfAborted();
  const pace = createPace(options);
  const seen = startOnRings(withoutVanishingNoise(seenBy(experiment, index), index));
  const series = await withinBudget(
    pace,
    async (own) =>
      (await solveDeterministic(seen, index, name, own)) ?? solveClose(seen, index, name, own),
  );
  pace.progress(1);
  return soundSeries({ name, ...series });
}

/** On cells of the law's own where the experiment's are far wider. */
async function solveClose(
  experiment: Experiment,
  index: number,
  name: PredictionName,
  pace: Pace,
): Promise<PredictionSeries> {
  const close = experiment.grid.length === 1 ? closeUp1d(experiment, index) : null;
  if (!close) return solvers[name](experiment, index, pace);
  return close.gather(await solvers[name](close.experiment, index, pace));
}

function byDimension(one: Solver, two: Solver): Solver {
  return (experiment, index, pace) =>
    (experiment.grid.length === 1 ? one : two)(experiment, index, pace);
}

function fokkerPlanck(name: ClosureName): Solver {
  const solve = byDimension(
    (experiment, index, pace) => solveFokkerPlanck1d(experiment, index, pace, name),
    (experiment, index, pace) => solveFokkerPlanck2d(experiment, index, pace, name),
  );
  return fromFiniteStart(name, solve);
}

/** Fokker–Planck equations start from where their coefficients are numbers. */
function fromFiniteStart(name: ClosureName, solve: Solver): Solver {
  return async (experiment, index, pace) => {
    const absent = startNotFinite(experiment, index);
    return absent ? { name, absent } : solve(experiment, index, pace);
  };
}
