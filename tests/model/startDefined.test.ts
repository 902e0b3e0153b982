/** A start where loss or gradient is no number is refused, or its share told, with part and place. */
import { describe, expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { describeUndefinedStart } from '../../src/model/startDefined.js';

type Law =
  | number
  | { readonly normal: readonly number[] }
  | { readonly uniform: readonly number[] };

const axis = { min: -4, max: 4, cells: 40 };

function started(loss: string, initial: Readonly<Record<string, Law>>, more: object = {}) {
  const parameters = Object.keys(initial);
  return resolveExperiment({
    name: 'start',
    landscape: { parameters, loss },
    learningRate: 0.1,
    steps: 1,
    initial,
    ensembles: [{ rule: 'langevin' }],
    walkers: 10,
    grid: Object.fromEntries(parameters.map((name) => [name, axis])),
    snapshots: [0],
    predictions: [],
    ...more,
  });
}

describe('refused at the door', () => {
  test.each([
    ['sqrt(x)', { x: -1 }, /^initial: the loss is not finite at x = -1 \(sqrt\(x\)\)/],
    ['1 / x', { x: 0 }, /the loss is not finite at x = 0 \(1\/x\)/],
    ['x - log(x)', { x: -2 }, /the loss is not finite at x = -2 \(log\(x\)\)/],
    [
      'sqrt(x^2 + y^2)',
      { x: 0, y: 0 },
      /derivative of the loss by x is not finite at x = 0, y = 0/,
    ],
    ['sqrt(abs(x))', { x: 0 }, /derivative of the loss by x is not finite at x = 0/],
    ['x^2 + log(y)', { x: 1, y: -1 }, /at x = 1, y = -1 \(log\(y\)\)/],
    ['x^1.5', { x: { uniform: [-2, -1] } }, /all walkers start where the loss is not finite/],
    ['asin(x)', { x: { normal: [3, 0.1] } }, /all walkers start where the loss is not finite/],
  ] as const)('%s', (loss, initial, message) => {
    expect(() => started(loss, initial)).toThrow(message);
  });

  test('the sample is named', () => {
    const data = { parameters: ['x'], loss: 'log(a * x)', data: { a: [1, 2, -3] } };
    expect(() => started('', { x: 1 }, { landscape: data })).toThrow(
      /x = 1 for sample 3 \(log\(a x\)\)/,
    );
  });
});

describe('a share is told', () => {
  // Of 1024 points spread evenly; a sequence of such points errs by some log(n)/n, here 1 %.
  test.each([
    ['x - log(x)', { x: { uniform: [-1, 3] } }, 25],
    ['x - log(x)', { x: { normal: [1, 1] } }, 15.9],
    ['sqrt(x) + sqrt(y)', { x: { uniform: [-1, 1] }, y: { uniform: [-1, 1] } }, 75],
    ['sqrt(x * y)', { x: { normal: [0, 1] }, y: { normal: [0, 1] } }, 50],
  ] as const)('%s', (loss, initial, percent) => {
    const words = describeUndefinedStart(started(loss, initial))!;
    const [, told] = /about ([\d.]+) % of the walkers start where the loss is not finite/.exec(
      words,
    )!;
    expect(Math.abs(Number(told) - percent)).toBeLessThan(1.5);
  });

  test('between walls only', () => {
    const grid = { x: { min: 0, max: 4, cells: 40, boundary: 'reflecting' } };
    const experiment = started('x - log(x)', { x: { normal: [1, 0.2] } }, { grid });
    expect(describeUndefinedStart(experiment)).toBeNull();
  });
});

test('what is defined passes: removable points, kinks, and single points of a spread', () => {
  for (const [loss, initial] of [
    ['sqrt(x^2)^2 / 2', { x: 0 }],
    ['x^3 / x', { x: 0 }],
    ['abs(x)', { x: 0 }],
    ['(x^2)^0.75', { x: 0 }],
    ['log(1 + exp(900 * x))', { x: 1 }],
    ['(sqrt(x^2 + y^2) - 1)^2', { x: { normal: [0, 0.5] }, y: { normal: [0, 0.5] } }],
    ['1 / x', { x: { uniform: [-1, 1] } }],
  ] as const) {
    expect(describeUndefinedStart(started(loss, initial)), loss).toBeNull();
  }
});
