/**
 * What theory says of an experiment with no walkers: for every noise model and every equation that
 * the file asks for, the stationary law, how fast it is reached, and how walkers escape.
 */
import type { EnsembleSpec, Experiment, PredictionName } from '../../model/experiment.js';
import { predictions } from '../../model/predictions.js';
import {
  type ClosedStationary,
  type NoClosedStationary,
  solveClosedStationary,
} from '../../theory/closedForm/closedStationary.js';
import type { Solution } from '../../theory/solution.js';
import { type EquationName, solve } from '../../theory/solve.js';
import { fitGrid, gridTarget } from '../fitGrid.js';
import { version } from '../version.js';
import { describeMinima, type Minima } from './minima.js';

export interface SolvedEnsemble {
  readonly spec: EnsembleSpec;
  /** In the order of the experiment's predictions. */
  readonly solutions: readonly Solution[];
  /** Exact stationary moments where every loss is quadratic. */
  readonly closedForm: ClosedStationary | NoClosedStationary;
}

export interface SolveResult {
  readonly experiment: Experiment;
  readonly ensembles: readonly SolvedEnsemble[];
  readonly minima: Minima;
  readonly version: string;
  readonly wallSeconds: number;
  /** Whether every solver got to its answer, though it be that there is none. */
  readonly converged: boolean;
  /** Sentences that the user should read. */
  readonly warnings: readonly string[];
}

export interface SolveOptions {
  readonly signal?: AbortSignal;
  /** Called with what is being done and the share of all that is done, from 0 to 1. */
  readonly onProgress?: (stage: string, fraction: number) => void;
}

/**
 * Solves every equation of `predictions` for every ensemble; the grid is fitted first where the file
 * says `auto`. Rejects with the signal's reason when aborted.
 */
export async function solveExperiment(
  given: Experiment,
  { signal, onProgress }: SolveOptions = {},
): Promise<SolveResult> {
  const started = performance.now();
  const warnings: string[] = [];
  let experiment = given;
  if (given.gridIsAuto) {
    const report = (fraction: number) => onProgress?.('fitting the grid', fraction);
    report(0);
    const fitted = await fitGrid(given, { onProgress: report, ...(signal ? { signal } : {}) });
    experiment = fitted.experiment;
    if (fitted.error >= gridTarget) warnings.push(fitted.words);
  }
  const names = experiment.predictions.filter(
    (name): name is EquationName => name !== 'closedForm',
  );
  const total = names.length * experiment.ensembles.length;
  let done = 0;
  const ensembles: SolvedEnsemble[] = [];
  for (const [index, spec] of experiment.ensembles.entries()) {
    const solutions: Solution[] = [];
    for (const name of names) {
      const stage = stageOf(name, spec);
      onProgress?.(stage, done / total);
      const options = {
        onProgress: (fraction: number) => onProgress?.(stage, (done + fraction) / total),
        ...(signal ? { signal } : {}),
      };
      solutions.push(await solve(experiment, index, name, options));
      done += 1;
    }
    ensembles.push({ spec, solutions, closedForm: await solveClosedStationary(experiment, index) });
  }
  for (const { spec, solutions, closedForm } of ensembles) {
    if ('absent' in closedForm && (closedForm.growth ?? 0) > 1) {
      warnings.push(`${spec.name}: ${closedForm.absent}`);
    }
    for (const note of notesOf(solutions)) warnings.push(`${spec.name}, ${note}`);
  }
  const minima = await describeMinima(experiment);
  const wallSeconds = (performance.now() - started) / 1000;
  const converged = ensembles.every(({ solutions }) => solutions.every(hasConverged));
  return { experiment, ensembles, minima, converged, version, wallSeconds, warnings };
}

const hasConverged = ({ stationary, relaxation, entropy, exit, basins }: Solution) =>
  [stationary, relaxation, entropy, exit, basins].every(
    (part) => part === null || !('notConverged' in part),
  );

/** Steps in one unit of a solution's clock: 1/η of its noise model where that is training time. */
export function stepsPerUnit({ ensembles }: SolveResult, solution: Solution): number {
  if (solution.clock === 'steps') return 1;
  const own = ensembles.find(({ solutions }) => solutions.includes(solution));
  if (!own) throw new Error('the solution is not one of this result');
  return 1 / own.spec.learningRate;
}

const stageOf = (name: PredictionName, { name: ensemble }: EnsembleSpec) =>
  `solving ${predictions[name].title} of ${ensemble}`;

/** What the solvers want read, each once. */
function notesOf(solutions: readonly Solution[]): Set<string> {
  const notes = new Set<string>();
  for (const { name, stationary, exit } of solutions) {
    for (const part of [stationary, exit]) {
      if (part === null || 'absent' in part) continue;
      for (const note of part.notes) notes.add(`${predictions[name].title}: ${note}`);
    }
  }
  return notes;
}
