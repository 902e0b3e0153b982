/**
 * First pass over the text of an expression: finds the names and numbers with their columns, and
 * refuses characters and constructs that expressions do not have, before any parser sees them.
 */
import { ExpressionError } from './expressionError.js';

/** A name or a number where it stands in the text. */
export interface Word {
  /** A function is a name with a parenthesis behind it. */
  readonly kind: 'name' | 'function' | 'number';
  readonly text: string;
  /** 1-based. */
  readonly column: number;
}

/** Words that the parser reads as syntax or as constants without a place here. */
const reserved = new Set('mod to in xor true false null undefined NaN Infinity end'.split(' '));
const wordOperators = new Set(['and', 'or', 'not']);

/** Levels of nesting; also the bound on the depth of the tree. */
export const maxDepth = 200;
export const tooDeep = `nested more than ${maxDepth} deep (a sum or product counts one level a term)`;

const letter = String.raw`A-Za-z_\u00C0-\u024F\u0370-\u03FF`;

/** The first alternative that matches wins. */
const token = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    '(?<radix>0[xXbBoO](?=[0-9a-fA-F]))',
    String.raw`(?<number>(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<callee>[${letter}][${letter}\d]*(?=\s*\())`,
    String.raw`(?<name>[${letter}][${letter}\d]*)`,
    String.raw`(?<refused>&&?|\|\|?|\?\?|<<|>>)`,
    '(?<mark><=|>=|==|!=|[-+*/^()<>,?:])',
  ].join('|'),
  'uy',
);

const refusals: ReadonlyMap<string, string> = new Map([
  ['=', 'assignment is not allowed; to compare write =='],
  ['"', 'text in quotes is not allowed'],
  ["'", 'quotes are not allowed'],
  ['[', 'matrices are not allowed'],
  [']', 'matrices are not allowed'],
  ['{', 'braces are not allowed'],
  ['}', 'braces are not allowed'],
  ['.', 'a dot is allowed only inside a number'],
  [';', 'one expression only: ; is not allowed'],
  ['%', '% is not allowed'],
  ['!', '! is not allowed; write "not" or !='],
  ['&', 'write "and" for a logical and'],
  ['&&', 'write "and" for a logical and'],
  ['|', 'write "or" for a logical or'],
  ['||', 'write "or" for a logical or'],
]);

function refuse(text: string, column: number): never {
  throw new ExpressionError(refusals.get(text) ?? `unexpected ${JSON.stringify(text)}`, column);
}

/**
 * The names and numbers of `text`, in order; "and", "or" and "not" are left out. Throws an
 * ExpressionError at the first construct that expressions do not have.
 */
export function scanWords(text: string): Word[] {
  const words: Word[] = [];
  const nesting = new Nesting();
  let index = 0;
  while (index < text.length) {
    token.lastIndex = index;
    const groups = token.exec(text)?.groups;
    const column = index + 1;
    if (!groups) refuse(String.fromCodePoint(text.codePointAt(index)!), column);
    if (groups.radix) throw new ExpressionError('write numbers in decimal', column);
    if (groups.refused) refuse(groups.refused, column);
    const { number, callee, name = callee } = groups;
    if (groups.mark) nesting.mark(groups.mark, column);
    else if (name !== undefined && wordOperators.has(name)) nesting.mark(name, column);
    else if (number !== undefined || name !== undefined) {
      words.push(scanWord(groups, column));
      nesting.operand();
    }
    index = token.lastIndex;
  }
  return words;
}

function scanWord(groups: Record<string, string | undefined>, column: number): Word {
  const { number, callee, name = callee } = groups;
  if (name === undefined) {
    const text = number ?? '';
    if (Number.isFinite(Number(text))) return { kind: 'number', text, column };
    throw new ExpressionError(`the number ${shorten(text)} is too large`, column);
  }
  if (reserved.has(name)) throw new ExpressionError(`"${name}" is a reserved word`, column);
  return { kind: callee === undefined ? 'name' : 'function', text: name, column };
}

/** How deep a recursive parser would stand at the current place of the text. */
class Nesting {
  /** Per open parenthesis: its ternaries, those still without colon, its signs and powers in a row. */
  private readonly levels = [{ ternaries: 0, awaitingColon: 0, chain: 0 }];
  private depth = 1;
  private afterOperand = false;

  operand(): void {
    this.afterOperand = true;
  }

  mark(mark: string, column: number): void {
    const level = this.levels[this.levels.length - 1];
    const isPrefix = mark === 'not' || ((mark === '-' || mark === '+') && !this.afterOperand);
    this.afterOperand = mark === ')';
    if (mark === '(') {
      this.levels.push({ ternaries: 0, awaitingColon: 0, chain: 0 });
      this.depth++;
    } else if (mark === ')') {
      if (this.levels.length > 1) {
        this.levels.pop();
        this.depth -= 1 + level.ternaries + level.chain;
      }
    } else if (mark === '?') {
      level.ternaries++;
      level.awaitingColon++;
      this.depth++;
    } else if (isPrefix || mark === '^') {
      level.chain++;
      this.depth++;
    } else {
      if (mark === ':' && level.awaitingColon-- === 0) {
        throw new ExpressionError('":" without its "?"; ranges are not allowed', column);
      }
      this.depth -= level.chain;
      level.chain = 0;
      if (mark === ',') {
        this.depth -= level.ternaries;
        level.ternaries = 0;
      }
    }
    if (this.depth > maxDepth) throw new ExpressionError(tooDeep, column);
  }
}

/** `text`, cut to a length fit for a message. */
export const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 37)}…` : text);
