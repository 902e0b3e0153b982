/**
 * Text to expression. The parser of mathjs is used as a parser only; its tree is translated node
 * by node into ours and everything without a meaning here is refused. mathjs keeps no source
 * positions, but names and numbers come in the tree in the order in which they stand in the
 * text: the k-th leaf is the k-th word of `scanWords`, and brings its column.
 */
import { closest, distance } from 'fastest-levenshtein';
import { create, parseDependencies } from 'mathjs/number';
import { call, type Expression, neg, number, symbol, topological } from './expression.js';
import { ExpressionError } from './expressionError.js';
import { functions } from './expressionFunctions.js';
import { maxDepth, scanWords, shorten, tooDeep, type Word } from './scanWords.js';

const maxLength = 10_000;
const maxNodes = 5_000;

/** The nodes of mathjs that have a meaning here. */
type ParsedNode =
  | { readonly type: 'ConstantNode' | 'SymbolNode' }
  | { readonly type: 'ParenthesisNode'; readonly content: ParsedNode }
  | {
      readonly type: 'OperatorNode';
      readonly fn: string;
      readonly op: string;
      readonly args: readonly ParsedNode[];
    }
  | {
      readonly type: 'RelationalNode';
      readonly conditionals: readonly string[];
      readonly params: readonly ParsedNode[];
    }
  | {
      readonly type: 'ConditionalNode';
      readonly condition: ParsedNode;
      readonly trueExpr: ParsedNode;
      readonly falseExpr: ParsedNode;
    }
  | { readonly type: 'FunctionNode'; readonly args: readonly ParsedNode[] };

const { parse } = create(parseDependencies);

const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);

const euler = number(Math.E);

type Build = (...args: Expression[]) => Expression;
const not: Build = (a) => call('eq', a, number(0));

/** By the names that mathjs gives to operators; those that are not here are refused. */
const operations: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['add', (a, b) => call('add', a, b)],
  ['subtract', (a, b) => call('sub', a, b)],
  ['multiply', (a, b) => call('mul', a, b)],
  ['divide', (a, b) => call('div', a, b)],
  ['pow', (a, b) => (a === euler ? call('exp', b) : call('pow', a, b))],
  ['smaller', (a, b) => call('lt', a, b)],
  ['smallerEq', (a, b) => call('le', a, b)],
  ['larger', (a, b) => call('lt', b, a)],
  ['largerEq', (a, b) => call('le', b, a)],
  ['equal', (a, b) => call('eq', a, b)],
  ['unequal', (a, b) => call('ne', a, b)],
  ['and', (a, b) => call('and', a, b)],
  ['or', (a, b) => call('or', a, b)],
  ['not', not],
  ['unaryMinus', neg],
  ['unaryPlus', (a) => a],
]);

/** What the translation carries along. */
interface Translation {
  readonly words: readonly Word[];
  readonly symbols: ReadonlySet<string>;
  /** Index of the word that the next leaf stands for. */
  next: number;
  nodes: number;
}

/**
 * The expression that `text` denotes; its symbols are among `symbols`, which also shadow the
 * constants `pi` and `e`. Precedence is that of mathematics: −x² = −(x²), a^b^c = a^(b^c),
 * `2 x` = 2·x, a < b < c = (a < b) and (b < c); comparisons give 1 or 0.
 * Throws an ExpressionError with a column for whatever is not an expression, for unknown names,
 * for constants that are not finite numbers (1/0, log(−1)), and for texts beyond 10,000
 * characters, 200 levels or 5,000 nodes.
 */
export function parseExpression(text: string, symbols: readonly string[]): Expression {
  if (text.length > maxLength) {
    throw new ExpressionError(`longer than ${maxLength} characters`, maxLength + 1);
  }
  const words = scanWords(text);
  if (text.trim() === '') throw new ExpressionError('the expression is empty', 1);
  const translation: Translation = { words, symbols: new Set(symbols), next: 0, nodes: 0 };
  checkNames(translation);
  const result = translate(parseText(text), 1, translation);
  if (translation.next !== words.length) throw new ExpressionError('not understood', 1);
  checkDepth(result);
  return result;
}

/** Chains of relations and long lists of arguments are deeper in our tree than in the text. */
function checkDepth(root: Expression): void {
  const depths = new Map<Expression, number>();
  for (const e of topological([root])) {
    const inner = e.kind === 'call' ? e.args.map((arg) => depths.get(arg)!) : [0];
    depths.set(e, 1 + Math.max(...inner));
  }
  if (depths.get(root)! > maxDepth) throw new ExpressionError(tooDeep, 1);
}

/** mathjs's tree; all white space, line ends too, separates words and no more. */
function parseText(text: string): ParsedNode {
  try {
    return parse(text.replace(/\s/g, ' ')) as unknown as ParsedNode;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { char } = error as SyntaxError & { char?: number };
    const message = error.message.replace(/ \(char \d+\)$/, '');
    const column = Math.min(char ?? 1, text.length + 1);
    throw new ExpressionError(message.charAt(0).toLowerCase() + message.slice(1), column);
  }
}

/** Every name must be known before anything else is said about the text. */
function checkNames({ words, symbols }: Translation): void {
  const isValue = (name: string) => symbols.has(name) || constants.has(name);
  for (const { kind, text: name, column } of words) {
    if (kind === 'number') continue;
    if (kind === 'function' ? functions.has(name) : isValue(name)) continue;
    let message: string;
    if (isValue(name)) message = `${name} is not a function; to multiply write ${name} * (…)`;
    else if (kind === 'function') message = unknown('function', name, [...functions.keys()]);
    else if (functions.has(name)) message = `${name} is a function: write ${name}(…)`;
    else message = unknown('name', name, [...symbols, ...constants.keys()]);
    throw new ExpressionError(message, column);
  }
}

function unknown(what: string, name: string, valid: readonly string[]): string {
  const best = closest(name, valid);
  const changes = distance(name, best);
  const isNear = changes <= Math.max(2, best.length / 2) && changes < best.length;
  const hint = isNear ? `did you mean "${best}"?` : `known are ${valid.slice(0, 40).join(', ')}`;
  return `unknown ${what} "${shorten(name)}"; ${hint}`;
}

function takeWord(translation: Translation): Word {
  const word = translation.words[translation.next++];
  if (!word) throw new ExpressionError('not understood', 1);
  return word;
}

/** Column of the first name or number of what comes next. */
const currentColumn = ({ words, next }: Translation) =>
  words[Math.min(next, words.length - 1)]?.column ?? 1;

function translate(node: ParsedNode, depth: number, translation: Translation): Expression {
  const column = currentColumn(translation);
  if (depth > maxDepth) throw new ExpressionError(tooDeep, column);
  if (++translation.nodes > maxNodes) {
    throw new ExpressionError(`more than ${maxNodes} names, numbers and operations`, column);
  }
  const part = (inner: ParsedNode) => translate(inner, depth + 1, translation);
  const result = translateNode(node, column, part, translation);
  if (result.kind === 'number' && !Number.isFinite(result.value)) {
    throw new ExpressionError('this constant part is not a finite number', column);
  }
  return result;
}

function translateNode(
  node: ParsedNode,
  column: number,
  part: (node: ParsedNode) => Expression,
  translation: Translation,
): Expression {
  switch (node.type) {
    case 'ConstantNode':
      return number(Number(takeWord(translation).text));
    case 'SymbolNode': {
      const name = takeWord(translation).text;
      return translation.symbols.has(name) ? symbol(name) : number(constants.get(name)!);
    }
    case 'ParenthesisNode':
      return part(node.content);
    case 'OperatorNode': {
      const build = operations.get(node.fn);
      if (!build) throw new ExpressionError(`the operator ${node.op} is not allowed`, column);
      return build(...node.args.map(part));
    }
    case 'RelationalNode':
      return translateRelations(node.conditionals, node.params.map(part));
    case 'ConditionalNode': {
      const [condition, a, b] = [node.condition, node.trueExpr, node.falseExpr].map(part);
      return call('select', condition, a, b);
    }
    case 'FunctionNode': {
      const { text: name } = takeWord(translation);
      return applyFunction(name, node.args.map(part), column);
    }
    default:
      throw new ExpressionError('this is not part of an expression', column);
  }
}

function translateRelations(relations: readonly string[], sides: readonly Expression[]) {
  return relations
    .map((relation, i) => operations.get(relation)!(sides[i], sides[i + 1]))
    .reduce((a, b) => call('and', a, b));
}

function applyFunction(name: string, args: readonly Expression[], column: number): Expression {
  const { fewest, most, build } = functions.get(name)!;
  if (args.length < fewest || args.length > most) {
    const expected = most === 1 ? 'one argument' : `${fewest} to ${most} arguments`;
    throw new ExpressionError(`${name} takes ${expected}, got ${args.length}`, column);
  }
  return build(args);
}
