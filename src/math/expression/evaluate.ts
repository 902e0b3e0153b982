/** The value of an expression at one point, in float64. For many points use `tape.ts`. */
import { type Expression, topological } from './expression.js';
import { type OperatorEntry, operators } from './operators.js';

/**
 * The value of `e` where each symbol has its entry of `values`. Throws an Error that names a
 * symbol without a value.
 */
export function evaluate(e: Expression, values: Readonly<Record<string, number>>): number {
  const done = new Map<Expression, number>();
  for (const node of topological([e])) {
    switch (node.kind) {
      case 'number':
        done.set(node, node.value);
        break;
      case 'symbol':
        if (!Object.hasOwn(values, node.name)) throw new Error(`no value for ${node.name}`);
        done.set(node, values[node.name]);
        break;
      case 'call': {
        const entry: OperatorEntry = operators[node.operator];
        const [a, b, c] = node.args.map((arg) => done.get(arg)!);
        done.set(node, entry.evaluate(a, b, c));
      }
    }
  }
  return done.get(e)!;
}
