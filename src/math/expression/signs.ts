/** What is known of the sign and the size of an expression from its form alone. */
import type { Expression } from './expression.js';

/** factor · Π sigmoid(scaleᵢ·uᵢ). */
export interface Saturating {
  readonly factor: number;
  readonly sigmoids: readonly (readonly [scale: number, u: Expression])[];
}

const isOne = (e: Expression) => e.kind === 'number' && e.value === 1;

/** sigmoid(u), 1 − sigmoid(u), 1 ± tanh(u) and 1 − tanh²(u) as products of sigmoids; else null. */
export function saturating(e: Expression): Saturating | null {
  if (e.kind !== 'call') return null;
  const [a, b] = e.args;
  if (e.operator === 'sigmoid') return { factor: 1, sigmoids: [[1, a]] };
  if (e.operator === 'add') {
    const other = isOne(a) ? b : isOne(b) ? a : null;
    const isTanh = other?.kind === 'call' && other.operator === 'tanh';
    return isTanh ? { factor: 2, sigmoids: [[2, other.args[0]]] } : null;
  }
  if (e.operator !== 'sub' || !isOne(a) || b.kind !== 'call') return null;
  const [inner, exponent] = b.args;
  if (b.operator === 'sigmoid') return { factor: 1, sigmoids: [[-1, inner]] };
  if (b.operator === 'tanh') return { factor: 2, sigmoids: [[-2, inner]] };
  const isSquare = b.operator === 'pow' && exponent.kind === 'number' && exponent.value === 2;
  if (!isSquare || inner.kind !== 'call' || inner.operator !== 'tanh') return null;
  const [u] = inner.args;
  return { factor: 4, sigmoids: [2, -2].map((scale) => [scale, u] as const) };
}

/** Whether `e` is never negative where it is defined. */
export function isNonNegative(e: Expression): boolean {
  if (e.kind === 'number') return e.value >= 0;
  if (e.kind === 'symbol') return false;
  if (saturating(e)) return true;
  const [a, b, c] = e.args;
  switch (e.operator) {
    case 'abs':
    case 'exp':
    case 'sqrt':
    case 'softplus':
    case 'nonNegative':
      return true;
    case 'pow':
      return isNonNegative(a) || (b.kind === 'number' && b.value % 2 === 0);
    case 'mul':
      return a === b || (isNonNegative(a) && isNonNegative(b));
    case 'add':
    case 'div':
    case 'min':
      return isNonNegative(a) && isNonNegative(b);
    case 'max':
      return isNonNegative(a) || isNonNegative(b);
    case 'select':
      return isNonNegative(b) && isNonNegative(c);
    default:
      return false;
  }
}
