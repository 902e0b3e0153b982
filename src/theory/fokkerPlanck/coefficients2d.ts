/**
 * Drift and diffusion tensor of a law in two dimensions, from its increment (theory.md §2,
 * diffusion limit of order 1): b = E[increment]/η and D = Cov[increment]/(2η). Minibatches are not
 * listed: the covariance of their gradient is that of one sample's with the factor of the draw.
 */
import { differentiate } from '../../math/derivative.js';
import { type Expression, number, substitute, symbolsOf } from '../../math/expression.js';
import { createTape } from '../../math/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { withNumbers } from '../law/gradient1d.js';
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

/** The coefficients, or the reason why this law has none that we can derive. */
export function createCoefficients2d(
  landscape: Landscape,
  law: UpdateLaw,
  learningRate: number,
): Coefficients2d | { absent: string } {
  const parts = partsOf(law, landscape.parameters);
  if ('absent' in parts) return parts;
  const { roots, slopes } = parts;
  const tape = createTape(roots, [...landscape.parameters, ...inputNames], 'float64');
  const moments = createMoments2d(landscape);
  const factor = law.minibatch ? minibatchFactor(law.minibatch, landscape.data.rows) : 0;
  return {
    passes: landscape.moments ? 1 : landscape.data.rows,
    evaluate(x, y, out) {
      const n = x.length;
      const { bx: gx, by: gy, xx: cxx, xy: cxy, yy: cyy } = moments(x, y);
      for (const c of [cxx, cxy, cyy]) for (let i = 0; i < n; i++) c[i] *= factor;
      const [lxx, lxy, lyy] = choleskyColumns(cxx, cxy, cyy);
      const columns = roots.map(() => new Float64Array(n));
      tape([x, y, gx, gy, gx, gy, lxx, lxy, lyy], columns, n);
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

/** Mean and covariance C₁ of one sample's gradient at points. */
function createMoments2d(landscape: Landscape) {
  const { parameters, data, constants, moments } = landscape;
  const numbers = (e: Expression) => withNumbers(e, constants);
  if (moments) {
    const [[cxx, cxy], [, cyy]] = moments.covariance;
    const roots = [...moments.gradient, cxx, cxy, cyy].map(numbers);
    const tape = createTape(roots, parameters, 'float64');
    return (x: Float64Array, y: Float64Array): Field2d => {
      const out = createField2d(x.length);
      tape([x, y], [out.bx, out.by, out.xx, out.xy, out.yy], x.length);
      return out;
    };
  }
  const gradient = landscape.sampleGradient.map(numbers);
  const tape = createTape(gradient, [...parameters, ...data.columns], 'float64');
  return (x: Float64Array, y: Float64Array): Field2d => {
    const out = createField2d(x.length);
    const gx = new Float64Array(x.length);
    const gy = new Float64Array(x.length);
    const sample = (row: number) =>
      tape([x, y, ...data.values.map((c) => c.subarray(row, row + 1))], [gx, gy], x.length);
    for (let row = 0; row < data.rows; row++) {
      sample(row);
      for (let i = 0; i < x.length; i++) {
        out.bx[i] += gx[i] / data.rows;
        out.by[i] += gy[i] / data.rows;
      }
    }
    // A second round, centred, so that a small variance is not what rounding leaves of large ones.
    for (let row = 0; row < data.rows; row++) {
      sample(row);
      for (let i = 0; i < x.length; i++) {
        const dx = gx[i] - out.bx[i];
        const dy = gy[i] - out.by[i];
        out.xx[i] += (dx * dx) / data.rows;
        out.xy[i] += (dx * dy) / data.rows;
        out.yy[i] += (dy * dy) / data.rows;
      }
    }
    return out;
  };
}

/** The lower Cholesky factors, columns of zeros where a pivot is not positive. */
function choleskyColumns(xx: Float64Array, xy: Float64Array, yy: Float64Array): Float64Array[] {
  const a = xx.map((v) => Math.sqrt(Math.max(0, v)));
  const b = xy.map((v, i) => (a[i] > 0 ? v / a[i] : 0));
  return [a, b, yy.map((v, i) => Math.sqrt(Math.max(0, v - b[i] * b[i])))];
}
