/** Which motion each prediction makes of a law without chance, if it is one. */
import type { Experiment, PredictionName } from '../../model/experiment.js';
import type { ClosureName } from '../closure/closures.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { isDeterministic } from '../law/vanishingNoise.js';
import { createClosureField } from '../walk/closureField.js';
import { createFlowMotion, type Drift } from './flow.js';
import { createMapMotion } from './map.js';
import type { Motion } from './motion.js';

/** Local errors of a flow, in units of an axis' length: of one point, and of many. */
const tolerances = { point: 1e-13, spread: 1e-11 } as const;

export interface NamedMotion {
  readonly motion: Motion;
  /** What a reader of the prediction has to know. */
  readonly notes: readonly string[];
}

/**
 * The motion that prediction `name` makes of ensemble `index`; null where it is none: where there is
 * noise, a regularisation that adds some, moments alone, or a discrete closure that has a density.
 */
export function createMotion(
  experiment: Experiment,
  index: number,
  name: PredictionName,
): NamedMotion | { absent: string } | null {
  const { ensembles, regularization, initial, landscape } = experiment;
  if (!isDeterministic(ensembles[index].law) || name === 'closedForm') return null;
  if (name === 'masterEquation') return { motion: createMapMotion(experiment, index), notes: [] };
  if (regularization > 0) return null;
  const isPoint = initial.every((law) => initialMoments(law).variance === 0);
  if (name === 'fokkerPlanckDiscrete') {
    return isPoint ? { motion: createMapMotion(experiment, index), notes: [noDensity] } : null;
  }
  const field = createClosureField(experiment, index, flowOf[name]);
  if ('absent' in field) return field;
  const drift: Drift = (points, out) => {
    for (const [a, column] of field.evaluate(points).drift.entries()) out[a].set(column);
  };
  const passes = landscape.moments ? 1 : landscape.data.rows;
  const tolerance = isPoint ? tolerances.point : tolerances.spread;
  return {
    motion: createFlowMotion(experiment, drift, { tolerance, passes }),
    notes: [...field.notes, ...(name === 'fokkerPlanckTemperature' ? [cold] : [])],
  };
}

/** Whose drift is the flow's: the temperature of a law without noise is 0. */
const flowOf = {
  fokkerPlanck: 'fokkerPlanck',
  fokkerPlanckOrder2: 'fokkerPlanckOrder2',
  fokkerPlanckTemperature: 'fokkerPlanck',
} as const satisfies Record<Exclude<ClosureName, 'fokkerPlanckDiscrete'>, ClosureName>;

const cold = 'the law has no noise: its temperature is 0';
const noDensity =
  'the truncated expansion has no density from a point without noise: given is the walk of jumps ' +
  'with its two raw moments, which is the map of the update';
