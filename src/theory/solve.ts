/** The door of what theory says for all times: one equation of one ensemble, with no walkers. */
import { type Experiment, type PredictionName, seenBy } from '../model/experiment.js';
import type { Absent } from './absent.js';
import { solveGenerator } from './chain/generator/generatorSolution.js';
import { solveOperator } from './chain/operator/operatorSolution.js';
import { solveDeterministicExit } from './deterministic/exits.js';
import { solveGeneratorExit } from './escape/generatorExit.js';
import { solveOperatorExit } from './escape/operatorExit.js';
import { startOnRings } from './law/ringLaw1d.js';
import { isDeterministic, withoutVanishingNoise } from './law/vanishingNoise.js';
import { createPace, type Pace, type PredictOptions, withinBudget } from './pace.js';
import type { Solution } from './solution.js';

/** Equations with a law, not moments alone. */
export type EquationName = Exclude<PredictionName, 'closedForm'>;

/**
 * Stationary law, relaxation, entropy, exits and basin rates of ensemble `index` by one equation; in
 * steps for the master equation, in training time for Fokker–Planck equations. What cannot be had is
 * absent with its reason. Rejects with the signal's reason when aborted.
 */
export async function solve(
  given: Experiment,
  index: number,
  name: EquationName,
  options: PredictOptions = {},
): Promise<Solution> {
  options.signal?.throwIfAborted();
  const experiment = withoutVanishingNoise(seenBy(given, index), index);
  const pace = createPace(options);
  const clock = name === 'masterEquation' ? 'steps' : 'time';
  const parts = await partsOf(experiment, index, name, pace);
  const exit = await withinBudget(
    pace,
    async (own) =>
      (await solveDeterministicExit(experiment, index, name, own)) ??
      (name === 'masterEquation'
        ? solveOperatorExit(experiment, index, own)
        : solveGeneratorExit(experiment, index, name, own)),
  );
  return { name, clock, ...parts, exit };
}

type Parts = Pick<Solution, 'stationary' | 'relaxation' | 'entropy' | 'basins'>;

/** All but the exit, within one budget. */
async function partsOf(
  experiment: Experiment,
  index: number,
  name: EquationName,
  pace: Pace,
): Promise<Parts> {
  const isStill = name === 'masterEquation' || experiment.regularization === 0;
  if (isStill && isDeterministic(experiment.ensembles[index].law)) return none({ absent: still });
  const onRings = startOnRings(experiment);
  const solved = await withinBudget(pace, async (own): Promise<Parts> => {
    if (name === 'masterEquation') return solveOperator(onRings, index, own);
    const { levels: _, ...parts } = await solveGenerator(onRings, index, name, own);
    return parts;
  });
  return 'absent' in solved ? none(solved) : solved;
}

const still = 'the update has no noise: walkers settle on points, not to a density';

const none = (reason: Absent): Parts => ({
  stationary: reason,
  relaxation: reason,
  entropy: reason,
  basins: reason,
});
