/** Expressions as people write them, (x² − 1)²/4 + a x, in words that the parser reads back. */

import type { CallNode, Expression } from './expression.js';
import type { OperatorName } from './operators.js';

/** How strongly an operator binds; what binds less needs brackets inside it. */
export const strengths: Partial<Record<OperatorName, number>> = {
  or: 1,
  and: 2,
  eq: 3,
  ne: 3,
  lt: 3,
  le: 3,
  add: 4,
  sub: 4,
  mul: 5,
  div: 5,
  neg: 6,
  pow: 7,
};
const signs: Partial<Record<OperatorName, string>> = {
  or: ' or ',
  and: ' and ',
  eq: ' = ',
  ne: ' ≠ ',
  lt: ' < ',
  le: ' ≤ ',
  add: ' + ',
  sub: ' − ',
  mul: ' ',
  div: '/',
};
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** The strength of what never needs brackets. */
export const atom = 9;

/** Longest formula worth showing in a sentence. */
const longest = 400;

/** The formula of an expression; a very long one is cut with an ellipsis. */
export function printFormula(expression: Expression): string {
  const budget = { nodes: 2000 };
  const { text } = print(expression, budget);
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}

interface Printed {
  readonly text: string;
  readonly strength: number;
}

const guarded = ({ text, strength }: Printed, least: number) =>
  strength < least ? `(${text})` : text;

function print(e: Expression, budget: { nodes: number }): Printed {
  if (budget.nodes-- <= 0) return { text: '…', strength: atom };
  if (e.kind === 'symbol') return { text: e.name.replace(/^#/, ''), strength: atom };
  if (e.kind === 'number') {
    const text = String(Number(e.value.toPrecision(6))).replaceAll('-', '−');
    return { text, strength: e.value < 0 ? 6 : atom };
  }
  return printCall(
    e,
    e.args.map((a) => print(a, budget)),
  );
}

function printCall({ operator, args: nodes }: CallNode, args: readonly Printed[]): Printed {
  const strength = strengths[operator] ?? atom;
  const exponent = nodes[1];
  if (operator === 'pow') {
    const whole = exponent.kind === 'number' && Number.isInteger(exponent.value);
    const raised =
      whole && exponent.value >= 0
        ? [...String(exponent.value)].map((digit) => superscripts[Number(digit)]).join('')
        : `^${guarded(args[1], atom)}`;
    return { text: guarded(args[0], atom) + raised, strength };
  }
  if (operator === 'neg') return { text: `−${guarded(args[0], strength)}`, strength };
  const sign = signs[operator];
  if (sign === undefined) {
    const name = operator === 'select' ? 'if' : operator;
    return { text: `${name}(${args.map((a) => a.text).join(', ')})`, strength: atom };
  }
  const right = guarded(args[1], strength + 1);
  // x²/2 a could be read as x²/(2a), 2 3ˣ as 23ˣ.
  const needsDot = operator === 'mul' && (endsInQuotient(nodes[0]) || /^\d/.test(right));
  return { text: guarded(args[0], strength) + (needsDot ? ' · ' : sign) + right, strength };
}

/** Whether the last factor of a product stands behind a division. */
const endsInQuotient = (e: Expression): boolean => e.kind === 'call' && e.operator === 'div';
