/** The door of what theory says for all times: one equation of one ensemble, with no walkers. */
import { type Experiment, type PredictionName, seenBy } from '../model/experiment.js';
import { solveGenerator } from './chain/generator/generatorSolution.js';
import { solveOperator } from './chain/operator/operatorSolution.js';
import { solveGeneratorExit } from './escape/generatorExit.js';
import { solveOperatorExit } from './escape/operatorExit.js';
import { startOnRings } from './law/ringLaw1d.js';
import { createPace, type PredictOptions } from './pace.js';
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
  const experiment = seenBy(given, index);
  const pace = createPace(options);
  const onRings = startOnRings(experiment);
  if (name === 'masterEquation') {
    const parts = await solveOperator(onRings, index, pace);
    const exit = await solveOperatorExit(experiment, index, pace);
    return { name, clock: 'steps', ...parts, exit };
  }
  const { stationary, relaxation, entropy, basins } = await solveGenerator(
    onRings,
    index,
    name,
    pace,
  );
  const exit = await solveGeneratorExit(experiment, index, name, pace);
  return { name, clock: 'time', stationary, relaxation, entropy, basins, exit };
}
