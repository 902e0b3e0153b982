import { describe, expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { initialDistribution } from '../../../src/theory/law/initialLaw1d.js';
import { predict } from '../../../src/theory/predict.js';

const turn = 2 * Math.PI;

const onRing = (more: object) =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss: '-0.8 * x' },
    learningRate: 0.1,
    steps: 60,
    snapshots: [0, 1, 7, 60],
    initial: { x: { normal: [3, 0.3] } },
    ensembles: [{ rule: 'langevin', temperature: 0.05 }],
    grid: { x: { min: 0, max: turn, cells: 60, boundary: 'periodic' } },
    predictions: ['masterEquation'],
    walkers: 1_000_000,
    ...more,
  });

async function lawsOf(experiment: ReturnType<typeof onRing>) {
  const series = await predict(experiment, 0, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

describe('the master equation on a ring', () => {
  test('a constant drift turns a normal law, wound around, at every step', async () => {
    const experiment = onRing({});
    const [axis] = experiment.grid;
    for (const [step, law] of await lawsOf(experiment)) {
      const variance = 0.3 ** 2 + step * 2 * 0.1 * 0.05;
      const exact = {
        kind: 'normal' as const,
        mean: 3 + step * 0.08,
        standardDeviation: Math.sqrt(variance),
      };
      const below = (x: number) =>
        [-3, -2, -1, 0, 1, 2, 3].reduce((s, k) => s + initialDistribution(exact, x + k * turn), 0);
      let distance = 0;
      law.probabilities?.forEach((p, i) => {
        const [low, high] = [i, i + 1].map((k) => axis.min + (turn * k) / axis.cells);
        distance += Math.abs(p - (below(high) - below(low))) / 2;
      });
      expect(distance).toBeLessThan(2 * law.solverError + 1e-13);
      expect(law.solverError).toBeLessThan(1e-5);
      expect(law.outside).toBe(0);
    }
  });

  test('minibatches turn by what they turn: the mean angle multiplies by the mean phase', async () => {
    // θ′ = θ + η a with a from the data: E e^{iθ} is multiplied by the mean of e^{iηa} each step.
    const a = [-1, 0.5, 4];
    const experiment = onRing({
      landscape: { parameters: ['x'], loss: '-a * x', data: { a } },
      ensembles: [{ rule: 'sgd', batchSize: 1 }],
      grid: { x: { min: 0, max: turn, cells: 256, boundary: 'periodic' } },
    });
    const phase = a.reduce(
      (z, v) => [z[0] + Math.cos(0.1 * v) / 3, z[1] + Math.sin(0.1 * v) / 3],
      [0, 0],
    );
    const size = Math.hypot(phase[0], phase[1]);
    const angle = Math.atan2(phase[1], phase[0]);
    for (const [step, law] of await lawsOf(experiment)) {
      let re = 0;
      let im = 0;
      law.probabilities?.forEach((p, i) => {
        const x = (turn * (i + 0.5)) / 256;
        re += p * Math.cos(x);
        im += p * Math.sin(x);
      });
      // Gathering cells of width h at their centres multiplies the mean by sin(h/2)/(h/2).
      const half = Math.PI / 256;
      const shrink = Math.sin(half) / half;
      const modulus = Math.exp(-(0.3 ** 2) / 2) * size ** step;
      const turned = 3 + step * angle;
      expect(re / shrink).toBeCloseTo(modulus * Math.cos(turned), 5);
      expect(im / shrink).toBeCloseTo(modulus * Math.sin(turned), 5);
    }
  });

  test('steps longer than a turn go as far as what is left of them', async () => {
    const drifting = (drift: number) =>
      lawsOf(onRing({ landscape: { parameters: ['x'], loss: `${-drift / 0.1} * x` } }));
    const [long, short] = [await drifting(8), await drifting(8 - turn)];
    for (const [step, law] of long) {
      law.probabilities?.forEach((p, i) => {
        expect(p).toBeCloseTo(short.get(step)?.probabilities?.[i] ?? Number.NaN, 7);
      });
    }
  });

  test('a loss that does not repeat is refused at the door', () => {
    expect(() => onRing({ landscape: { parameters: ['x'], loss: 'x^2' } })).toThrow(
      'grid.x.boundary: got periodic, expected a loss whose gradient repeats',
    );
  });
});
