/**
 * The mean loss as a surface: value, gradient and Hessian at many points, in float64. From the
 * exact moments of the sample gradient where the landscape has them, else by looping over samples.
 */
import { differentiate } from '../../math/expression/derivative.js';
import { type Expression, number, substitute } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../experiment.js';
import { gradientMoments } from '../moments.js';

/** One array of coordinates per parameter. */
export type Points = readonly Float64Array[];

export interface Surface {
  readonly dimension: number;
  /** Evaluations of a sample that one point costs: 1 where the mean is known as an expression. */
  readonly cost: number;
  loss(points: Points, out: Float64Array): void;
  /** ∂L/∂θᵢ in `gradient[i]`; entries (0, 0), (1, 0), (1, 1) of ∇²L in `hessian`. */
  slopes(points: Points, gradient: Points, hessian: Points): void;
}

/** Number of entries of the lower triangle of a Hessian. */
export const triangle = (dimension: number) => (dimension * (dimension + 1)) / 2;

/** `count` arrays of `length` zeros. */
export const createColumns = (count: number, length: number): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(length));

/**
 * The surface of `landscape`, in any number of parameters. At a kink the derivatives are one-sided
 * (see `differentiate`).
 */
export function createSurface(landscape: Landscape): Surface {
  const { parameters, sampleLoss, sampleGradient, moments, data } = landscape;
  const second = (gradient: readonly Expression[]) =>
    gradient.flatMap((g, i) => parameters.slice(0, i + 1).map((p) => differentiate(g, p)));
  const meanLoss = gradientMoments([sampleLoss], data)?.gradient;
  const loss = meanLoss ? ofParameters(landscape, meanLoss) : looped(landscape, [sampleLoss]);
  const gradient = moments?.gradient ?? sampleGradient;
  const roots = [...gradient, ...second(gradient)];
  const slopes = moments ? ofParameters(landscape, roots) : looped(landscape, roots);
  return {
    dimension: parameters.length,
    cost: moments && meanLoss ? 1 : data.rows,
    loss: (points, out) => loss(points, [out]),
    slopes: (points, first, hessian) => slopes(points, [...first, ...hessian]),
  };
}

type Evaluate = (points: Points, outputs: Points) => void;

/** The roots, symbols of constants replaced by their numbers. */
function withConstants({ constants }: Landscape, roots: readonly Expression[]): Expression[] {
  const values = new Map(Object.entries(constants).map(([name, v]) => [name, number(v)]));
  return roots.map((e) => substitute(e, values));
}

function ofParameters(landscape: Landscape, roots: readonly Expression[]): Evaluate {
  const tape = createTape(withConstants(landscape, roots), landscape.parameters, 'float64');
  return (points, outputs) => tape(points, outputs, points[0].length);
}

/** Means over the samples: the inner loop runs over whichever are more, samples or points. */
function looped(landscape: Landscape, roots: readonly Expression[]): Evaluate {
  const { parameters, data } = landscape;
  const inputs = [...parameters, ...data.columns];
  const tape = createTape(withConstants(landscape, roots), inputs, 'float64');
  const samples = createColumns(roots.length, data.rows);
  return (points, outputs) => {
    const count = points[0].length;
    if (count < data.rows) {
      for (let k = 0; k < count; k++) {
        const here = points.map((column) => column.subarray(k, k + 1));
        tape([...here, ...data.values], samples, data.rows);
        for (const [r, out] of outputs.entries()) {
          out[k] = samples[r].reduce((a, b) => a + b, 0) / data.rows;
        }
      }
      return;
    }
    const one = createColumns(roots.length, count);
    for (const out of outputs) out.fill(0);
    for (let row = 0; row < data.rows; row++) {
      tape([...points, ...data.values.map((c) => c.subarray(row, row + 1))], one, count);
      for (const [r, out] of outputs.entries()) {
        for (let k = 0; k < count; k++) out[k] += one[r][k] / data.rows;
      }
    }
  };
}
