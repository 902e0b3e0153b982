/** A closure's drift and diffusion as one field, for walks in one and in two dimensions. */
import type { Experiment } from '../../model/experiment.js';
import type { ClosureName, Evaluate } from '../closure/closures.js';
import { createClosureCoefficients1d } from '../fokkerPlanck/coefficients1d.js';
import { createClosureCoefficients2d, createField2d } from '../fokkerPlanck2d/coefficients2d.js';
import { initialMoments } from '../law/initialLaw1d.js';

export interface ClosureField {
  readonly evaluate: Evaluate;
  readonly notes: readonly string[];
}

/** The field of closure `name` of ensemble `index`, or the reason why there is none. */
export function createClosureField(
  experiment: Experiment,
  index: number,
  name: ClosureName,
): ClosureField | { absent: string } {
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
    const field = createField2d(x.length);
    closure.coefficients.evaluate(x, y, field);
    return { drift: [field.bx, field.by], diffusion: [field.xx, field.xy, field.yy] };
  };
  return { evaluate, notes: closure.notes };
}

/**
 * Why walkers of ensemble `index` that start at a point have no density: drift or diffusion is not
 * finite there. Null where all is well.
 */
export function startNotFinite(experiment: Experiment, index: number): string | null {
  const { initial, grid } = experiment;
  const moments = initial.map(initialMoments);
  if (moments.some(({ variance }) => variance > 0)) return null;
  const field = createClosureField(experiment, index, 'fokkerPlanck');
  if ('absent' in field) return null;
  const { drift, diffusion } = field.evaluate(moments.map(({ mean }) => Float64Array.of(mean)));
  if ([...drift, ...diffusion].every(([v]) => Number.isFinite(v))) return null;
  const at = grid.map(({ name }, i) => `${name} = ${moments[i].mean}`).join(', ');
  return `drift or diffusion is not finite where the walkers start, at ${at}`;
}
