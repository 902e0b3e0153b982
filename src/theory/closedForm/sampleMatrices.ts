/**
 * The gradients of all samples as affine maps ∇ℓ = [H, g] (θ, 1): of losses that are quadratic, which
 * is seen from their expressions, and of any loss near a point.
 */
import { differentiate } from '../../math/expression/derivative.js';
import {
  type CallNode,
  type Expression,
  number,
  substitute,
  symbolsOf,
  topological,
} from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { withNumbers } from '../law/gradient1d.js';

/** Numbers that the matrices of all samples may hold: 256 MB. */
const mostEntries = 2 ** 25;

/**
 * [H, g] of every sample, d × (d + 1) row-major, where every sample loss is a polynomial of second
 * degree in the parameters; what depends on data and constants alone may be any function.
 */
export function quadraticSamples(landscape: Landscape): Float64Array[] | { absent: string } {
  const { parameters, constants, sampleLoss } = landscape;
  const none = { absent: 'some sample loss is not quadratic in the parameters' };
  if (!isRational(withNumbers(sampleLoss, constants), parameters)) return none;
  const tooMany = refusal(landscape);
  if (tooMany) return tooMany;
  const { hessian, gradient } = derivatives(landscape);
  if (hessian.some((e) => dependsOn(e, parameters))) return none;
  const origin = new Map(parameters.map((p) => [p, number(0)]));
  const samples = evaluate(
    landscape,
    hessian,
    gradient.map((g) => substitute(g, origin)),
  );
  return samples ?? { absent: 'the curvature or slope of some sample is not finite' };
}

/**
 * [h, ∇ℓ] of every sample at `point`: the gradient to first order in θ − point. Absent where a
 * derivative is not finite there.
 */
export function samplesNear(
  landscape: Landscape,
  point: readonly number[],
): Float64Array[] | { absent: string } {
  const tooMany = refusal(landscape);
  if (tooMany) return tooMany;
  const { hessian, gradient } = derivatives(landscape);
  const here = new Map(landscape.parameters.map((p, i) => [p, number(point[i])]));
  const at = (e: Expression) => substitute(e, here);
  const samples = evaluate(landscape, hessian.map(at), gradient.map(at));
  return samples ?? { absent: 'the loss is not smooth there' };
}

function refusal({ parameters, data }: Landscape): { absent: string } | null {
  const d = parameters.length;
  const entries = data.rows * d * (d + 1);
  if (entries <= mostEntries) return null;
  return {
    absent:
      `the curvatures of ${data.rows} samples in ${d} dimensions are ${entries.toPrecision(3)} ` +
      `numbers; at most ${mostEntries.toPrecision(3)} can be held`,
  };
}

/** Second derivatives, d × d row by row, and the gradient of the sample loss. */
function derivatives({ parameters, constants, sampleGradient }: Landscape) {
  const gradient = sampleGradient.map((g) => withNumbers(g, constants));
  const lower = gradient.map((g, i) => parameters.slice(0, i + 1).map((p) => differentiate(g, p)));
  const hessian = lower.flatMap((_, i) =>
    lower.map((_, j) => lower[Math.max(i, j)][Math.min(i, j)]),
  );
  return { hessian, gradient };
}

function evaluate(
  { parameters, data }: Landscape,
  hessian: readonly Expression[],
  gradient: readonly Expression[],
): Float64Array[] | null {
  const d = parameters.length;
  const entries = gradient.flatMap((g, i) => [...hessian.slice(i * d, (i + 1) * d), g]);
  const columns = entries.map(() => new Float64Array(data.rows));
  createTape(entries, data.columns, 'float64')(data.values, columns, data.rows);
  const matrices = Array.from({ length: data.rows }, (_, row) =>
    Float64Array.from(columns, (column) => column[row]),
  );
  return matrices.every((m) => m.every(Number.isFinite)) ? matrices : null;
}

const dependsOn = (e: Expression, parameters: readonly string[]) => {
  const names = symbolsOf(e);
  return parameters.some((p) => names.has(p));
};

/**
 * Whether the parameters meet in sums, products, powers with a number and quotients by what does not
 * depend on them, and nowhere else. A kink or a jump (abs, min, a condition on θ) would have second
 * derivatives that do not show it.
 */
function isRational(root: Expression, parameters: readonly string[]): boolean {
  const dependent = new Set<Expression>();
  for (const e of topological([root])) {
    if (e.kind === 'symbol' && parameters.includes(e.name)) dependent.add(e);
    if (e.kind !== 'call' || !e.args.some((arg) => dependent.has(arg))) continue;
    if (!keepsPolynomials(e, (arg) => dependent.has(arg))) return false;
    dependent.add(e);
  }
  return true;
}

function keepsPolynomials(
  { operator, args: [a, b] }: CallNode,
  isDependent: (arg: Expression) => boolean,
): boolean {
  switch (operator) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'neg':
      return true;
    case 'div':
      return !isDependent(b);
    case 'pow':
      return b.kind === 'number';
    case 'select':
      return !isDependent(a);
    default:
      return false;
  }
}
