/** The formula that is shown back says what was taken: read again, it has the same values. */
import { expect, test } from 'vitest';
import { evaluate } from '../../src/math/expression/evaluate.js';
import { printFormula } from '../../src/math/expression/formula.js';
import { parseExpression } from '../../src/math/expression/parseExpression.js';
import { createRandom } from '../math/expression/randomExpressions.js';
import { writtenTwice } from '../math/expression/writtenTwice.js';

const symbols = ['x', 'y', 'θ', 'a1'];
const values = { x: 0.7, y: -1.3, θ: 2.1, a1: 0.4 };
const valueFrom = (text: string) => evaluate(parseExpression(text, symbols), values);

test('formulas of random expressions', () => {
  const random = createRandom(13);
  let shown = 0;
  for (let trial = 0; trial < 1500; trial++) {
    const { plain } = writtenTwice(random, 4);
    let formula: string;
    try {
      formula = printFormula(parseExpression(plain, symbols));
    } catch {
      continue; // A constant part that is not finite.
    }
    // What is very long is cut.
    if (formula.includes('…')) continue;
    const [meant, said] = [valueFrom(plain), valueFrom(formula)];
    if (!(Math.abs(meant) < 1e6)) continue;
    shown++;
    // Numbers are shown to six digits.
    const error = Math.abs(said - meant);
    expect(error, `${formula} for ${plain}`).toBeLessThanOrEqual(1e-3 * (1 + Math.abs(meant)));
  }
  expect(shown).toBeGreaterThan(700);
});
