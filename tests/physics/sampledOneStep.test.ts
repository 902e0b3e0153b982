/**
 * One step from one point: mean −η∇L and covariance η²C of the minibatch gradient (raw second
 * moment η²(C + ∇L∇Lᵀ)), C = C₁/b with replacement and C₁/b·(n−b)/(n−1) without (theory,
 * section 1), on every landscape of the catalogue with real minibatches, with Gaussian noise of
 * the same covariance, and 2ηT for Langevin. Tolerance: 5 standard errors from the exact fourth
 * moments, plus float32 rounding of the positions.
 */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/math/expression/evaluate.js';
import type { Experiment, Landscape } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { landscapes } from '../../src/model/landscapes.js';
import { useAdapter } from '../support/adapter.js';

const walkers = 2 ** 17;
const rate = 0.1;
const temperature = 0.05;
const start = [0.6, -0.4];
const gpu = useAdapter();

/** Gradient of every sample at the start point. */
function sampleGradients({ parameters, constants, data, sampleGradient }: Landscape): number[][] {
  return Array.from({ length: data.rows }, (_, row) => {
    const values = Object.fromEntries([
      ...parameters.map((p, i) => [p, start[i]]),
      ...Object.entries(constants),
      ...data.columns.map((c, j) => [c, data.values[j][row]]),
    ]);
    return sampleGradient.map((e) => evaluate(e, values));
  });
}

/** Gradients of all equally likely ordered minibatches of one or two samples. */
function minibatchGradients(samples: number[][], batchSize: number, replacement: boolean) {
  if (batchSize === 1) return samples;
  return samples.flatMap((a, i) =>
    samples.filter((_, j) => replacement || i !== j).map((b) => a.map((_, k) => (a[k] + b[k]) / 2)),
  );
}

const average = (values: number[]) => values.reduce((s, v) => s + v, 0) / values.length;

const ensembles = [
  { name: 'SGD 1', rule: 'sgd', batchSize: 1 },
  { name: 'SGD 2', rule: 'sgd', batchSize: 2 },
  { name: 'SGD 2 distinct', rule: 'sgd', batchSize: 2, replacement: false },
  { name: 'Gaussian 2', rule: 'gaussianSgd', batchSize: 2 },
  { name: 'Gaussian 2 distinct', rule: 'gaussianSgd', batchSize: 2, replacement: false },
  { name: 'Langevin', rule: 'langevin', temperature },
] as const;

/** Mean, covariance and the variance of one covariance sample of the step from the start. */
function exactStep(landscape: Landscape, spec: (typeof ensembles)[number]) {
  const samples = sampleGradients(landscape);
  const d = samples[0].length;
  const axes = Array.from({ length: d }, (_, i) => i);
  const full = axes.map((i) => average(samples.map((g) => g[i])));
  const batches =
    spec.rule === 'langevin'
      ? samples
      : minibatchGradients(samples, spec.batchSize, !('replacement' in spec));
  const centred = batches.map((g) => g.map((v, i) => -rate * (v - full[i])));
  const product = (i: number, j: number, power: number) =>
    average(centred.map((c) => (c[i] * c[j]) ** power));
  const covariance = axes.map((i) =>
    axes.map((j) =>
      spec.rule === 'langevin' ? (i === j ? 2 * rate * temperature : 0) : product(i, j, 1),
    ),
  );
  const fourth = axes.map((i) =>
    axes.map((j) =>
      spec.rule === 'sgd'
        ? Math.max(product(i, j, 2) - covariance[i][j] ** 2, 0)
        : covariance[i][i] * covariance[j][j] + covariance[i][j] ** 2,
    ),
  );
  return { mean: full.map((g, i) => start[i] - rate * g), covariance, fourth };
}

describe.each(Object.entries(landscapes))('%s', (name, { coordinates }) => {
  const resolve = (ensemble: object): Experiment =>
    resolveExperiment({
      name: 'one-step',
      landscape: { name },
      learningRate: rate,
      steps: 1,
      initial: Object.fromEntries(coordinates.map((p, i) => [p, start[i]])),
      ensembles: [ensemble],
      walkers,
      seed: '50',
      grid: Object.fromEntries(coordinates.map((p) => [p, { min: -4, max: 4, cells: 16 }])),
      snapshots: [1],
      predictions: [],
    });
  const samples = resolve(ensembles[0]).landscape.data.rows;
  const possible = ensembles.filter((e) => !('replacement' in e) || samples > 1);

  test.each(possible)('$name', async (spec) => {
    const experiment = resolve(spec);
    const ensemble = await gpu.backend.create({ experiment, index: 0, firstWalker: 0, walkers });
    await ensemble.advance(1);
    const snapshot = await ensemble.snapshot();
    ensemble.destroy();
    const exact = exactStep(experiment.landscape, spec);
    const d = exact.mean.length;
    for (let i = 0; i < d; i++) {
      const se = Math.sqrt(exact.covariance[i][i] / walkers);
      expect(Math.abs(snapshot.mean[i] - exact.mean[i])).toBeLessThan(5 * se + 1e-6);
      for (let j = 0; j < d; j++) {
        const error = Math.abs(snapshot.covariance[i * d + j] - exact.covariance[i][j]);
        expect(error).toBeLessThan(5 * Math.sqrt(exact.fourth[i][j] / walkers) + 1e-7);
      }
    }
  });
});
