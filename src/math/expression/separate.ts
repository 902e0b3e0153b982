/**
 * Separation of variables: e = Σ factor(parameters) · feature(data). Means over the data then
 * need the means of the features only, once, whatever the number of walkers.
 */
import {
  add,
  type CallNode,
  call,
  div,
  type Expression,
  mul,
  neg,
  number,
  sub,
  topological,
} from './expression.js';

export interface SeparateTerm {
  /** No data symbol occurs in it. */
  readonly factor: Expression;
  /** Only data symbols occur in it; 1 for the part without data. */
  readonly feature: Expression;
}

const maxTerms = 64;
const maxPower = 4;
const one = number(1);

/** A product of powers of data-only expressions that are no products: atom → integer exponent. */
type Monomial = ReadonlyMap<Expression, number>;

interface Term {
  readonly factor: Expression;
  readonly monomial: Monomial;
}

/** Terms by the key of their monomial; null where the expression does not separate. */
type Sum = ReadonlyMap<string, Term> | null;

const keyOf = (monomial: Monomial) =>
  [...monomial].map(([atom, exponent]) => `${atom.id}^${exponent}`).join();

const monomialOf = (exponents: Iterable<[Expression, number]>): Monomial =>
  new Map([...exponents].filter(([, n]) => n !== 0).sort(([a], [b]) => a.id - b.id));

const constant: Monomial = new Map();
const single = (factor: Expression, monomial: Monomial): Sum =>
  new Map([[keyOf(monomial), { factor, monomial }]]);
const pureFactor = (factor: Expression) => single(factor, constant);
const pureFeature = (atom: Expression) => single(one, new Map([[atom, 1]]));

/** Merges terms with equal features; terms that cancel are dropped. */
function sumOf(terms: Iterable<Term>): Sum {
  const merged = new Map<string, Term>();
  for (const { factor, monomial } of terms) {
    const key = keyOf(monomial);
    const known = merged.get(key)?.factor;
    if (known === undefined) merged.set(key, { factor, monomial });
    else merged.set(key, { factor: addAlike(known, factor), monomial });
    if (merged.size > maxTerms) return null;
  }
  const isZero = ({ factor }: Term) => factor.kind === 'number' && factor.value === 0;
  return new Map([...merged].filter(([, term]) => !isZero(term)));
}

function addAlike(a: Expression, b: Expression): Expression {
  if (a === b) return mul(number(2), a);
  return a.kind === 'call' && a.operator === 'neg' ? sub(b, a.args[0]) : add(a, b);
}

const scale = (sum: Sum, change: (factor: Expression) => Expression): Sum =>
  sum && sumOf([...sum.values()].map((t) => ({ ...t, factor: change(t.factor) })));

const plus = (a: Sum, b: Sum): Sum => a && b && sumOf([...a.values(), ...b.values()]);

function timesMonomial(a: Monomial, b: Monomial, sign: 1 | -1): Monomial {
  const exponents = new Map(a);
  for (const [atom, n] of b) exponents.set(atom, (exponents.get(atom) ?? 0) + sign * n);
  return monomialOf(exponents);
}

function times(a: Sum, b: Sum): Sum {
  if (!a || !b) return null;
  const terms: Term[] = [];
  for (const s of a.values()) {
    for (const t of b.values()) {
      const monomial = timesMonomial(s.monomial, t.monomial, 1);
      terms.push({ factor: mul(s.factor, t.factor), monomial });
    }
  }
  return sumOf(terms);
}

/** The only term of a sum that has one. */
const onlyTerm = (sum: Sum) => (sum?.size === 1 ? [...sum.values()][0] : null);

function over(a: Sum, b: Sum): Sum {
  const by = onlyTerm(b);
  if (!a || !by) return null;
  const terms = [...a.values()].map((t) => ({
    factor: div(t.factor, by.factor),
    monomial: timesMonomial(t.monomial, by.monomial, -1),
  }));
  return sumOf(terms);
}

function toPower(base: Sum, exponent: Expression): Sum {
  if (exponent.kind !== 'number' || !Number.isInteger(exponent.value)) return null;
  const n = exponent.value;
  const term = onlyTerm(base);
  if (term) {
    const monomial = monomialOf([...term.monomial].map(([atom, k]) => [atom, k * n]));
    return single(call('pow', term.factor, exponent), monomial);
  }
  if (n < 2 || n > maxPower) return null;
  let result = base;
  for (let i = 1; i < n; i++) result = times(result, base);
  return result;
}

/** Where only the condition decides between two sums, each of them is switched on or off. */
function choose(condition: Expression, isData: boolean, a: Sum, b: Sum): Sum {
  if (!a || !b) return null;
  const zero = number(0);
  const switched = (sum: NonNullable<Sum>, pick: (on: Expression) => Expression): Sum =>
    sumOf(
      [...sum.values()].map(
        ({ factor, monomial }): Term =>
          isData
            ? { factor, monomial: new Map([[pick(featureOf(monomial)), 1]]) }
            : { factor: pick(factor), monomial },
      ),
    );
  return plus(
    switched(a, (on) => call('select', condition, on, zero)),
    switched(b, (on) => call('select', condition, zero, on)),
  );
}

/** The monomial as an expression; negative powers form the denominator. */
function featureOf(monomial: Monomial): Expression {
  let above: Expression = one;
  let below: Expression = one;
  for (const [atom, n] of monomial) {
    const power = call('pow', atom, number(Math.abs(n)));
    if (n > 0) above = mul(above, power);
    else below = mul(below, power);
  }
  return div(above, below);
}

/**
 * Writes `e` as Σ factor · feature, equal in exact arithmetic wherever e is finite, features all
 * different. Sums, differences, products, quotients by one term, integer powers (of sums: up to
 * 4) and choices by a condition of one kind are taken apart; data-only subexpressions stay whole
 * except for their products. Null where this does not succeed (tanh(a·x)) or takes more than 64
 * terms; no terms at all where e is 0.
 */
export function separate(e: Expression, dataNames: ReadonlySet<string>): SeparateTerm[] | null {
  const known = new Map<Expression, Separated>();
  for (const node of topological([e])) known.set(node, separateNode(node, dataNames, known));
  const found = known.get(e)!.sum;
  const sum = found && sumOf(found.values());
  return (
    sum && [...sum.values()].map((t) => ({ factor: t.factor, feature: featureOf(t.monomial) }))
  );
}

interface Separated {
  readonly hasData: boolean;
  readonly hasOther: boolean;
  readonly sum: Sum;
}

function separateNode(
  node: Expression,
  dataNames: ReadonlySet<string>,
  known: ReadonlyMap<Expression, Separated>,
): Separated {
  if (node.kind !== 'call') {
    const hasData = node.kind === 'symbol' && dataNames.has(node.name);
    const hasOther = node.kind === 'symbol' && !hasData;
    return { hasData, hasOther, sum: hasData ? pureFeature(node) : pureFactor(node) };
  }
  const args = node.args.map((arg) => known.get(arg)!);
  const hasData = args.some((arg) => arg.hasData);
  const hasOther = args.some((arg) => arg.hasOther);
  if (!hasData) return { hasData, hasOther, sum: pureFactor(node) };
  const isProduct = ['neg', 'mul', 'div', 'pow'].includes(node.operator);
  const sum = hasOther || isProduct ? takeApart(node, args) : null;
  return { hasData, hasOther, sum: sum ?? (hasOther ? null : pureFeature(node)) };
}

function takeApart({ operator, args }: CallNode, parts: readonly Separated[]): Sum {
  const [a, b, c] = parts.map((part) => part.sum);
  switch (operator) {
    case 'add':
      return plus(a, b);
    case 'sub':
      return plus(a, scale(b, neg));
    case 'neg':
      return scale(a, neg);
    case 'mul':
      return times(a, b);
    case 'div':
      return over(a, b);
    case 'pow':
      return toPower(a, args[1]);
    case 'select': {
      const { hasData, hasOther } = parts[0];
      return hasData && hasOther ? null : choose(args[0], hasData, b, c);
    }
    default:
      return null;
  }
}
