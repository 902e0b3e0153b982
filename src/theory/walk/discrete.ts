/**
 * The discrete Fokker–Planck equation p_{k+1} − p_k = η∂ᵢ(ḡᵢp_k) + (η²/2)∂ᵢ∂ⱼ[(Cᵢⱼ + ḡᵢḡⱼ)p_k], in
 * one and two dimensions. Its step has no positive propagator; walks with the same two raw moments
 * have one, and their third and fourth vanish with their stretch, to which the laws are extrapolated
 * (docs/theory.md §2).
 */
import type { Experiment } from '../../model/experiment.js';
import type { Pace } from '../pace.js';
import type { PredictionSeries } from '../prediction.js';
import { createClosureField } from './closureField.js';
import { type Family, solveWalk } from './solveWalk.js';

/** Solves for ensemble `index` of an experiment with one or two parameters. */
export async function solveDiscrete(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'fokkerPlanckDiscrete';
  const field = createClosureField(experiment, index, name);
  if ('absent' in field) return { name, absent: field.absent };
  const { learningRate } = experiment;
  const substeps = (from: number, to: number) => ({
    dt: learningRate,
    count: Math.round((to - from) / learningRate),
  });
  const family: Family = (m) => ({ stretch: m, substeps });
  const noLimit =
    'the truncated expansion has no density here, for the law is not wide beside a step: given is ' +
    'the walk of jumps with its two raw moments';
  const task = { experiment, ...field, family, noLimit, collapses: false, pace };
  return { name, ...(await solveWalk(task)) };
}
