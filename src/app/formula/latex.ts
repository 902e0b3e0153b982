/** Expressions as LaTeX for KaTeX. Only names and numbers of our own trees get in, never user text. */
import type { CallNode, Expression } from '../../math/expression/expression.js';
import { number, substitute } from '../../math/expression/expression.js';
import { atom, strengths } from '../../math/expression/formula.js';
import { greekWords } from '../../math/expression/names.js';
import type { OperatorName } from '../../math/expression/operators.js';
import type { Landscape } from '../../model/experiment.js';

/** More nodes than this make no formula that anyone reads. */
const mostNodes = 300;

const greek = new Set(greekWords.values());

const signs: Partial<Record<OperatorName, string>> = {
  or: '\\lor',
  and: '\\land',
  eq: '=',
  ne: '\\neq',
  lt: '<',
  le: '\\le',
};

const functionNames: Partial<Record<OperatorName, string>> = {
  log: '\\ln',
  sin: '\\sin',
  cos: '\\cos',
  tan: '\\tan',
  tanh: '\\tanh',
  atan: '\\arctan',
  asin: '\\arcsin',
  acos: '\\arccos',
  min: '\\min',
  max: '\\max',
};

/** A fraction: no brackets as a factor, brackets under an exponent. */
const fraction = 6.5;

/** ℓ(x; a) = …, or L(x) = … without data, with the constants' values in; null: too long to read. */
export function lossLatex({ parameters, constants, data, sampleLoss }: Landscape): string | null {
  const values = Object.entries(constants).map(([name, v]) => [name, number(v)] as const);
  const right = printLatex(substitute(sampleLoss, new Map(values)));
  if (right === null) return null;
  const names = (list: readonly string[]) => list.map(symbolLatex).join(', ');
  const left =
    data.columns.length > 0
      ? `\\ell(${names(parameters)};\\,${names(data.columns)})`
      : `L(${names(parameters)})`;
  return `${left} = ${right}`;
}

/** The LaTeX of an expression; null where it has too many nodes to be read. */
export function printLatex(expression: Expression): string | null {
  const budget = { nodes: mostNodes };
  const { text } = print(expression, budget);
  return budget.nodes < 0 ? null : text;
}

/** A name as mathematicians set it: θ for theta, x₁ for x1, upright words for longer names. */
export function symbolLatex(name: string): string {
  const [, typed, rest] = /^#?(\p{L}+)_?([\p{L}0-9_]*)$/u.exec(name) ?? ['', 'x', ''];
  const word = greekWords.get(typed) ?? typed;
  const base = greek.has(word) ? `\\${word}` : word.length > 1 ? `\\mathrm{${word}}` : word;
  if (!rest) return base;
  const below = /^\d+$/.test(rest) ? rest : `\\mathrm{${rest.replaceAll('_', '\\_')}}`;
  return `${base}_{${below}}`;
}

interface Printed {
  readonly text: string;
  readonly strength: number;
}

const bracketed = (text: string) => `\\left(${text}\\right)`;
const guarded = ({ text, strength }: Printed, least: number) =>
  strength < least ? bracketed(text) : text;

function print(e: Expression, budget: { nodes: number }): Printed {
  budget.nodes -= 1;
  if (budget.nodes < 0) return { text: '', strength: atom };
  if (e.kind === 'symbol') return { text: symbolLatex(e.name), strength: atom };
  if (e.kind === 'number') return printNumber(e.value);
  return printCall(
    e,
    e.args.map((a) => print(a, budget)),
  );
}

function printNumber(value: number): Printed {
  if (value === Math.PI) return { text: '\\pi', strength: atom };
  if (value === Math.E) return { text: '\\mathrm{e}', strength: atom };
  const [digits, power] = String(Number(value.toPrecision(6))).split('e');
  const text = power ? `${digits} \\cdot 10^{${Number(power)}}` : digits;
  return { text, strength: value < 0 ? 6 : power ? 5 : atom };
}

function printCall({ operator }: CallNode, args: readonly Printed[]): Printed {
  const [a, b, c] = args;
  const strength = strengths[operator] ?? atom;
  switch (operator) {
    case 'add':
      return { text: sum(guarded(a, strength), '+', guarded(b, strength)), strength };
    case 'sub':
      return { text: sum(guarded(a, strength), '-', guarded(b, strength + 1)), strength };
    case 'mul':
      return { text: product(guarded(a, strength), guarded(b, strength)), strength };
    case 'neg':
      return { text: `-${guarded(a, strength)}`, strength };
    case 'div':
      return { text: `\\frac{${a.text}}{${b.text}}`, strength: fraction };
    case 'pow':
      return { text: `${guarded(a, atom)}^{${b.text}}`, strength };
    case 'exp':
      return { text: `\\mathrm{e}^{${a.text}}`, strength: strengths.pow ?? atom };
    case 'sqrt':
      return { text: `\\sqrt{${a.text}}`, strength: atom };
    case 'abs':
      return { text: `\\left|${a.text}\\right|`, strength: atom };
    case 'select': {
      // Room for fractions above one another.
      const rows = `${b.text} & \\text{if } ${a.text} \\\\[0.4em] ${c.text} & \\text{otherwise}`;
      return { text: `\\begin{cases} ${rows} \\end{cases}`, strength: 0 };
    }
  }
  const sign = signs[operator];
  if (sign) {
    return { text: `${guarded(a, strength)} ${sign} ${guarded(b, strength + 1)}`, strength };
  }
  const name = functionNames[operator] ?? `\\operatorname{${operator}}`;
  return { text: `${name}${bracketed(args.map((x) => x.text).join(', '))}`, strength: atom };
}

/** a + b or a − b; a sign in front of b is taken into the one between. */
function sum(a: string, sign: '+' | '-', b: string): string {
  if (!b.startsWith('-')) return `${a} ${sign} ${b}`;
  return `${a} ${sign === '+' ? '-' : '+'} ${b.slice(1)}`;
}

/** Side by side; a dot where two numbers would run together. */
function product(a: string, b: string): string {
  const right = b.startsWith('-') ? bracketed(b) : b;
  if (/^\d/.test(right)) return `${a} \\cdot ${right}`;
  return /^-?[\d.]+$/.test(a) ? `${a} ${right}` : `${a}\\,${right}`;
}
