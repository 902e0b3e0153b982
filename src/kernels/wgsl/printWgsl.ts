/**
 * Expressions to WGSL. Every operation becomes one `let`, so a shared subexpression is computed
 * once; integer powers become the product chains of `math/powers.ts`, which the twin follows too.
 * Identifiers and literals are generated here: no text of the user reaches WGSL.
 */
import { type CallNode, type Expression, topological } from '../../math/expression/expression.js';
import { isProductPower, powerSteps } from '../../math/expression/powers.js';
import { float32Literal } from './literals.js';
import { type WgslOperator, wgslOperators } from './wgslOperators.js';

/** A scope of `let`s. An inner scope sees the lets of the outer one and adds its own. */
export interface Printer {
  /**
   * The lets that `roots` need and that no scope has yet, in order of dependence. A symbol must
   * be among those the scope was made with, else an Error names it.
   */
  lets(roots: readonly Expression[]): string[];
  /** The identifier or literal of a node that has been printed, or needs no let. */
  nameOf(e: Expression): string;
  /** Makes `e`, already computed elsewhere, known under a name. */
  bind(e: Expression, name: string): void;
  /** A scope inside this one, where `symbols` are known too. */
  inner(symbols: ReadonlyMap<string, string>): Printer;
}

/**
 * The outermost scope. `symbols` maps names of symbols to WGSL; the functions that the printed
 * lets call are added to `functions`.
 */
export function createPrinter(
  symbols: ReadonlyMap<string, string>,
  functions: Set<string>,
  prefix = 'v',
): Printer {
  const counter = { next: 0 };
  return scope(symbols, new Map(), functions, () => `${prefix}${counter.next++}`);
}

function scope(
  symbols: ReadonlyMap<string, string>,
  known: Map<Expression, string>,
  functions: Set<string>,
  fresh: () => string,
): Printer {
  const nameOf = (e: Expression): string => {
    const name = known.get(e) ?? (e.kind === 'symbol' ? symbols.get(e.name) : undefined);
    if (name !== undefined) return name;
    if (e.kind === 'number') return literalOf(e.value);
    throw new Error(e.kind === 'symbol' ? `no value for the symbol ${e.name}` : 'not printed yet');
  };
  const print = (e: CallNode): string => {
    const entry: WgslOperator = wgslOperators[e.operator];
    if (entry.calls) functions.add(entry.calls);
    const [a, b, c] = e.args.map(nameOf);
    const divisor = e.args[1];
    // Exact, and many times as fast.
    if (e.operator === 'div' && divisor.kind === 'number' && isPowerOfTwo(divisor.value)) {
      return `${a} * ${literalOf(1 / divisor.value)}`;
    }
    return entry.print(a, b, c);
  };
  return {
    nameOf,
    bind: (e, name) => known.set(e, name),
    inner: (more) => scope(new Map([...symbols, ...more]), new Map(known), functions, fresh),
    lets(roots) {
      const lines: string[] = [];
      for (const e of needed(roots, known)) {
        const name = fresh();
        const [base, exponent] = e.args;
        if (e.operator === 'pow' && exponent.kind === 'number' && isProductPower(exponent.value)) {
          lines.push(...printChain(name, nameOf(base), exponent.value));
        } else {
          lines.push(`let ${name} = ${print(e)};`);
        }
        known.set(e, name);
      }
      return lines;
    },
  };
}

/** The operations below `roots` that are not known, arguments first; stops at known nodes. */
function needed(roots: readonly Expression[], known: ReadonlyMap<Expression, string>): CallNode[] {
  const wanted = new Set<Expression>();
  const stack = [...roots];
  for (let e = stack.pop(); e; e = stack.pop()) {
    if (e.kind !== 'call' || known.has(e) || wanted.has(e)) continue;
    wanted.add(e);
    stack.push(...e.args);
  }
  return topological(roots).filter((e): e is CallNode => e.kind === 'call' && wanted.has(e));
}

const isPowerOfTwo = (value: number) =>
  Number.isInteger(Math.log2(Math.abs(value))) && Math.abs(Math.log2(Math.abs(value))) < 100;

/** Negative literals in parentheses: `- -1f` is not WGSL. */
function literalOf(value: number): string {
  const literal = float32Literal(value);
  return literal.startsWith('-') ? `(${literal})` : literal;
}

/** baseⁿ by squares and products, each a let; the last one is `name`. */
function printChain(name: string, base: string, exponent: number): string[] {
  const steps = powerSteps(exponent);
  const lines: string[] = [];
  let accumulator = base;
  steps.forEach((step, i) => {
    const last = i === steps.length - 1 && exponent > 0;
    const target = last ? name : `${name}_${i}`;
    lines.push(`let ${target} = ${accumulator} * ${step === 'square' ? accumulator : base};`);
    accumulator = target;
  });
  if (exponent < 0) lines.push(`let ${name} = 1f / ${accumulator};`);
  return lines;
}
