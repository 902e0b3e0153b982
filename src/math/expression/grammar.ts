/**
 * The grammar of expressions, by recursive descent: choice, or, and, not, relation, sum, product,
 * sign, power, value; each function reads one kind from the cursor. A product without a sign (2 x,
 * a sin(x)) binds as * does, and is refused where a reader could take it otherwise: behind a
 * division that is not one of two numbers, and glued to a number in an exponent. A number never
 * stands for a condition; a condition stands for a number, 1 or 0, inside arithmetic alone.
 */
import {
  type Cursor,
  conditionOf,
  conditionPart,
  expect,
  fail,
  here,
  inside,
  is,
  namedPart,
  numberOf,
  numberPart,
  type Part,
  take,
} from './cursor.js';
import { call, type Expression, neg, number } from './expression.js';
import { functions, raise } from './expressionFunctions.js';

/** More terms than these are added in halves, so that the tree of a long sum stays low. */
const termsInARow = 16;

type Build = (a: Expression, b: Expression) => Expression;

const relations: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['<', (a, b) => call('lt', a, b)],
  ['<=', (a, b) => call('le', a, b)],
  ['>', (a, b) => call('lt', b, a)],
  ['>=', (a, b) => call('le', b, a)],
  ['==', (a, b) => call('eq', a, b)],
  ['!=', (a, b) => call('ne', a, b)],
]);

/** A whole expression, as far as it goes. */
export function readExpression(at: Cursor): Part {
  const asked = either(at);
  if (!take(at, '?')) return asked;
  const condition = conditionOf(asked);
  const a = inside(at, readExpression);
  expect(at, ':', '":" of the choice');
  const b = inside(at, readExpression);
  if (a.isCondition && b.isCondition) {
    return conditionPart(call('select', condition, a.e, b.e), asked.column);
  }
  return numberPart(call('select', condition, numberOf(a), numberOf(b)), asked.column);
}

const either = (at: Cursor): Part => joined(at, 'or', both);
const both = (at: Cursor): Part => joined(at, 'and', negation);

function joined(at: Cursor, mark: 'or' | 'and', parse: (at: Cursor) => Part): Part {
  const first = parse(at);
  if (!is(at, mark)) return first;
  const parts = [conditionOf(first)];
  while (take(at, mark)) parts.push(conditionOf(parse(at)));
  return conditionPart(
    inHalves(parts, (a, b) => call(mark, a, b)),
    first.column,
  );
}

function negation(at: Cursor): Part {
  const { column } = here(at);
  if (!take(at, 'not')) return relation(at);
  const inner = conditionOf(inside(at, negation));
  return conditionPart(call('eq', inner, number(0)), column);
}

function relation(at: Cursor): Part {
  const first = sum(at);
  const holds: Expression[] = [];
  let left = first;
  for (let build = relationHere(at); build; build = relationHere(at)) {
    at.next++;
    const right = sum(at);
    holds.push(build(numberOf(left), numberOf(right)));
    left = right;
  }
  if (holds.length === 0) return first;
  return conditionPart(
    inHalves(holds, (a, b) => call('and', a, b)),
    first.column,
  );
}

function relationHere(at: Cursor): Build | undefined {
  const { kind, text } = here(at);
  return kind === 'mark' ? relations.get(text) : undefined;
}

function sum(at: Cursor): Part {
  const first = product(at);
  if (!is(at, '+') && !is(at, '-')) return first;
  const terms = [{ isNegative: false, e: numberOf(first) }];
  while (is(at, '+') || is(at, '-')) {
    const isNegative = is(at, '-');
    at.next++;
    terms.push({ isNegative, e: numberOf(product(at)) });
  }
  return numberPart(sumOf(terms), first.column);
}

interface Term {
  readonly isNegative: boolean;
  readonly e: Expression;
}

function sumOf(terms: readonly Term[]): Expression {
  if (terms.length > termsInARow) {
    const middle = terms.length >> 1;
    return call('add', sumOf(terms.slice(0, middle)), sumOf(terms.slice(middle)));
  }
  const [first, ...rest] = terms;
  const start = first.isNegative ? neg(first.e) : first.e;
  return rest.reduce((a, { isNegative, e }) => call(isNegative ? 'sub' : 'add', a, e), start);
}

/** All of `parts` joined, halves first where they are many. */
function inHalves(parts: readonly Expression[], join: Build): Expression {
  if (parts.length <= termsInARow) return parts.reduce(join);
  const middle = parts.length >> 1;
  return join(inHalves(parts.slice(0, middle), join), inHalves(parts.slice(middle), join));
}

function product(at: Cursor): Part {
  const first = signed(at);
  let result = first;
  let factor = first;
  /** Whether a factor without a sign would have two readings here. */
  let isDivisor = false;
  for (;;) {
    const isQuotient = is(at, '/');
    if (take(at, '*') || take(at, '/')) {
      const right = signed(at);
      isDivisor = isQuotient && (isDivisor || !factor.isLiteral || !right.isLiteral);
      factor = right;
      const e = call(isQuotient ? 'div' : 'mul', numberOf(result), numberOf(right));
      result = numberPart(e, first.column);
    } else if (factorFollows(at, isDivisor)) {
      isDivisor = false;
      factor = power(at);
      result = numberPart(call('mul', numberOf(result), numberOf(factor)), first.column);
    } else return result;
  }
}

/** Whether a factor without a sign of multiplication comes next; refuses one of two readings. */
function factorFollows(at: Cursor, isDivisor: boolean): boolean {
  const { kind, text, column, isGlued } = here(at);
  const [sign, before] = [at.tokens[at.next - 2], at.tokens[at.next - 1]];
  if (kind === 'number') fail(`unexpected ${text}: a sign is missing before it`, column);
  const opens = text === '(' || text === '√' || (text === '|' && at.bars === 0);
  if (kind !== 'name' && !(kind === 'mark' && opens)) return false;
  const isGluedToNumber = isGlued && kind === 'name' && before.kind === 'number';
  if (isDivisor || (isGluedToNumber && sign?.text === '/')) {
    const remedy = 'write (a/b) * c or a/(b * c)';
    fail(`a product without * behind a division has two readings; ${remedy}`, column);
  }
  if (isGluedToNumber && endsExponent(at)) {
    const remedy = 'write a^2 * b or a^(2 * b)';
    fail(`a product without * in an exponent has two readings; ${remedy}`, column);
  }
  if (before.text === '|') fail('write * behind an absolute value', column);
  return true;
}

/** Whether the token before the cursor is an exponent: behind ^ and signs. */
function endsExponent({ tokens, next }: Cursor): boolean {
  let i = next - 2;
  while (tokens[i]?.text === '-' || tokens[i]?.text === '+') i--;
  return tokens[i]?.text === '^';
}

function signed(at: Cursor): Part {
  const { column } = here(at);
  if (!is(at, '-') && !is(at, '+')) return power(at);
  const isNegative = is(at, '-');
  at.next++;
  const inner = inside(at, signed);
  const e = numberOf(inner);
  return { ...inner, e: isNegative ? neg(e) : e, isCondition: false, column };
}

function power(at: Cursor): Part {
  const base = value(at);
  const { kind, text } = here(at);
  if (kind === 'raised') {
    at.next++;
    const { kind: after, column } = here(at);
    if (after === 'raised' || is(at, '^')) fail('a power of a power needs parentheses', column);
    return numberPart(raise(numberOf(base), number(Number(text))), base.column);
  }
  if (!take(at, '^')) return base;
  const exponent = inside(at, signed);
  return numberPart(raise(numberOf(base), numberOf(exponent)), base.column);
}

function value(at: Cursor): Part {
  const { kind, text, column } = here(at);
  at.next++;
  if (kind === 'number') return { ...numberPart(number(Number(text)), column), isLiteral: true };
  if (kind === 'name') {
    const isCalled = is(at, '(') && functions.has(text);
    return isCalled ? application(at, text) : namedPart(at, text, column);
  }
  if (kind === 'end') fail('unexpected end of expression', column);
  if (text === '(') return { ...inParentheses(at, readExpression), isLiteral: false, column };
  if (text === '|') return absolute(at, column);
  if (text === '√') return root(at, column);
  return fail(`value expected before "${text}"`, column);
}

/** What `parse` reads up to a closing parenthesis, in which bars are counted anew. */
function inParentheses(at: Cursor, parse: (at: Cursor) => Part): Part {
  const { bars } = at;
  at.bars = 0;
  const part = inside(at, parse);
  expect(at, ')', 'closing parenthesis )');
  at.bars = bars;
  return part;
}

function absolute(at: Cursor, column: number): Part {
  at.bars++;
  const inner = numberOf(inside(at, readExpression));
  at.bars--;
  expect(at, '|', 'the second bar of |x| (a logical or is written "or")');
  return numberPart(call('abs', inner), column);
}

function root(at: Cursor, column: number): Part {
  const isGrouped = is(at, '(');
  const inner = numberOf(inside(at, value));
  const { kind, text, column: behind } = here(at);
  const goesOn = kind === 'raised' || kind === 'name' || text === '^' || text === '(';
  if (!isGrouped && goesOn) fail('how far the root reaches is not clear: write √(…)', behind);
  return numberPart(call('sqrt', inner), column);
}

function application(at: Cursor, name: string): Part {
  const { column } = at.tokens[at.next - 1];
  at.next++;
  const args: Part[] = [];
  return inParentheses(at, () => {
    if (!is(at, ')')) {
      do args.push(readExpression(at));
      while (take(at, ','));
    }
    return apply(name, args, column);
  });
}

function apply(name: string, args: readonly Part[], column: number): Part {
  const { fewest, most, takesCondition, build } = functions.get(name)!;
  if (args.length < fewest || args.length > most) {
    const counted = fewest === most ? `${most}` : `${fewest} to ${most}`;
    const expected = most === 1 ? 'one argument' : `${counted} arguments`;
    fail(`${name} takes ${expected}, got ${args.length}`, column);
  }
  const values = args.map((arg, i) =>
    takesCondition && i === 0 ? conditionOf(arg) : numberOf(arg),
  );
  return numberPart(build(values), column);
}
