/**
 * The discrete Fokker–Planck equation p_{k+1} − p_k = η∂ᵢ(ḡᵢp_k) + (η²/2)∂ᵢ∂ⱼ[(Cᵢⱼ + ḡᵢḡⱼ)p_k], in
 * one and two dimensions. Its step has no positive propagator; walks with the same two raw moments
 * have one, and their third and fourth vanish with their stretch, to which the laws are extrapolated
 * (docs/theory.md §2).
 */
import type { Experiment } from '../../model/experiment.js';
import type { Evaluate } from '../closure/closures.js';
import { createClosureCoefficients1d } from '../fokkerPlanck/coefficients1d.js';
import { createClosureCoefficients2d, createField2d } from '../fokkerPlanck2d/coefficients2d.js';
import type { Pace } from '../pace.js';
import type { PredictionSeries } from '../prediction.js';
import { type Family, solveWalk } from './solveWalk.js';

const name = 'fokkerPlanckDiscrete';

/** Solves for ensemble `index` of an experiment with one or two parameters. */
export async function solveDiscrete(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const closure = closureOf(experiment, index);
  if ('absent' in closure) return { name, absent: closure.absent };
  const { learningRate } = experiment;
  const substeps = (from: number, to: number) => ({
    dt: learningRate,
    count: Math.round((to - from) / learningRate),
  });
  const family: Family = (m) => ({ stretch: m, substeps });
  const noLimit =
    'the truncated expansion has no density here, for the law is narrower than a step: given is ' +
    'the walk of jumps with its two raw moments';
  const { evaluate, notes } = closure;
  const predictions = await solveWalk({
    experiment,
    evaluate,
    family,
    notes,
    noLimit,
    collapses: false,
    pace,
  });
  return { name, predictions };
}

function closureOf(
  experiment: Experiment,
  index: number,
): { evaluate: Evaluate; notes: readonly string[] } | { absent: string } {
  if (experiment.grid.length === 1) {
    const closure = createClosureCoefficients1d(experiment, index, name);
    if ('absent' in closure) return closure;
    const evaluate: Evaluate = ([x]) => {
      const [drift, diffusion] = [new Float64Array(x.length), new Float64Array(x.length)];
      closure.coefficients.evaluate(x, drift, diffusion);
      return { drift: [drift], diffusion: [diffusion] };
    };
    return { evaluate, notes: closure.notes };
  }
  const closure = createClosureCoefficients2d(experiment, index, name);
  if ('absent' in closure) return closure;
  const evaluate: Evaluate = ([x, y]) => {
    const { bx, by, xx, xy, yy } = field(x, y);
    return { drift: [bx, by], diffusion: [xx, xy, yy] };
  };
  const field = (x: Float64Array, y: Float64Array) => {
    const out = createField2d(x.length);
    closure.coefficients.evaluate(x, y, out);
    return out;
  };
  return { evaluate, notes: closure.notes };
}
