/**
 * The minima of the mean loss and what closed forms say of every noise model there: how large a
 * learning rate each holds, how wide the walkers spread, how far their mean is off, how high the
 * barrier is.
 */
import type { EnsembleSpec, Experiment } from '../../model/experiment.js';
import type { CriticalPoint, CriticalPoints } from '../../model/shape/criticalPoint.js';
import { findCriticalPoints } from '../../model/shape/criticalPoints.js';
import { type StabilityLimits, stabilityLimits } from '../../model/shape/stability.js';
import { type AtMinimum, describeMinimum } from '../../theory/closedForm/atMinimum.js';
import { langevinPotential } from '../../theory/closedForm/smallStepForms.js';

export interface Minimum {
  readonly point: readonly number[];
  readonly loss: number;
  /** Ascending; null at a kink. */
  readonly curvatures: readonly number[] | null;
  /** Of the lowest pass to another minimum above this one; null where there is no other. */
  readonly escapeHeight: number | null;
  /** In the order of the experiment's ensembles. */
  readonly ensembles: readonly MinimumOfEnsemble[];
}

export interface MinimumOfEnsemble {
  readonly limits: StabilityLimits | null;
  readonly near: AtMinimum | { readonly absent: string };
  /** Escape height in the potential that steps of finite length settle on; Langevin only. */
  readonly heightAtStep: number | null;
}

export interface Minima {
  /** By ascending loss. */
  readonly found: readonly Minimum[];
  /** Minima with a higher loss that were left out. */
  readonly more: number;
}

/** Derivatives on one side of a kink are finite and say nothing. */
const atKink = { absent: 'the loss has a kink or a pole there' } as const;

/** More rows than these are no table. */
const mostMinima = 8;

/** The lowest minima within the grid's range. */
export async function describeMinima({ landscape, grid, ensembles }: Experiment): Promise<Minima> {
  const critical = findCriticalPoints(landscape, grid);
  const minima = [...critical.points.entries()]
    .filter(([, { kind }]) => kind === 'minimum')
    .sort(([, a], [, b]) => a.value - b.value);
  const found: Minimum[] = [];
  for (const [index, { point, value, curvatures }] of minima.slice(0, mostMinima)) {
    const own: MinimumOfEnsemble[] = [];
    for (const spec of ensembles) {
      const isSmooth = curvatures !== null;
      own.push({
        limits: isSmooth ? stabilityLimits(landscape, spec.law.minibatch, point) : null,
        near: isSmooth ? await describeMinimum(landscape, spec.law, point) : atKink,
        heightAtStep: lowestPass(critical, index, (p) => potentialAtStep(p, spec)),
      });
    }
    const escapeHeight = lowestPass(critical, index, (p) => p.value);
    found.push({ point, loss: value, curvatures, escapeHeight, ensembles: own });
  }
  return { found, more: Math.max(0, minima.length - mostMinima) };
}

/** By how much the lowest pass from minimum `index` is higher, in the potential given. */
function lowestPass(
  { points, passes }: CriticalPoints,
  index: number,
  potential: (point: CriticalPoint) => number | null,
): number | null {
  const bottom = potential(points[index]);
  const tops = passes
    .filter(({ between }) => between.includes(index))
    .map(({ over }) => potential(points[over]))
    .filter((top) => top !== null);
  return bottom === null || tops.length === 0 ? null : Math.min(...tops) - bottom;
}

/** At a critical point, where the gradient vanishes. */
function potentialAtStep(
  { value, curvatures }: CriticalPoint,
  { rule, parameters, learningRate }: EnsembleSpec,
): number | null {
  if (rule !== 'langevin' || curvatures === null) return null;
  const laplacian = curvatures.reduce((a, b) => a + b, 0);
  return langevinPotential(value, 0, laplacian, Number(parameters.temperature), learningRate);
}
