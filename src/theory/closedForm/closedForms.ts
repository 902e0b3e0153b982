/**
 * The prediction `closedForm`: mean and covariance of the linear model at every step, with a warning
 * where second moments grow (docs/theory.md §3).
 */
import type { Grid } from '../../math/grid.js';
import type { Dynamics } from '../../model/experiment.js';
import { initialMoments } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import { divergenceWords } from './contraction/divergence.js';
import { createLinearModel, type Moments } from './linearModel.js';
import { createMomentRecursion } from './momentRecursion.js';
import { secondMomentGrowth } from './stationaryMoments.js';
import { wallFelt } from './wallsFelt.js';

/**
 * Mean and covariance at every snapshot, exact up to rounding; no probabilities. Absent where walkers
 * come near a wall of the grid, if there is one.
 */
export async function solveClosedForm(
  dynamics: Dynamics & { readonly grid?: Grid },
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'closedForm';
  const { landscape, snapshots, grid = [] } = dynamics;
  const { law } = dynamics.ensembles[index];
  const model = createLinearModel(landscape, law);
  if ('absent' in model) return { name, absent: model.absent };
  const predictions = new Map<number, Prediction>();
  const growth = await secondMomentGrowth(model, pace);
  const notes = growth > 1 + 1e-9 ? [divergenceWords(growth, landscape, law)] : [];
  const recursion = createMomentRecursion(model);
  const d = recursion.dimension;
  const work = 100 + 10 * d ** 3 * (1 + model.factors.length);
  let moments = momentsAtStart(dynamics);
  const last = snapshots[snapshots.length - 1] ?? 0;
  for (let step = 0; step <= last; step++) {
    if (!moments.covariance.every(Number.isFinite)) break;
    const felt = wallFelt(grid, moments);
    if (felt) return { name, absent: felt };
    if (snapshots.includes(step)) {
      predictions.set(step, {
        step,
        probabilities: null,
        outside: 0,
        ...moments,
        solverError: 0,
        momentError: 1e-15 * (step + 1),
        notes,
      });
    }
    moments = recursion.step(moments);
    await pace.tick(work);
  }
  return { name, predictions };
}

function momentsAtStart({ initial }: Dynamics): Moments {
  const d = initial.length;
  const each = initial.map(initialMoments);
  const covariance = new Float64Array(d * d);
  each.forEach(({ variance }, i) => {
    covariance[i * d + i] = variance;
  });
  return { mean: Float64Array.from(each, (m) => m.mean), covariance };
}
