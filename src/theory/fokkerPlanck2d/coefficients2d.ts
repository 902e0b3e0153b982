/**
 * Drift and diffusion tensor of a law in two dimensions, from its increment (docs/theory.md §2,
 * diffusion limit of order 1): b = E[increment]/η and D = Cov[increment]/(2η). Minibatches are not
 * listed: the covariance of their gradient is that of one sample's with the factor of the draw.
 */
import { differentiate } from '../../math/expression/derivative.js';
import {
  type Expression,
  number,
  substitute,
  symbolsOf,
} from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Experiment, Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { type ClosureName, createClosure, type Field } from '../closure/closures.js';
import { withNumbers } from '../law/gradient1d.js';
import { createGradient2d, createPair, type Triple } from '../law/gradient2d.js';
import { minibatchFactor } from '../law/increment1d.js';

/** Values at many points; arrays of equal length. */
export interface Field2d {
  /** Drift. */
  readonly bx: Float64Array;
  readonly by: Float64Array;
  /** The diffusion tensor, positive semidefinite. */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
}

export interface Coefficients2d {
  /** Writes drift and diffusion at the points (x, y). */
  evaluate(x: Float64Array, y: Float64Array, out: Field2d): void;
  /** Evaluations of expressions that one point takes: 1, or one for each sample. */
  readonly passes: number;
}

export function createField2d(length: number): Field2d {
  const column = () => new Float64Array(length);
  return { bx: column(), by: column(), xx: column(), xy: column(), yy: column() };
}

/** A closure's coefficients, and what a reader of the prediction has to know. */
export interface ClosureCoefficients2d {
  readonly coefficients: Coefficients2d;
  readonly notes: readonly string[];
}

const fieldOf = ({ bx, by, xx, xy, yy }: Field2d): Field => ({
  drift: [bx, by],
  diffusion: [xx, xy, yy],
});

/** What closure `name` makes of ensemble `index`, or the reason why it cannot. */
export function createClosureCoefficients2d(
  experiment: Experiment,
  index: number,
  name: ClosureName,
): ClosureCoefficients2d | { absent: string } {
  const { landscape, learningRate, ensembles } = experiment;
  const limit = createCoefficients2d(landscape, ensembles[index].law, learningRate);
  if ('absent' in limit) return limit;
  const closure = createClosure(experiment, index, name, ([x, y]) => {
    const field = createField2d(x.length);
    limit.evaluate(x, y, field);
    return fieldOf(field);
  });
  if ('absent' in closure) return closure;
  const coefficients: Coefficients2d = {
    evaluate(x, y, out) {
      limit.evaluate(x, y, out);
      closure.amend([x, y], fieldOf(out));
    },
    passes: limit.passes,
  };
  return { coefficients, notes: closure.notes };
}

/** The diffusion limit's coefficients, or the reason why this law has none that we can derive. */
export function createCoefficients2d(
  landscape: Landscape,
  law: UpdateLaw,
  learningRate: number,
): Coefficients2d | { absent: string } {
  const parts = partsOf(law, landscape.parameters);
  if ('absent' in parts) return parts;
  const { roots, slopes } = parts;
  const tape = createTape(roots, [...landscape.parameters, ...inputNames], 'float64');
  const gradient = createGradient2d(landscape);
  const factor = law.minibatch ? minibatchFactor(law.minibatch, landscape.data.rows) : 0;
  return {
    passes: landscape.moments ? 1 : landscape.data.rows,
    evaluate(x, y, out) {
      const n = x.length;
      const mean = createPair(n);
      const covariance: Triple = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      gradient.mean([x, y], mean);
      if (law.minibatch) gradient.covariance([x, y], covariance);
      for (const c of covariance) for (let i = 0; i < n; i++) c[i] *= factor;
      const [cxx, cxy, cyy] = covariance;
      const columns = roots.map(() => new Float64Array(n));
      tape([x, y, ...mean, ...mean, ...choleskyColumns(covariance)], columns, n);
      const [mx, my, axx, axy, ayx, ayy] = columns;
      const scale = 1 / (2 * learningRate);
      for (let i = 0; i < n; i++) {
        const tx = axx[i] * cxx[i] + axy[i] * cxy[i];
        const ty = axx[i] * cxy[i] + axy[i] * cyy[i];
        let xx = tx * axx[i] + ty * axy[i];
        let xy = tx * ayx[i] + ty * ayy[i];
        let yy = ayx[i] * (ayx[i] * cxx[i] + 2 * ayy[i] * cxy[i]) + ayy[i] * ayy[i] * cyy[i];
        for (let k = 0; k < slopes; k++) {
          const sx = columns[6 + 2 * k][i];
          const sy = columns[7 + 2 * k][i];
          xx += sx * sx;
          xy += sx * sy;
          yy += sy * sy;
        }
        out.bx[i] = mx[i] / learningRate;
        out.by[i] = my[i] / learningRate;
        out.xx[i] = xx * scale;
        out.xy[i] = xy * scale;
        out.yy[i] = yy * scale;
      }
    },
  };
}

const inputNames = [
  inputs.minibatchGradient(0),
  inputs.minibatchGradient(1),
  inputs.gradient(0),
  inputs.gradient(1),
  inputs.covarianceFactor(0, 0),
  inputs.covarianceFactor(1, 0),
  inputs.covarianceFactor(1, 1),
].map((s) => s.name);

/** Mean increment, its 2 × 2 slope in the minibatch gradient, then its slopes in the normals. */
function partsOf(
  law: UpdateLaw,
  parameters: readonly string[],
): { roots: Expression[]; slopes: number } | { absent: string } {
  const increment = law.increment.map((e) => withNumbers(e, law.scalars));
  const normals = Array.from({ length: lawInputs(law).normals }, (_, k) => inputs.normal(k).name);
  const zeros = new Map(normals.map((name) => [name, number(0)]));
  const bySample = inputNames.slice(0, parameters.length);
  const slope = increment.flatMap((e) => bySample.map((name) => differentiate(e, name)));
  if (slope.some((e) => bySample.some((name) => symbolsOf(e).has(name)))) {
    return { absent: 'this rule is not affine in the minibatch gradient' };
  }
  const spread = normals.flatMap((name) => increment.map((e) => differentiate(e, name)));
  if ([...slope, ...spread].some((e) => normals.some((name) => symbolsOf(e).has(name)))) {
    return { absent: 'the noise of this rule is not affine in its normals' };
  }
  const mean = increment.map((e) => substitute(e, zeros));
  return { roots: [...mean, ...slope, ...spread], slopes: normals.length };
}

/** The lower Cholesky factors, columns of zeros where a pivot is not positive. */
function choleskyColumns([xx, xy, yy]: Triple): Float64Array[] {
  const a = xx.map((v) => Math.sqrt(Math.max(0, v)));
  const b = xy.map((v, i) => (a[i] > 0 ? v / a[i] : 0));
  return [a, b, yy.map((v, i) => Math.sqrt(Math.max(0, v - b[i] * b[i])))];
}
