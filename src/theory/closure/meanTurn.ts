/**
 * How the drift changes along itself, (Da)a with a = E[increment]/η: the term by which the drift of
 * order 2 differs from that of order 1 (Li, Tai, E). For a = −∇L it is ∇²L∇L = ∇|∇L|²/2.
 */
import { differentiate } from '../../math/expression/derivative.js';
import {
  add,
  type Expression,
  mul,
  number,
  substitute,
  symbol,
  symbolsOf,
} from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { createColumns, createSurface, triangle } from '../../model/shape/surface.js';
import { withNumbers } from '../law/gradient1d.js';
import { fillLimits } from '../law/limits.js';

/** (Da)a at many points: one column per parameter. */
export type MeanTurn = (points: readonly Float64Array[]) => readonly Float64Array[];

const hessian = (i: number, j: number) => symbol(`#hessian.${Math.max(i, j)}.${Math.min(i, j)}`);
const sum = (terms: readonly Expression[]) => terms.reduce(add, number(0) as Expression);

/**
 * (Da)a of `law`, exactly, from the derivatives of its increment and of the mean gradient; or the
 * reason why there is none. Holds for laws whose increment without noise depends on θ and on the
 * gradient, affinely in the minibatch's.
 */
export function createMeanTurn(
  landscape: Landscape,
  law: UpdateLaw,
  learningRate: number,
): MeanTurn | { absent: string } {
  const { parameters } = landscape;
  const indices = [...parameters.keys()];
  const normals = Array.from({ length: lawInputs(law).normals }, (_, k) => inputs.normal(k).name);
  const still = new Map(normals.map((name) => [name, number(0)]));
  const mean = law.increment.map((e) => substitute(withNumbers(e, law.scalars), still));
  const gradients = [inputs.minibatchGradient, inputs.gradient];
  // d/dθ_j: by θ itself, and by either gradient through the Hessian.
  const along = (e: Expression, j: number) =>
    sum([
      differentiate(e, parameters[j]),
      ...gradients.flatMap((input) =>
        indices.map((k) => mul(differentiate(e, input(k).name), hessian(k, j))),
      ),
    ]);
  const turned = mean.map((e) => sum(indices.map((j) => mul(along(e, j), mean[j]))));
  const names = [
    ...parameters,
    ...gradients.flatMap((input) => indices.map((k) => input(k).name)),
    ...indices.flatMap((i) => indices.slice(0, i + 1).map((j) => hessian(i, j).name)),
  ];
  if ([...symbolsOf(...turned)].some((name) => !names.includes(name))) {
    return { absent: 'the mean step of this rule depends on more than the gradient' };
  }
  const tape = createTape(turned, names, 'float64');
  const surface = createSurface(landscape);
  const evaluate = (points: readonly Float64Array[], out: readonly Float64Array[]) => {
    const n = points[0].length;
    const gradient = createColumns(parameters.length, n);
    const second = createColumns(triangle(parameters.length), n);
    surface.slopes(points, gradient, second);
    tape([...points, ...gradient, ...gradient, ...second], out, n);
    for (const column of out) for (let i = 0; i < n; i++) column[i] /= learningRate ** 2;
  };
  return (points) => {
    const out = createColumns(parameters.length, points[0].length);
    evaluate(points, out);
    fillLimits(evaluate, points, out);
    return out;
  };
}
