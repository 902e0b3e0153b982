/** Random expressions and points from a fixed seed, for tests that hold for every expression. */
import { call, type Expression, number, symbol } from '../../../src/math/expression/expression.js';
import { type OperatorName, operators } from '../../../src/math/expression/operators.js';

/** Uniform on [0, 1): the 32-bit mixer of splitmix, good enough to pick test cases. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** A random expression of the symbols from the operators, `size` calls large (before folding). */
export function randomExpression(
  random: () => number,
  size: number,
  symbols: readonly string[],
  names = Object.keys(operators) as OperatorName[],
): Expression {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const pool: Expression[] = [...symbols.map(symbol), number(0.7), number(-1.3), number(3)];
  for (let i = 0; i < size; i++) {
    const operator = pick(names);
    const args = Array.from({ length: operators[operator].arity }, () => pick(pool));
    if (operator === 'pow') args[1] = number(pick([-3, -2, -1, 2, 3, 4, 5, 6, 7, 8, 11, 1.5]));
    const made = call(operator, ...args);
    if (made.kind !== 'number' || Number.isFinite(made.value)) pool.push(made);
  }
  return pool[pool.length - 1];
}
