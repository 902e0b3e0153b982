/** How many operations it takes to evaluate expressions together. */
import type { Expression } from '../../math/expression/expression.js';
import type { OperatorName } from '../../math/expression/operators.js';

/** Functions such as exp and sin, in units of an addition. */
const transcendental = 8;
const plain: ReadonlySet<OperatorName> = new Set([
  ...(['add', 'sub', 'mul', 'neg', 'abs', 'min', 'max', 'sign'] as const),
  ...(['lt', 'le', 'eq', 'ne', 'and', 'or', 'select'] as const),
]);

/** Operations of all `expressions`, each shared subexpression counted once. */
export function countOperations(expressions: readonly Expression[]): number {
  const seen = new Set<Expression>();
  const waiting = [...expressions];
  let operations = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.kind !== 'call' || seen.has(next)) continue;
    seen.add(next);
    operations += plain.has(next.operator) ? 1 : transcendental;
    waiting.push(...next.args);
  }
  return operations;
}
