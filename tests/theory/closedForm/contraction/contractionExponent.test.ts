/** The exponent by which walkers contract: exact logarithms, estimates, and the warning. */
import { expect, test } from 'vitest';
import { gaussHermite } from '../../../../src/math/quadrature.js';
import { buildLaw, type RuleName } from '../../../../src/model/rules.js';
import { contractionExponent } from '../../../../src/theory/closedForm/contraction/contractionExponent.js';
import {
  divergenceWords,
  factorWords,
} from '../../../../src/theory/closedForm/contraction/divergence.js';
import { logarithmOfNormal } from '../../../../src/theory/closedForm/contraction/logarithmOfNormal.js';
import { estimateExponent } from '../../../../src/theory/closedForm/contraction/matrixProduct.js';
import { ownLandscape } from '../../../model/shape/ownLandscape.js';

const eulerGamma = 0.5772156649015329;

test('E ln|ξ| = −(γ + ln 2)/2, and its derivative at 0 vanishes', () => {
  expect(logarithmOfNormal(0, 2)).toBeCloseTo(Math.LN2 - (eulerGamma + Math.LN2) / 2, 14);
  expect(logarithmOfNormal(1e-6, 2)).toBeCloseTo(logarithmOfNormal(0, 2), 12);
});

test.each([5, 7.999, 8.001, 12, 40])('E ln|m + ξ| at m = %f by quadrature away from 0', (m) => {
  const { nodes, weights } = gaussHermite(60);
  const sum = nodes.reduce((s, x, i) => {
    // Beyond m the weight is below e^{−m²/2}: what is missed there bounds the error.
    return s + (x > -m + 0.2 ? weights[i] * Math.log(m + x) : 0);
  }, 0);
  expect(Math.abs(logarithmOfNormal(m, 1) - sum)).toBeLessThan(1e-9 + 30 * Math.exp((-m * m) / 2));
});

test('both series agree where one takes over from the other', () => {
  const slope = (logarithmOfNormal(8.002, 1) - logarithmOfNormal(7.998, 1)) / 0.004;
  expect(slope).toBeCloseTo(1 / 8 + 1 / 8 ** 3 + 3 / 8 ** 5 + 15 / 8 ** 7, 5);
  expect(logarithmOfNormal(3, 0)).toBe(Math.log(3));
  expect(logarithmOfNormal(0, 0)).toBe(-Infinity);
});

const lawOf = (rule: RuleName, learningRate: number, d: number, batchSize = 1) =>
  buildLaw(rule, { batchSize, replacement: true, temperature: 0.1 }, learningRate, d, {});

test('one parameter: the mean logarithm over minibatches, or over the normal', () => {
  const landscape = ownLandscape('(1 + 2 * h) * x^2 / 2', ['x'], { h: [1, -1] });
  const slopes = [1 - 0.5 * 3, 1 + 0.5, 1 - 0.5];
  const [low, high, middle] = slopes.map((s) => Math.log(Math.abs(s)));
  const exponent = (rule: RuleName, b = 1) =>
    contractionExponent(landscape, lawOf(rule, 0.5, 1, b));
  expect(exponent('sgd')).toEqual({ value: expect.closeTo((low + high) / 2, 14), error: 0 });
  expect(exponent('sgd', 2)!.value).toBeCloseTo((low + high) / 4 + middle / 2, 14);
  expect(exponent('gaussianSgd')!.value).toBeCloseTo(logarithmOfNormal(0.5, 1), 14);
  expect(exponent('langevin')!.value).toBeCloseTo(Math.log(0.5), 14);
});

/** Two modes along (cos t, sin t) and its normal, with curvatures of their own. */
const turned = ownLandscape(
  '(1 + 2 * h) * (c * x + s * y)^2 / 2 + (0.4 + 0.2 * k) * (c * y - s * x)^2 / 2',
  ['x', 'y'],
  { h: [1, 1, -1, -1], k: [1, -1, 1, -1] },
  { c: Math.cos(0.7), s: Math.sin(0.7) },
);

test('matrices that commute: the larger exponent of the modes', () => {
  const exact = contractionExponent(turned, lawOf('sgd', 0.5, 2))!;
  // Modes: ½ ln(0.5 · 1.5) = −0.144, and ½ ln(0.7 · 0.9) = −0.231.
  expect(exact.value).toBeCloseTo(Math.log(0.75) / 2, 12);
  expect(exact.error).toBe(0);
});

test('isotropic Gaussian matrices: ln σ + (ln 2 − γ)/2, estimated to its standard error', () => {
  const unit = (k: number) => Float64Array.from({ length: 4 }, (_, i) => (i === k ? 0.6 : 0));
  const matrix = {
    dimension: 2,
    drift: new Float64Array(4),
    samples: [],
    draw: null,
    normals: [0, 1, 2, 3].map(unit),
  };
  const { value, error } = estimateExponent(matrix)!;
  expect(error).toBeLessThan(3e-3);
  expect(Math.abs(value - Math.log(0.6) - (Math.LN2 - eulerGamma) / 2)).toBeLessThan(4 * error);
});

test.each([true, false])('an estimate over minibatches of two (replacement: %s)', (replacement) => {
  // Modes are exact; the product along chains knows nothing of them.
  const h = [1.5, 0.5, -0.4];
  const matrix = (v: number) => Float64Array.of(v, 0, 0, v - 0.1 * Number(v === 1.5));
  const samples = h.map(matrix);
  const draw = { batchSize: 2, replacement };
  const { value, error } = estimateExponent({
    dimension: 2,
    drift: new Float64Array(4),
    samples,
    draw,
    normals: [],
  })!;
  const pairs = h.flatMap((a, i) =>
    h.flatMap((b, j) => (replacement || i !== j ? [(a + b) / 2] : [])),
  );
  const exact = pairs.reduce((s, v) => s + Math.log(Math.abs(v)), 0) / pairs.length;
  expect(Math.abs(value - exact)).toBeLessThan(4 * error);
});

test('the warning names growth and exponent, and says nothing of walkers that do not contract', () => {
  const mixed = ownLandscape(
    '(1 + 2.6 * h) * (x + y / 2)^2 / 2 + (1 - 2.6 * k) * (y - x / 5)^2 / 2',
    ['x', 'y'],
    { h: [1, 1, -1, -1], k: [1, -1, 1, -1] },
  );
  const words = (rule: RuleName) => divergenceWords(1.93, mixed, lawOf(rule, 0.4, 2));
  expect(words('gaussianSgd')).toMatch(/1\.930 each step, yet almost every.*= −0\.09\d+ ± 0\.00/);
  expect(words('sgd')).toBe('second moments grow by a factor 1.930 each step');
});

test('a factor is said with the digits that tell it from 1', () => {
  expect([1.93, 1.0005681, 0.99999, 1, 1 + 2e-9].map(factorWords)).toEqual([
    '1.930',
    '1 + 5.7e-4',
    '1 − 1.0e-5',
    '1.000',
    '1 + 2.0e-9',
  ]);
});
