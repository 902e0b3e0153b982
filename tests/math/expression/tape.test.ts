import { expect, test } from 'vitest';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import {
  call,
  type Expression,
  number,
  symbol,
  topological,
} from '../../../src/math/expression/expression.js';
import {
  type OperatorEntry,
  type OperatorName,
  operators,
} from '../../../src/math/expression/operators.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';
import { isProductPower, powerSteps } from '../../../src/math/expression/powers.js';
import { stableForms } from '../../../src/math/expression/stable/stableForm.js';
import { createTape } from '../../../src/math/expression/tape.js';
import { createRandom, randomExpression } from './randomExpressions.js';

const inputs = ['x', 'y', 'z'];

function randomColumns(random: () => number, count: number): Float64Array[] {
  return inputs.map(() => Float64Array.from({ length: count }, () => 4 * random() - 2));
}

const at = (columns: readonly Float64Array[], i: number) =>
  Object.fromEntries(inputs.map((name, k) => [name, columns[k][i % columns[k].length]]));

/** One point in float32, every operation rounded by Math.fround. */
function evaluateFround(root: Expression, values: Record<string, number>): number {
  const done = new Map<Expression, number>();
  for (const e of topological([root])) {
    if (e.kind === 'number') done.set(e, Math.fround(e.value));
    else if (e.kind === 'symbol') done.set(e, Math.fround(values[e.name]));
    else {
      const [a, b, c] = e.args.map((arg) => done.get(arg)!);
      const exponent = e.args[1];
      if (e.operator === 'pow' && exponent.kind === 'number' && isProductPower(exponent.value)) {
        let chained = a;
        for (const step of powerSteps(exponent.value)) {
          chained = Math.fround(chained * (step === 'square' ? chained : a));
        }
        done.set(e, exponent.value < 0 ? Math.fround(1 / chained) : chained);
      } else {
        const entry: OperatorEntry = operators[e.operator];
        done.set(e, Math.fround(entry.evaluate(a, b, c)));
      }
    }
  }
  return done.get(root)!;
}

test('every operator gives on the tape what it gives at one point, in both precisions', () => {
  const columns = randomColumns(createRandom(1), 300);
  for (const name of Object.keys(operators) as OperatorName[]) {
    const e = call(name, ...inputs.slice(0, operators[name].arity).map(symbol));
    const wide = new Float64Array(300);
    const narrow = new Float32Array(300);
    createTape([e], inputs, 'float64')(columns, [wide], 300);
    createTape([e], inputs, 'float32')(columns, [narrow], 300);
    for (let i = 0; i < 300; i++) {
      expect(wide[i]).toBe(evaluate(e, at(columns, i)));
      expect(narrow[i]).toBe(evaluateFround(e, at(columns, i)));
    }
  }
});

test('tapes of random expressions equal their evaluation point by point, in both precisions', () => {
  const random = createRandom(2);
  const count = 40;
  for (let trial = 0; trial < 300; trial++) {
    const roots = [5, 15, 40].map((size) => randomExpression(random, size, inputs));
    const columns = randomColumns(random, count);
    const wide = roots.map(() => new Float64Array(count));
    const narrow = roots.map(() => new Float32Array(count));
    createTape(roots, inputs, 'float64')(columns, wide, count);
    createTape(roots, inputs, 'float32')(columns, narrow, count);
    roots.forEach((root, r) => {
      for (let i = 0; i < count; i++) {
        const [stable] = stableForms([root]);
        const expected = [evaluate(stable, at(columns, i)), evaluateFround(stable, at(columns, i))];
        if (!Object.is(wide[r][i], expected[0]) || !Object.is(narrow[r][i], expected[1])) {
          expect([wide[r][i], narrow[r][i]], `trial ${trial}, root ${r}`).toEqual(expected);
        }
      }
    });
  }
});

test('neither the number of points nor a second call nor broadcasting changes a value', () => {
  const e = parseExpression('x^3 * y - exp(z) / (x^3 + 9)', inputs);
  const random = createRandom(3);
  const count = 2500;
  const columns = randomColumns(random, count);
  columns[1] = Float64Array.of(0.3);
  const tape = createTape([e, symbol('x'), number(0.1), e], inputs, 'float64');
  const outputs = [0, 1, 2, 3].map(() => new Float64Array(count + 1).fill(-7));
  for (const n of [1, 1023, 1024, 1025, count]) {
    tape(columns, outputs, n);
    for (let i = 0; i < n; i++) {
      const expected = evaluate(e, at(columns, i));
      if (outputs[0][i] !== expected || outputs[3][i] !== expected) expect.fail(`point ${i}`);
    }
    expect(outputs.map((o) => o[n])).toEqual([-7, -7, -7, -7]);
    expect(outputs[1].subarray(0, n)).toEqual(columns[0].subarray(0, n));
    expect(outputs[2].subarray(0, n).every((v) => v === 0.1)).toBe(true);
    for (const output of outputs) output.fill(-7);
  }
});

test('constants of a float32 tape are rounded before they are used', () => {
  const e = parseExpression('0.1 * x', ['x']);
  const out = new Float32Array(1);
  createTape([e], ['x'], 'float32')([[3]], [out], 1);
  expect(out[0]).toBe(Math.fround(Math.fround(0.1) * 3));
});

test('a symbol that is no input, and a value that is missing, are named', () => {
  const e = parseExpression('x + y', inputs);
  expect(() => createTape([e], ['x'], 'float64')).toThrow('y');
  expect(() => evaluate(e, { x: 1 })).toThrow('y');
  expect(() => evaluate(symbol('constructor'), {})).toThrow('constructor');
});
