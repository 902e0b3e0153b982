/**
 * First pass over the text of an expression: names, numbers and marks with their columns. What
 * people type for the same mark (− – × · ÷ ** ≤) becomes that mark; characters and constructs that
 * expressions do not have are refused in words that say what to write.
 */
import { ExpressionError } from './expressionError.js';
import { nameSource, normalizeName } from './names.js';

export interface Token {
  /** A raised token is an exponent in superscripts; the end stands behind the last character. */
  readonly kind: 'name' | 'number' | 'raised' | 'mark' | 'end';
  /** A name in its one spelling, a number that `Number` reads, a mark in ASCII (√ excepted). */
  readonly text: string;
  /** 1-based. */
  readonly column: number;
  /** Whether it follows the token before without a space. */
  readonly isGlued: boolean;
}

/** The first alternative that matches wins. */
const token = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    '(?<radix>0[xXbBoO](?=[0-9a-fA-F]))',
    String.raw`(?<number>(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE][+\-−–]?\d+)?)`,
    '(?<fraction>[½⅓⅔¼¾⅕⅛])',
    `(?<name>${nameSource})`,
    '(?<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)',
    String.raw`(?<refused>&&?|\?\?|<<|>>|\.\*|\.\^|\.\/)`,
    String.raw`(?<mark>\*\*|<=|>=|==|!=|<>|[-+*/^()<>,?:|√]|[−–‐‑－×·⋅∙•∗＊÷∕⁄≤≥≠∧∨¬])`,
  ].join('|'),
  'uy',
);

const spellings: ReadonlyMap<string, string> = new Map([
  ...[...'−–‐‑－'].map((c): [string, string] => [c, '-']),
  ...[...'×·⋅∙•∗＊'].map((c): [string, string] => [c, '*']),
  ...[...'÷∕⁄'].map((c): [string, string] => [c, '/']),
  ...([
    ['**', '^'],
    ['≤', '<='],
    ['≥', '>='],
    ['≠', '!='],
    ['<>', '!='],
  ] as const),
  ...([
    ['∧', 'and'],
    ['∨', 'or'],
    ['¬', 'not'],
  ] as const),
]);

const fractions: ReadonlyMap<string, number> = new Map([
  ...([
    ['½', 1 / 2],
    ['⅓', 1 / 3],
    ['⅔', 2 / 3],
    ['¼', 1 / 4],
  ] as const),
  ...([
    ['¾', 3 / 4],
    ['⅕', 1 / 5],
    ['⅛', 1 / 8],
  ] as const),
]);

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const lowered = (raised: string) =>
  [...raised].map((c) => ({ '⁻': '-', '⁺': '' })[c] ?? superscripts.indexOf(c)).join('');

const noMatrices = 'matrices are not allowed; group with ( )';
const noBraces = 'braces are not allowed; group with ( )';
const noInfinity = 'infinity is not a number that a loss may hold';
const noModulo = '% is not allowed: mod jumps, which no gradient sees';
const noSum = 'sums are written out with +; that over the samples is taken anyway';

const refusals: ReadonlyMap<string, string> = new Map([
  ['=', 'assignment is not allowed: give the right-hand side alone; to compare write =='],
  ['"', 'text in quotes is not allowed'],
  ["'", 'quotes are not allowed'],
  ['[', noMatrices],
  [']', noMatrices],
  ['{', noBraces],
  ['}', noBraces],
  ['.', 'a dot is allowed only inside a number; write exp(x) for np.exp(x)'],
  ['.*', 'a dot is allowed only inside a number; write *'],
  ['./', 'a dot is allowed only inside a number; write /'],
  ['.^', 'a dot is allowed only inside a number; write ^'],
  [';', 'one expression only: ; is not allowed'],
  ['%', noModulo],
  ['!', '! is not allowed; write "not" or !='],
  ['&', 'write "and" for a logical and'],
  ['&&', 'write "and" for a logical and'],
  ['\\', 'LaTeX is not read; write sqrt(x) / 2 for \\sqrt{x}/2'],
  ['∞', noInfinity],
  ['∑', noSum],
  ['∛', 'write sign(x) * abs(x)^(1/3) for a cube root'],
  ['‖', 'write norm(x, y) for the length of a vector'],
  ['∥', 'write norm(x, y) for the length of a vector'],
  ['±', 'two values in one: write + or -'],
  ['°', 'angles are in radians: write x * pi / 180'],
  ['ⁿ', 'write x^n for a power with a name in it'],
]);

function refuse(text: string, column: number): never {
  throw new ExpressionError(refusals.get(text) ?? `unexpected ${JSON.stringify(text)}`, column);
}

/** The tokens of `text`, the end last. Throws an ExpressionError at the first that is none. */
export function scanTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  let isGlued = false;
  while (index < text.length) {
    token.lastIndex = index;
    const groups = token.exec(text)?.groups;
    const column = index + 1;
    if (!groups) refuse(String.fromCodePoint(text.codePointAt(index)!), column);
    if (groups.radix) throw new ExpressionError('write numbers in decimal', column);
    if (groups.refused) refuse(groups.refused, column);
    if (groups.space === undefined) tokens.push({ ...tokenOf(groups, column), column, isGlued });
    isGlued = groups.space === undefined;
    index = token.lastIndex;
  }
  tokens.push({ kind: 'end', text: '', column: text.length + 1, isGlued });
  return tokens;
}

function tokenOf(
  { number, fraction, name, raised, mark = '' }: Record<string, string | undefined>,
  column: number,
): Pick<Token, 'kind' | 'text'> {
  if (number !== undefined) {
    const text = number.replace(/[−–]/, '-');
    if (Number.isFinite(Number(text))) return { kind: 'number', text };
    throw new ExpressionError(`the number ${shorten(text)} is too large`, column);
  }
  if (fraction !== undefined) return { kind: 'number', text: String(fractions.get(fraction)) };
  if (raised !== undefined) return { kind: 'raised', text: lowered(raised) };
  if (name === undefined) return { kind: 'mark', text: spellings.get(mark) ?? mark };
  const text = normalizeName(name);
  return { kind: wordMarks.has(text) ? 'mark' : 'name', text };
}

const wordMarks = new Set(['and', 'or', 'not']);

/** `text`, cut to a length fit for a message. */
export const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 37)}…` : text);
