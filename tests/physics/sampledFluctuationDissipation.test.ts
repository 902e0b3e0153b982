/**
 * Stationary walkers obey ⟨θ·∇L⟩ = (η/2)⟨|g|²⟩ at any learning rate and on any landscape (Yaida,
 * ICLR 2019; theory, section 3): it says that E|θ|² no longer changes. Measured per walker as
 * f(θ) = θ·∇L − (η/2) E_B|g_B(θ)|², whose mean is zero to 4.5 standard errors of the sample.
 */
import { describe, expect, test } from 'vitest';
import { createTape } from '../../src/math/expression/tape.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';

const walkers = 2 ** 16;
const gpu = useAdapter();

/** ∇L and E_B|g_B|² at every walker: sample by sample, C = C₁/b. */
function dissipation(experiment: Experiment, positions: Float32Array[], batchSize: number) {
  const { parameters, constants, data, sampleGradient } = experiment.landscape;
  const names = Object.keys(constants);
  const tape = createTape(sampleGradient, [...parameters, ...names, ...data.columns], 'float64');
  const count = positions[0].length;
  const gradients = parameters.map(() => new Float64Array(count));
  const mean = parameters.map(() => new Float64Array(count));
  const square = new Float64Array(count);
  for (let row = 0; row < data.rows; row++) {
    const scalars = [...names.map((n) => constants[n]), ...data.values.map((v) => v[row])];
    tape([...positions, ...scalars.map((v) => [v])], gradients, count);
    for (let w = 0; w < count; w++) {
      gradients.forEach((g, i) => {
        mean[i][w] += g[w] / data.rows;
        square[w] += g[w] ** 2 / data.rows;
      });
    }
  }
  return Float64Array.from({ length: count }, (_, w) => {
    const norm = mean.reduce((s, g) => s + g[w] ** 2, 0);
    const work = mean.reduce((s, g, i) => s + g[w] * positions[i][w], 0);
    return work - (experiment.learningRate / 2) * (norm + (square[w] - norm) / batchSize);
  });
}

const doubleWell = {
  parameters: ['x'],
  loss: '(x^2 - 1)^2 / 4 + a * x',
  data: { a: [-0.9, -0.3, 0.3, 0.9] },
};
const coupled = {
  parameters: ['x', 'y'],
  loss: 'x^4 / 4 + (1 + 0.5 * a * b) * (x - y)^2 / 2 + a * x + b * y',
  data: { a: [-1, -0.2, 0.4, 0.8], b: [0.3, -0.5, 0.9, -0.7] },
};

describe.each([
  { name: 'double well', landscape: doubleWell, learningRate: 0.2 },
  { name: 'coupled wells', landscape: coupled, learningRate: 0.15 },
])('$name', ({ landscape, learningRate }) => {
  test.each([
    { rule: 'sgd', batchSize: 1 },
    { rule: 'sgd', batchSize: 2 },
    { rule: 'gaussianSgd', batchSize: 1 },
  ])('$rule with batches of $batchSize', async ({ rule, batchSize }) => {
    const wide = { min: -4, max: 4, cells: 16 };
    const experiment = resolveExperiment({
      name: 'fluctuation-dissipation',
      landscape,
      learningRate,
      steps: 200,
      initial: Object.fromEntries(landscape.parameters.map((p) => [p, { normal: [0, 0.7] }])),
      ensembles: [{ name: 'SGD', rule, batchSize }],
      walkers,
      seed: '40',
      grid: Object.fromEntries(landscape.parameters.map((p) => [p, wide])),
      snapshots: [200],
      predictions: [],
    });
    const ensemble = await gpu.backend.create({ experiment, index: 0, firstWalker: 0, walkers });
    // Relaxation takes tens of steps here; 200 leave nothing to see at this number of walkers.
    await ensemble.advance(200);
    const values = dissipation(experiment, await ensemble.readWalkers(0, walkers), batchSize);
    ensemble.destroy();
    const mean = values.reduce((s, v) => s + v, 0) / walkers;
    const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / walkers;
    expect(Math.abs(mean)).toBeLessThan(4.5 * Math.sqrt(variance / walkers));
    // The same walkers refuse the identity without the noise, which is what it is about.
    expect(variance).toBeGreaterThan(0);
  });
});
