/** Text to expression. The tokens are those of `scanTokens.ts`, the grammar that of `grammar.ts`. */
import { type Cursor, conditionOf, constants, fail, here, numberOf, type Part } from './cursor.js';
import type { Expression } from './expression.js';
import { functions } from './expressionFunctions.js';
import { readExpression } from './grammar.js';
import { scanTokens } from './scanTokens.js';
import { reservedWords, unknownFunction, unknownName } from './unknownWord.js';

const maxLength = 10_000;
/** Names and numbers. */
const maxWords = 2_500;

/**
 * The number that `text` denotes; its symbols are among `symbols`, which also shadow the constants
 * `pi` and `e`. Precedence is that of mathematics: −x² = −(x²), a^b^c = a^(b^c), `2 x` = 2·x,
 * a < b < c = (a < b) and (b < c); "not" binds weaker than a comparison; inside arithmetic a condition
 * counts 1 where it holds, else 0. Throws an ExpressionError with a column for whatever is not an
 * expression, for unknown names, for a text that is a condition and no number, for a number in the place
 * of a condition, for constants that are not finite numbers (1/0, log(−1)), and for texts beyond 10,000
 * characters, 200 levels or 2,500 names and numbers.
 */
export function parseExpression(text: string, symbols: readonly string[]): Expression {
  const part = parse(text, symbols);
  if (part.isCondition) fail('this is a condition, expected a number', part.column);
  return numberOf(part);
}

/** The condition (1 where it holds, else 0) that `text` denotes; fails as `parseExpression` does. */
export const parseCondition = (text: string, symbols: readonly string[]): Expression =>
  conditionOf(parse(text, symbols));

function parse(text: string, symbols: readonly string[]): Part {
  if (text.length > maxLength) {
    const remedy = 'a sum over samples is written for one, with data columns';
    fail(`longer than ${maxLength} characters; ${remedy}`, maxLength + 1);
  }
  const tokens = scanTokens(text);
  if (tokens.length === 1) fail('the expression is empty', 1);
  const over = tokens.filter(({ kind }) => kind === 'name' || kind === 'number')[maxWords];
  if (over) fail(`more than ${maxWords} names and numbers`, over.column);
  const at: Cursor = { tokens, symbols: new Set(symbols), next: 0, depth: 0, bars: 0 };
  requireNames(at);
  const part = readExpression(at);
  requireEnd(at);
  return part;
}

/** Every name must be known before anything else is said about the text. */
function requireNames({ tokens, symbols }: Cursor): void {
  const isValue = (name: string) => symbols.has(name) || constants.has(name);
  for (const [i, { kind, text: name, column }] of tokens.entries()) {
    if (kind !== 'name') continue;
    const { text: after, isGlued } = tokens[i + 1];
    // Behind a space, what stands in parentheses is a factor of a value.
    const isCalled = after === '(' && (isGlued || !isValue(name));
    if (isCalled ? functions.has(name) : isValue(name)) continue;
    if (isValue(name)) fail(`${name} is not a function; to multiply write ${name} * (…)`, column);
    if (functions.has(name)) fail(`${name} is a function: write ${name}(…)`, column);
    if (isCalled) fail(unknownFunction(name, [...functions.keys()]), column);
    fail(unknownName(name, [...symbols, 'pi', 'e']), column);
  }
}

function requireEnd(at: Cursor): void {
  const { kind, text, column } = here(at);
  if (kind === 'end') return;
  if (text === ':') fail('":" without its "?"; ranges are not allowed', column);
  if (text === ',') fail('"," stands only between arguments; decimals have a point', column);
  fail(`unexpected "${text}"`, column);
}

/** The names of `text` in their one spelling; functions that are called are left out. */
export function namesIn(text: string): Set<string> {
  const tokens = scanTokens(text);
  const isCalled = (i: number) => functions.has(tokens[i].text) && tokens[i + 1].text === '(';
  const names = tokens.filter(({ kind }, i) => kind === 'name' && !isCalled(i));
  return new Set(names.map(({ text: name }) => name));
}

/** Whether a parameter or a column may bear `name`: it is no word of the language. */
export const isFreeName = (name: string): boolean =>
  !functions.has(name) && !constants.has(name) && !reservedWords.has(name);
