/** What the editor says of a landscape, where the answer is known. */
import { describe, expect, it } from 'vitest';
import { barrierWords, findingsOf } from '../../../src/app/editor/findings.js';
import { marksOf } from '../../../src/app/shape/marksOf.js';
import { findShape } from '../../../src/app/shape/shape.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const experimentOf = (landscape: unknown, learningRate: number, ensembles?: unknown) =>
  resolveExperiment({
    landscape,
    learningRate,
    steps: 10,
    initial: undefined,
    ensembles: ensembles ?? [
      { name: 'SGD', rule: 'sgd' },
      { name: 'hot', rule: 'langevin' },
    ],
  });

const say = (experiment: ReturnType<typeof experimentOf>) => {
  const shape = findShape(experiment);
  return { shape, findings: findingsOf(shape, experiment) };
};

describe('findings', () => {
  it('on the double well: two minima of curvature 2, and a barrier of 1/4', () => {
    const { shape, findings } = say(experimentOf({ name: 'doubleWell' }, 0.1));
    expect(findings.map((f) => f.title)).toEqual([
      'minimum at x = −1',
      'maximum at x = 0',
      'minimum at x = 1',
    ]);
    expect(findings[0].numbers).toBe('L = 0, curvature 2');
    expect(findings[1].limits).toEqual([]);
    // 2/λ = 1, for all rules: there is one sample.
    expect(findings[0].limits).toEqual([
      { text: 'All: stable up to η = 1; η = 0.1 is within.', isBeyond: false },
    ]);
    expect(barrierWords(shape, ['x'])).toEqual(['over x = 0, between x = −1 and x = 1: 0.25']);
    expect(marksOf(shape, ['x']).map((m) => [m.kind, m.words])).toEqual([
      ['minimum', 'minimum at x = −1, L = 0'],
      ['maximum', 'barrier of 0.25 at x = 0'],
      ['minimum', 'minimum at x = 1, L = 0'],
    ]);
  });

  it('with random curvature: the variance has the lower limit, 2λ/(λ² + Γ)', () => {
    const landscape = { name: 'randomCurvature', curvature: 1, curvatureVariance: 1 };
    const within = say(experimentOf(landscape, 0.6)).findings[0].limits;
    expect(within).toEqual([
      {
        text: 'SGD: mean stable up to η = 2, variance up to η = 1; η = 0.6 is within both.',
        isBeyond: false,
      },
      { text: 'hot: stable up to η = 2; η = 0.6 is within.', isBeyond: false },
    ]);
    const [sgd] = say(experimentOf(landscape, 1.2)).findings[0].limits;
    expect(sgd).toMatchObject({
      isBeyond: true,
      text: expect.stringContaining('the variance grows'),
    });
    const [gone] = say(experimentOf(landscape, 2.5)).findings[0].limits;
    expect(gone).toMatchObject({ isBeyond: true, text: expect.stringContaining('is beyond') });
  });

  it('judges each noise model by its own learning rate', () => {
    const ensembles = [
      { name: 'slow', rule: 'langevin' },
      { name: 'fast', rule: 'langevin', learningRate: 1.5 },
    ];
    const { limits } = say(experimentOf({ name: 'doubleWell' }, 0.1, ensembles)).findings[0];
    expect(limits.map((l) => l.isBeyond)).toEqual([false, true]);
  });

  it('explains a variance that no learning rate holds', () => {
    const flat = {
      name: 'own',
      landscape: {
        parameters: ['x', 'y'],
        loss: 'x^2 / 2 + a * y^2 / 2',
        data: { a: [-1, 1] },
      },
      learningRate: 0.1,
      steps: 10,
      initial: { x: 0, y: 0 },
      grid: { x: { min: -1, max: 1 }, y: { min: -1, max: 1 } },
      ensembles: [{ name: 'SGD', rule: 'sgd' }],
    };
    const { findings } = say(resolveExperiment(flat));
    const [first] = findings.flatMap((f) => f.limits);
    expect(first.text).toMatch(/the variance at none: .* samples differ in curvature/);
    expect(first.text).not.toMatch(/up to η = 0\b/);
  });
});
