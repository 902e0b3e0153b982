/** Where in an expression a value stops being a number. */
import { type Expression, topological } from './expression.js';
import { type OperatorEntry, operators } from './operators.js';
import { stableForms } from './stable/stableForm.js';

/**
 * The innermost part of `e` that is not finite at `values` while its arguments are, each operation
 * rounded by `round`; null where `e` is finite there. A part of the expression as written is preferred
 * to one of its stable form. Throws an Error that names a symbol without a value.
 */
export function undefinedPart(
  e: Expression,
  values: Readonly<Record<string, number>>,
  round: (value: number) => number = Number,
): Expression | null {
  const [stable] = stableForms([e]);
  if (!partOf(stable, values, round)) return null;
  return partOf(e, values, Number) ?? partOf(e, values, round) ?? partOf(stable, values, round);
}

function partOf(
  root: Expression,
  values: Readonly<Record<string, number>>,
  round: (value: number) => number,
): Expression | null {
  const done = new Map<Expression, number>();
  let first: Expression | null = null;
  for (const e of topological([root])) {
    let value: number;
    if (e.kind === 'number') value = e.value;
    else if (e.kind === 'symbol') {
      if (!Object.hasOwn(values, e.name)) throw new Error(`no value for ${e.name}`);
      value = values[e.name];
    } else {
      const entry: OperatorEntry = operators[e.operator];
      const [a, b, c] = e.args.map((arg) => done.get(arg)!);
      value = entry.evaluate(a, b, c);
      if (first === null && !Number.isFinite(round(value))) first = e;
    }
    done.set(e, round(value));
  }
  return Number.isFinite(done.get(root)!) ? null : first;
}
