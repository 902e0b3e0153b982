/**
 * Cells of an interval whose ends are edges, as are the points where coefficients jump; and the law
 * at step 0 as a functional on those cells: Σ wᵢ u(centre i) = E[u(X₀); X₀ in the interval].
 */
import { gaussLegendre } from '../../../math/quadrature.js';
import type { InitialLaw } from '../../../model/experiment.js';
import { initialDistribution, initialMoments, normalReach } from '../../law/initialLaw1d.js';
import type { Interval } from './intervals1d.js';

export interface ExitGrid1d {
  readonly edges: Float64Array;
  /** First cell of each panel, and the number of cells: no panel holds a jump. */
  readonly panels: readonly number[];
}

/** A share of cells by length for each panel, 8 at least, times 2^level. */
export function createExitGrid1d(
  { low, high }: Interval,
  jumps: readonly number[],
  cells: number,
  level: number,
): ExitGrid1d {
  const ends = [low, ...jumps.filter((x) => x > low && x < high), high];
  const edges = [low];
  const panels = [0];
  for (let k = 1; k < ends.length; k++) {
    const [a, b] = [ends[k - 1], ends[k]];
    const count = 2 ** level * Math.max(8, Math.round((cells * (b - a)) / (high - low)));
    for (let i = 1; i < count; i++) edges.push(a + ((b - a) * i) / count);
    edges.push(b);
    panels.push(edges.length - 1);
  }
  return { edges: Float64Array.from(edges), panels };
}

const rule = gaussLegendre(6);

/**
 * The weights; they sum to the probability of the interval. Functions are interpolated by cubics
 * through the centres of four cells of one panel.
 */
export function startWeights1d({ edges, panels }: ExitGrid1d, law: InitialLaw): Float64Array {
  const cells = edges.length - 1;
  const weights = new Float64Array(cells);
  const centre = (i: number) => (edges[i] + edges[i + 1]) / 2;
  let panel = 0;
  const add = (x: number, weight: number) => {
    while (panel + 2 < panels.length && x >= edges[panels[panel + 1]]) panel++;
    while (panel > 0 && x < edges[panels[panel]]) panel--;
    const [first, end] = [panels[panel], panels[panel + 1]];
    const position = (x - centre(first)) / (edges[first + 1] - edges[first]);
    const base = Math.min(end - 4, Math.max(first, first + Math.floor(position) - 1));
    for (let k = base; k < base + 4; k++) {
      let share = weight;
      for (let m = base; m < base + 4; m++) {
        if (m !== k) share *= (x - centre(m)) / (centre(k) - centre(m));
      }
      weights[k] += share;
    }
  };
  const [low, high] = [edges[0], edges[cells]];
  const share = initialDistribution(law, high) - initialDistribution(law, low);
  const { mean, variance } = initialMoments(law);
  if (variance === 0) {
    if (mean > low && mean < high) add(mean, 1);
    return weights;
  }
  const deviation = Math.sqrt(variance);
  const reach = law.kind === 'uniform' ? Math.sqrt(3) * deviation : normalReach * deviation;
  const [from, to] = [Math.max(low, mean - reach), Math.min(high, mean + reach)];
  if (!(to > from) || !(share > 0)) return weights;
  const width = Math.min(deviation / 2, (2 * (high - low)) / cells);
  const count = Math.min(4000, Math.max(8, Math.ceil((to - from) / width)));
  let total = 0;
  const density = (x: number) =>
    law.kind === 'uniform' ? 1 : Math.exp(-(((x - mean) / deviation) ** 2) / 2);
  const each = (visit: (x: number, weight: number) => void) => {
    for (let p = 0; p < count; p++) {
      for (let k = 0; k < rule.nodes.length; k++) {
        const x = from + ((to - from) * (p + (1 + rule.nodes[k]) / 2)) / count;
        visit(x, rule.weights[k] * density(x));
      }
    }
  };
  each((_, weight) => {
    total += weight;
  });
  if (total > 0) each((x, weight) => add(x, (weight * share) / total));
  return weights;
}
