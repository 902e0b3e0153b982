/** Which losses count as quadratic, and what their matrices are. */
import { expect, test } from 'vitest';
import { quadraticSamples, samplesNear } from '../../../src/theory/closedForm/sampleMatrices.js';
import { ownLandscape } from '../../model/shape/ownLandscape.js';

const data = { a: [1, -2], b: [0.5, 3] };

test.each([
  ['(a * x - b)^2 / 2', 'x^2'],
  ['(a * x + b * y - 1)^2 / 2 + (x - y)^2', 'cross terms'],
  ['c * x^2 / 2 + exp(a) * abs(b) * y^2 + x * y / (1 + b^2) - a', 'functions of data'],
  ['x * (a * y - x) + (a < 0 ? x^2 : 2 * x^2)', 'a condition on data'],
  ['a * x', 'a slope'],
])('%s is quadratic: %s', (loss) => {
  const samples = quadraticSamples(ownLandscape(loss, ['x', 'y'], data, { c: 3 }));
  expect(samples).toHaveLength(2);
});

test.each([
  'abs(x)',
  'x^4',
  'x^2 + abs(x)',
  'x < 0 ? x^2 : 2 * x^2',
  'x < 0 ? x : 2 * x',
  'max(x, 0) * a',
  '(x < 1) * y',
  'x^2 * y',
  'x / (1 + y^2)',
  'sin(x) + x^2',
  'x^2.5',
])('%s is not', (loss) => {
  const samples = quadraticSamples(ownLandscape(loss, ['x', 'y'], data));
  expect(samples).toHaveProperty('absent', expect.stringContaining('not quadratic'));
});

test('rows of [H, g] of every sample', () => {
  const landscape = ownLandscape('(a * x + b * y - 1)^2 / 2 + x * y', ['x', 'y'], data);
  expect(quadraticSamples(landscape)).toEqual([
    Float64Array.of(1, 1.5, -1, 1.5, 0.25, -0.5),
    Float64Array.of(4, -5, 2, -5, 9, -3),
  ]);
});

test('near a point: curvature and slope there; none at a pole', () => {
  const landscape = ownLandscape('a * x^3 + y^2', ['x', 'y'], data);
  expect(samplesNear(landscape, [2, 1])).toEqual([
    Float64Array.of(12, 0, 12, 0, 2, 2),
    Float64Array.of(-24, 0, -24, 0, 2, 2),
  ]);
  const pole = samplesNear(ownLandscape('sqrt(x)', ['x']), [0]);
  expect(pole).toHaveProperty('absent', expect.stringContaining('not smooth'));
});

test('too many numbers are refused with both numbers', () => {
  const column = new Array(65_535).fill(1);
  const names = Array.from({ length: 30 }, (_, i) => `x${i}`);
  const loss = names.map((x) => `a * ${x}^2`).join(' + ');
  const refused = quadraticSamples(ownLandscape(loss, names, { a: column }));
  expect(refused).toHaveProperty(
    'absent',
    expect.stringMatching(/6\.09e\+7 numbers; at most 3\.36e\+7/),
  );
});
