/** Claims about every landscape of the catalogue: its derived quantities agree with its samples. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/math/expression/evaluate.js';
import { symbolsOf } from '../../src/math/expression/expression.js';
import type { Landscape } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { buildLandscape } from '../../src/model/landscape.js';
import type { LandscapeEntry } from '../../src/model/landscapes/entry.js';
import { landscapes } from '../../src/model/landscapes.js';
import { rules } from '../../src/model/rules.js';

const ensembles = Object.keys(rules).map((rule) => ({ rule }));
const resolve = (landscape: unknown) =>
  resolveExperiment({ landscape, learningRate: 0.1, steps: 100, ensembles });

/** A few points that are special to no landscape. */
const points = (dimension: number) =>
  [0.37, -1.21, 1.93].map((v, k) =>
    Array.from({ length: dimension }, (_, i) => v - 0.71 * i + 0.13 * k * i),
  );

function bindings(landscape: Landscape, theta: readonly number[], row: number) {
  const { parameters, constants, data } = landscape;
  const values: Record<string, number> = { ...constants };
  for (const [i, p] of parameters.entries()) values[p] = theta[i];
  for (const [c, column] of data.columns.entries()) values[column] = data.values[c][row];
  return values;
}

const rowsOf = (landscape: Landscape) => Array.from({ length: landscape.data.rows }, (_, r) => r);

function sampleGradients(landscape: Landscape, theta: readonly number[]): number[][] {
  return rowsOf(landscape).map((row) =>
    landscape.sampleGradient.map((g) => evaluate(g, bindings(landscape, theta, row))),
  );
}

function meanLoss(landscape: Landscape, theta: readonly number[]): number {
  const losses = rowsOf(landscape).map((row) =>
    evaluate(landscape.sampleLoss, bindings(landscape, theta, row)),
  );
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean gradient and covariance of the sample gradient, by brute force over the samples. */
function bruteForce(landscape: Landscape, theta: readonly number[]) {
  const all = sampleGradients(landscape, theta);
  const gradient = theta.map((_, i) => mean(all.map((g) => g[i])));
  const covariance = theta.map((_, i) =>
    theta.map((_, j) => mean(all.map((g) => (g[i] - gradient[i]) * (g[j] - gradient[j])))),
  );
  return { gradient, covariance };
}

describe.each(Object.keys(landscapes))('the landscape %s', (name) => {
  const entry: LandscapeEntry = landscapes[name as keyof typeof landscapes];
  const experiment = resolve({ name });
  const { landscape } = experiment;

  it('has data columns of the loss only, and a suggestion per coordinate', () => {
    const used = symbolsOf(landscape.sampleLoss);
    for (const column of landscape.data.columns) expect(used).toContain(column);
    expect(experiment.initial).toHaveLength(entry.coordinates.length);
    expect(experiment.grid.map((axis) => axis.name)).toEqual(entry.coordinates);
  });

  it('uses every parameter, in the loss or in the data', () => {
    for (const [key, parameter] of Object.entries(entry.parameters)) {
      const other = { ...landscape.constants };
      expect(parameter.min).toBeLessThanOrEqual(parameter.default);
      expect(parameter.max).toBeGreaterThanOrEqual(parameter.default);
      const changed = resolve({ name, [key]: (parameter.default + parameter.max) / 2 }).landscape;
      const same =
        JSON.stringify(changed.constants) === JSON.stringify(other) &&
        JSON.stringify(changed.data.values.map((v) => [...v])) ===
          JSON.stringify(landscape.data.values.map((v) => [...v]));
      expect(same, key).toBe(false);
    }
  });

  it('resolves at both ends of every parameter', () => {
    for (const [key, { min, max }] of Object.entries(entry.parameters)) {
      expect(() => resolve({ name, [key]: min })).not.toThrow();
      expect(() => resolve({ name, [key]: max })).not.toThrow();
    }
  });

  it('has the gradient that central differences of the mean loss give', () => {
    const h = 1e-5;
    for (const theta of points(landscape.parameters.length)) {
      const { gradient } = bruteForce(landscape, theta);
      for (const i of theta.keys()) {
        const shifted = (by: number) => theta.map((v, j) => (j === i ? v + by : v));
        const up = meanLoss(landscape, shifted(h));
        const slope = (up - meanLoss(landscape, shifted(-h))) / (2 * h);
        // Truncation h²·L‴/6 and rounding 2⁻⁵²·L/h are both below 1e-8 here.
        expect(Math.abs(slope - gradient[i])).toBeLessThan(1e-8 * (1 + Math.abs(up)) * 10);
      }
    }
  });

  it('has moments equal to brute force over its samples', () => {
    const { moments } = landscape;
    if (name === 'logisticRegression') {
      expect(moments).toBeNull();
      return;
    }
    for (const theta of points(landscape.parameters.length)) {
      const values = bindings(landscape, theta, 0);
      const expected = bruteForce(landscape, theta);
      for (const i of theta.keys()) {
        expect(evaluate(moments!.gradient[i], values)).toBeCloseTo(expected.gradient[i], 12);
        for (const j of theta.keys()) {
          const c = moments!.covariance[i][j];
          expect(evaluate(c, values)).toBeCloseTo(expected.covariance[i][j], 12);
          expect(c).toBe(moments!.covariance[j][i]);
        }
      }
    }
  });

  it('keeps data out of its moments', () => {
    const { moments, parameters, constants } = landscape;
    if (!moments) return;
    const known = new Set([...parameters, ...Object.keys(constants)]);
    for (const s of symbolsOf(...moments.gradient, ...moments.covariance.flat())) {
      expect(known).toContain(s);
    }
  });
});

describe('samples with known moments', () => {
  const at = (name: string, values: object, theta: number) => {
    const { landscape } = resolve({ name, ...values });
    return evaluate(landscape.moments!.covariance[0][0], bindings(landscape, [theta], 0));
  };

  it('a quadratic of curvature λ and spread s has the constant gradient variance (λs)²', () => {
    expect(at('quadratic', { curvature: 2, spread: 0.5 }, 0.7)).toBeCloseTo(1, 13);
  });

  it('linear regression has 2a²w² + aσ², as normal inputs do', () => {
    const values = { inputVariance: 1.5, labelNoise: 0.5 };
    expect(at('linearRegression', values, 0.8)).toBeCloseTo(2 * 2.25 * 0.64 + 1.5 * 0.25, 12);
  });

  it('random curvature has Γw² + d', () => {
    expect(at('randomCurvature', {}, 0.6)).toBeCloseTo(0.36 + 0.2, 13);
  });
});

describe('moments of a loss of one’s own', () => {
  const build = (loss: string, data: Record<string, number[]>, parameters = ['x']) =>
    buildLandscape({ name: 'own', title: 'own', parameters, constants: {}, loss, data });

  it('do not cancel where the samples sit far from zero', () => {
    const far = build('(x - a)^2 / 2', { a: [1e8 - 1, 1e8 + 1] });
    expect(evaluate(far.moments!.covariance[0][0], { x: 0 })).toBe(1);
  });

  it('are exactly zero where all samples agree', () => {
    const { moments } = build('a * x^2', { a: [0.1, 0.1, 0.1] });
    expect(moments!.covariance).toEqual([[expect.objectContaining({ kind: 'number', value: 0 })]]);
  });

  it('give a variance that is never negative, also where features are nearly dependent', () => {
    const a = [0, 1, 2, 3, 4];
    const { moments } = build('a * x^2 + b * x', { a, b: a.map((v) => -2 * v + 1e-9 * v * v) });
    for (const x of [0.9, 1, 1.1]) {
      expect(evaluate(moments!.covariance[0][0], { x })).toBeGreaterThanOrEqual(0);
    }
  });

  it('are exact for correlated features in two dimensions', () => {
    const data = { a: [1, 2, 4, -3], b: [0.5, -1, 2, 0] };
    const landscape = build('a * x^2 * y + b * x + a * b * y', data, ['x', 'y']);
    const theta = [0.4, -1.3];
    const expected = bruteForce(landscape, theta);
    const values = bindings(landscape, theta, 0);
    for (const [i, row] of landscape.moments!.covariance.entries()) {
      for (const [j, c] of row.entries()) {
        expect(evaluate(c, values)).toBeCloseTo(expected.covariance[i][j], 12);
      }
    }
  });
});
