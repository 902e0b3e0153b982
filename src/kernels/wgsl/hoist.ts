/** Which parts of expressions can be computed before others: those over certain symbols alone. */
import { type Expression, topological } from '../../math/expression/expression.js';

/**
 * The largest subexpressions of `roots` whose symbols all satisfy `allowed`, numbers left out.
 */
export function largestOver(
  roots: readonly Expression[],
  allowed: (name: string) => boolean,
): Expression[] {
  const order = topological(roots);
  const free = new Set<Expression>();
  for (const e of order) {
    const isFree =
      e.kind === 'number' ||
      (e.kind === 'symbol' && allowed(e.name)) ||
      (e.kind === 'call' && e.args.every((a) => free.has(a)));
    if (isFree) free.add(e);
  }
  const largest = new Set(roots.filter((e) => free.has(e)));
  for (const e of order) {
    if (e.kind === 'call' && !free.has(e)) for (const a of e.args) if (free.has(a)) largest.add(a);
  }
  return [...largest].filter((e) => e.kind !== 'number');
}
