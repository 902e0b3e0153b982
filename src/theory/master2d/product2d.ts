/**
 * Two coordinates that never meet: where neither the gradient nor the noise nor the minibatches of
 * one know of the other, the law in the plane is the product of two laws, each solved in one
 * dimension, where a law need not even have a density.
 */
import { number, substitute, symbolsOf } from '../../math/expression/expression.js';
import type { Experiment, Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { buildLaw, type RuleName } from '../../model/rules.js';
import { outerProduct } from '../law/initialLaw2d.js';
import type { Prediction } from '../prediction.js';

/** One experiment for each coordinate of ensemble `index`; null where they are not independent. */
export function independentCoordinates(
  experiment: Experiment,
  index: number,
): readonly [Experiment, Experiment] | null {
  const { landscape, initial, grid, learningRate } = experiment;
  const spec = experiment.ensembles[index];
  const { law } = spec;
  const apart = [0, 1].every((i) => knowsOnly(landscape, law, i));
  if (!apart || (law.minibatch && !samplesFactorise(landscape))) return null;
  // Samples drawn without replacement tie the coordinates together.
  const drawsFreely = !law.minibatch || law.minibatch.replacement || law.minibatch.batchSize === 1;
  if (lawInputs(law).minibatchGradient && !drawsFreely) return null;
  const along = (i: 0 | 1): Experiment => ({
    ...experiment,
    landscape: marginalLandscape(landscape, i),
    initial: [initial[i]],
    grid: [grid[i]],
    ensembles: [
      {
        ...spec,
        law: buildLaw(spec.rule as RuleName, spec.parameters, learningRate, 1, landscape.constants),
      },
    ],
  });
  return [along(0), along(1)];
}

/** Whether gradient and increment of coordinate i read nothing of the other. */
function knowsOnly(landscape: Landscape, law: UpdateLaw, i: number): boolean {
  const other = 1 - i;
  if (symbolsOf(landscape.sampleGradient[i]).has(landscape.parameters[other])) return false;
  // Independent samples have no covariance, so that the factor off the diagonal is 0.
  const none = new Map([[inputs.covarianceFactor(1, 0).name, number(0)]]);
  const foreign = [
    landscape.parameters[other],
    inputs.normal(other).name,
    inputs.gradient(other).name,
    inputs.minibatchGradient(other).name,
    inputs.covarianceFactor(other, other).name,
  ];
  const read = symbolsOf(substitute(law.increment[i], none));
  return !foreign.some((name) => read.has(name));
}

/** Whether what the two gradients read of a sample is independent over the samples, exactly. */
function samplesFactorise({ data, sampleGradient }: Landscape): boolean {
  const keys = sampleGradient.map((e) => {
    const read = symbolsOf(e);
    const columns = data.values.filter((_, c) => read.has(data.columns[c]));
    return Array.from({ length: data.rows }, (_, row) => columns.map((c) => c[row]).join());
  });
  const count = (list: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of list) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const [first, second] = keys.map(count);
  const pairs = count(keys[0].map((key, row) => `${key};${keys[1][row]}`));
  return [...first].every(([a, n]) =>
    [...second].every(([b, m]) => (pairs.get(`${a};${b}`) ?? 0) * data.rows === n * m),
  );
}

function marginalLandscape(landscape: Landscape, i: number): Landscape {
  const { parameters, sampleGradient, moments } = landscape;
  return {
    ...landscape,
    parameters: [parameters[i]],
    sampleGradient: [sampleGradient[i]],
    moments: moments && {
      gradient: [moments.gradient[i]],
      covariance: [[moments.covariance[i][i]]],
    },
  };
}

/** The prediction of two independent coordinates at one step. */
export function productPrediction(a: Prediction, b: Prediction): Prediction {
  return {
    step: a.step,
    probabilities: outerProduct(a.probabilities!, b.probabilities!),
    outside: a.outside + b.outside - a.outside * b.outside,
    mean: Float64Array.of(a.mean[0], b.mean[0]),
    covariance: Float64Array.of(a.covariance[0], 0, 0, b.covariance[0]),
    solverError: a.solverError + b.solverError,
    momentError: Math.max(a.momentError, b.momentError),
    notes: [...new Set([...a.notes, ...b.notes])],
  };
}
