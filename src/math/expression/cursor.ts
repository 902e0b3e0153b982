/** Where the parser of expressions stands in the tokens, and what it has read. */
import { type Expression, number, symbol } from './expression.js';
import { ExpressionError } from './expressionError.js';
import type { Token } from './scanTokens.js';

/** Levels of nesting in the text: parentheses, signs in a row, powers of powers, choices. */
const maxDepth = 200;

export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
]);

export interface Cursor {
  readonly tokens: readonly Token[];
  readonly symbols: ReadonlySet<string>;
  next: number;
  depth: number;
  /** Open bars of absolute values in the innermost parentheses. */
  bars: number;
}

/** A part of the text and what it came to. */
export interface Part {
  readonly e: Expression;
  readonly isCondition: boolean;
  readonly column: number;
  /** A plain number as it stands in the text. */
  readonly isLiteral?: boolean;
}

export function fail(message: string, column: number): never {
  throw new ExpressionError(message, column);
}

export const here = (at: Cursor): Token => at.tokens[at.next];

/** Whether the mark comes next. */
export function is(at: Cursor, mark: string): boolean {
  const { kind, text } = here(at);
  return kind === 'mark' && text === mark;
}

/** Passes the mark if it comes next, and tells so. */
export function take(at: Cursor, mark: string): boolean {
  const found = is(at, mark);
  if (found) at.next++;
  return found;
}

export function expect(at: Cursor, mark: string, what: string): void {
  if (!take(at, mark)) fail(`${what} expected`, here(at).column);
}

/** What `parse` reads, one level further in. */
export function inside(at: Cursor, parse: (at: Cursor) => Part): Part {
  if (++at.depth > maxDepth) fail(`nested more than ${maxDepth} deep`, here(at).column);
  const part = parse(at);
  at.depth--;
  return part;
}

/** The number that a part is: a condition counts 1 where it holds, else 0; a constant must be finite. */
export function numberOf({ e, column }: Part): Expression {
  if (e.kind === 'number' && !Number.isFinite(e.value)) {
    fail('this constant part is not a finite number', column);
  }
  return e;
}

/** The condition that a part is. */
export function conditionOf({ e, isCondition, column }: Part): Expression {
  if (!isCondition) fail('this is a number, expected a condition such as x > 0', column);
  return e;
}

/** A number that an operation gave. */
export function numberPart(e: Expression, column: number): Part {
  const part = { e, isCondition: false, column };
  numberOf(part);
  return part;
}

export const conditionPart = (e: Expression, column: number): Part => ({
  e,
  isCondition: true,
  column,
});

/** A name that is known: a symbol, or the constant that no symbol shadows. */
export const namedPart = (at: Cursor, name: string, column: number): Part =>
  numberPart(at.symbols.has(name) ? symbol(name) : number(constants.get(name)!), column);
