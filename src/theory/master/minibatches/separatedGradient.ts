/** The gradient of one sample as Σₖ fₖ(θ)·φₖ(z), where it is one: numbers for its parts. */
import { type SeparateTerm, separate } from '../../../math/expression/separate.js';
import { createTape } from '../../../math/expression/tape.js';
import type { Landscape } from '../../../model/experiment.js';
import { withNumbers } from '../../law/gradient1d.js';

export interface SeparatedGradient {
  /** The features φₖ: one column for each term, one row for each sample. */
  readonly columns: readonly Float64Array[];
  /** Writes the gradient with these features at the points, component by component. */
  evaluate(
    features: Float64Array,
    points: readonly Float64Array[],
    out: readonly Float64Array[],
  ): void;
}

/** Null where the gradient of `landscape` is no such sum. */
export function separateGradient(landscape: Landscape): SeparatedGradient | null {
  const { data, constants, parameters } = landscape;
  const names = new Set(data.columns);
  const terms: (SeparateTerm & { readonly component: number })[] = [];
  for (const [component, e] of landscape.sampleGradient.entries()) {
    const own = separate(withNumbers(e, constants), names);
    if (!own) return null;
    terms.push(...own.map((term) => ({ ...term, component })));
  }
  const columns = terms.map(() => new Float64Array(data.rows));
  const features = terms.map((t) => t.feature);
  createTape(features, data.columns, 'float64')(data.values, columns, data.rows);
  const factors = terms.map((t) => t.factor);
  const tape = createTape(factors, parameters, 'float64');
  return {
    columns,
    evaluate(own, points, out) {
      const n = points[0].length;
      const values = terms.map(() => new Float64Array(n));
      tape(points, values, n);
      for (const column of out) column.fill(0);
      terms.forEach(({ component }, k) => {
        const sum = out[component];
        for (let i = 0; i < n; i++) sum[i] += own[k] * values[k][i];
      });
    },
  };
}
