/**
 * Noise that is identically zero, taken out of a law: temperature 0, a minibatch of all samples,
 * samples whose gradients are equal everywhere. What is left without noise is one map.
 */
import {
  type Expression,
  number,
  substitute,
  symbolsOf,
} from '../../math/expression/expression.js';
import type { Experiment, Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { separateGradient } from '../master/minibatches/separatedGradient.js';
import { withNumbers } from './gradient1d.js';
import { minibatchFactor } from './increment1d.js';

/** The experiment with the law of ensemble `index` rid of noise that is identically zero. */
export function withoutVanishingNoise(experiment: Experiment, index: number): Experiment {
  const { landscape, ensembles } = experiment;
  const spec = ensembles[index];
  const law = lawWithoutVanishingNoise(landscape, spec.law);
  if (law === spec.law) return experiment;
  return { ...experiment, ensembles: ensembles.map((e, i) => (i === index ? { ...e, law } : e)) };
}

/** Whether the law moves walkers by one map, without chance. */
export function isDeterministic(law: UpdateLaw): boolean {
  const reads = lawInputs(law);
  return reads.normals === 0 && !reads.minibatchGradient;
}

function lawWithoutVanishingNoise(landscape: Landscape, law: UpdateLaw): UpdateLaw {
  const d = landscape.parameters.length;
  let { increment, minibatch } = law;
  if (minibatch && minibatchesAreAlike(landscape, law)) {
    const certain = new Map<string, Expression>();
    for (let i = 0; i < d; i++) {
      certain.set(inputs.minibatchGradient(i).name, inputs.gradient(i));
      for (let j = 0; j <= i; j++) certain.set(inputs.covarianceFactor(i, j).name, number(0));
    }
    increment = increment.map((e) => substitute(e, certain));
    minibatch = null;
  }
  // A normal that is multiplied with 0 is only seen once the scalars are numbers.
  const numbers = increment.map((e) => withNumbers(e, law.scalars));
  if (lawInputs({ increment: numbers }).normals < lawInputs({ increment }).normals) {
    increment = numbers;
  }
  return increment === law.increment ? law : { ...law, increment, minibatch };
}

/** Whether every minibatch has the gradient of the loss, everywhere. */
function minibatchesAreAlike(landscape: Landscape, { minibatch }: UpdateLaw): boolean {
  const { data, sampleGradient } = landscape;
  if (minibatchFactor(minibatch!, data.rows) === 0) return true;
  const isConstant = (column: Float64Array) => column.every((v) => v === column[0]);
  const read = symbolsOf(...sampleGradient);
  if (data.values.every((v, c) => !read.has(data.columns[c]) || isConstant(v))) return true;
  return separateGradient(landscape)?.columns.every(isConstant) ?? false;
}
