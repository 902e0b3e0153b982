/**
 * Expressions as hash-consed trees: two equal expressions are the same object, so a shared
 * subexpression is found by identity and computed once. Constructors fold constants, drop neutral
 * elements and gather the numeric factors of a product in front; every evaluator sees the same tree
 * and so rounds alike.
 */
import { type OperatorEntry, type OperatorName, operators } from './operators.js';

export interface NumberNode {
  readonly kind: 'number';
  readonly id: number;
  readonly value: number;
}
export interface SymbolNode {
  readonly kind: 'symbol';
  readonly id: number;
  readonly name: string;
}
export interface CallNode {
  readonly kind: 'call';
  readonly id: number;
  readonly operator: OperatorName;
  readonly args: readonly Expression[];
}
/** A hash-consed expression; compare with `===`. */
export type Expression = NumberNode | SymbolNode | CallNode;

const table = new Map<string, Expression>();

function intern<T extends Expression>(key: string, make: (id: number) => T): T {
  const known = table.get(key);
  if (known) return known as T;
  const made = make(table.size);
  table.set(key, made);
  return made;
}

/** The constant `value`; −0 is stored as 0. */
export function number(value: number): NumberNode {
  const stored = value === 0 ? 0 : value;
  return intern(`#${stored}`, (id) => ({ kind: 'number', id, value: stored }));
}

/** The symbol `name`: a parameter, a data column, a constant or an input of an update law. */
export function symbol(name: string): SymbolNode {
  return intern(`$${name}`, (id) => ({ kind: 'symbol', id, name }));
}

function node(operator: OperatorName, args: readonly Expression[]): Expression {
  const entry: OperatorEntry = operators[operator];
  if (args.length !== entry.arity) {
    throw new Error(`${operator} takes ${entry.arity} arguments, got ${args.length}`);
  }
  if (args.every((a) => a.kind === 'number')) {
    const [a, b, c] = args.map((x) => (x as NumberNode).value);
    return number(entry.evaluate(a, b, c));
  }
  const key = `${operator}(${args.map((a) => a.id).join()})`;
  return intern(key, (id) => ({ kind: 'call', id, operator, args }));
}

const isNumber = (e: Expression, value: number) => e.kind === 'number' && e.value === value;

/** `e` as number · rest; rest is null for a number. */
function splitFactor(e: Expression): [number, Expression | null] {
  if (e.kind === 'number') return [e.value, null];
  if (e.kind === 'call' && e.operator === 'neg') return [-1, e.args[0]];
  if (e.kind === 'call' && e.operator === 'mul' && e.args[0].kind === 'number') {
    return [e.args[0].value, e.args[1]];
  }
  return [1, e];
}

/** factor · rest, the number in front. */
function scaled(factor: number, rest: Expression): Expression {
  if (factor === 0) return number(0);
  if (factor === 1) return rest;
  return factor === -1 ? node('neg', [rest]) : node('mul', [number(factor), rest]);
}

function product(a: Expression, b: Expression): Expression {
  const [p, x] = splitFactor(a);
  const [q, y] = splitFactor(b);
  if (!x) return y ? scaled(p * q, y) : number(p * q);
  return scaled(p * q, y ? node('mul', [x, y]) : x);
}

/** Applies an operator, simplifying. Products with the constant 0 become 0. */
export function call(operator: OperatorName, ...args: Expression[]): Expression {
  const [a, b, c] = args;
  switch (operator) {
    case 'add':
      if (isNumber(a, 0)) return b;
      if (isNumber(b, 0)) return a;
      if (b.kind === 'call' && b.operator === 'neg') return call('sub', a, b.args[0]);
      break;
    case 'sub':
      if (isNumber(b, 0)) return a;
      if (isNumber(a, 0)) return call('neg', b);
      if (a === b) return number(0);
      break;
    case 'mul':
      return product(a, b);
    case 'div': {
      if (isNumber(b, 1)) return a;
      if (isNumber(a, 0) && b.kind !== 'number') return a;
      const [factor, rest] = splitFactor(a);
      // A quotient by a number that follows a factor needs no division of its own.
      if (rest && factor !== 1 && b.kind === 'number' && b.value !== 0) {
        return scaled(factor / b.value, rest);
      }
      break;
    }
    case 'pow':
      if (isNumber(b, 0)) return number(1);
      if (isNumber(b, 1)) return a;
      if (isNumber(b, 0.5)) return call('sqrt', a);
      break;
    case 'neg': {
      const [factor, rest] = splitFactor(a);
      if (rest && factor !== 1) return scaled(-factor, rest);
      break;
    }
    case 'select':
      if (a.kind === 'number') return a.value !== 0 ? b : c;
      if (b === c) return b;
      break;
  }
  return node(operator, args);
}

export const add = (a: Expression, b: Expression) => call('add', a, b);
export const sub = (a: Expression, b: Expression) => call('sub', a, b);
export const mul = (a: Expression, b: Expression) => call('mul', a, b);
export const div = (a: Expression, b: Expression) => call('div', a, b);
export const pow = (a: Expression, b: number) => call('pow', a, number(b));
export const neg = (a: Expression) => call('neg', a);
export const sqrt = (a: Expression) => call('sqrt', a);

/** Every node reachable from `roots`, each once, arguments before their users. */
export function topological(roots: readonly Expression[]): Expression[] {
  const seen = new Set<Expression>();
  const order: Expression[] = [];
  for (const root of roots) {
    const stack: { node: Expression; next: number }[] = [{ node: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (seen.has(top.node)) {
        stack.pop();
      } else if (top.node.kind === 'call' && top.next < top.node.args.length) {
        stack.push({ node: top.node.args[top.next++], next: 0 });
      } else {
        seen.add(top.node);
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}

/** Names of the symbols that occur in `roots`. */
export function symbolsOf(...roots: Expression[]): Set<string> {
  const names = new Set<string>();
  for (const e of topological(roots)) if (e.kind === 'symbol') names.add(e.name);
  return names;
}

/** Replaces symbols by expressions; simplification happens on the way up. */
export function substitute(root: Expression, values: ReadonlyMap<string, Expression>): Expression {
  const done = new Map<Expression, Expression>();
  for (const e of topological([root])) {
    if (e.kind === 'symbol') done.set(e, values.get(e.name) ?? e);
    else if (e.kind === 'call') done.set(e, call(e.operator, ...e.args.map((a) => done.get(a)!)));
    else done.set(e, e);
  }
  return done.get(root)!;
}
