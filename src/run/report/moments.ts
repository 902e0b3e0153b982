/** Sampled means and variances with their standard errors, beside those of the predictions. */

import { marginal } from '../../math/distances.js';
import { cellCentres } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import { formatNumber } from '../format.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { type Html, html } from './html.js';

/** Fraction of the walkers that must be on the grid for a fourth moment from the histogram. */
const leastInside = 0.999;

interface MomentErrors {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Standard errors of the sampled mean and variance of one parameter: √(V/N) and √((m₄ − V²)/N),
 * the fourth central moment taken from the histogram; 0 where too many walkers are off the grid for
 * that.
 */
function standardErrors(result: RunResult, state: EnsembleFrame, axis: number): MomentErrors {
  const { grid } = result.experiment;
  const { counts, mean, covariance, walkers, diverged } = state.snapshot;
  const variance = covariance[axis * (grid.length + 1)];
  const cells = marginal(counts, grid, axis);
  const centres = cellCentres(grid[axis]);
  let sum = 0;
  let inside = 0;
  cells.forEach((count, i) => {
    sum += count * (centres[i] - mean[axis]) ** 4;
    inside += count;
  });
  const n = walkers - diverged;
  const excess = Math.max(sum / inside - variance ** 2, 0);
  const known = inside >= leastInside * n && inside > 0;
  return { mean: Math.sqrt(variance / n), variance: known ? Math.sqrt(excess / n) : 0 };
}

/** A value to `extra` decimals beyond the two leading digits of its error. */
function fixed(value: number, error: number, extra = 0): string {
  if (!(error > 0)) return formatNumber(value, 5);
  const decimals = Math.min(14, Math.max(0, 1 + extra - Math.floor(Math.log10(error))));
  return value
    .toFixed(decimals)
    .replace(/^-(0\.0*)$/, '$1')
    .replace('-', '−');
}

/** "0.05263 ± 0.00010". */
const withError = (value: number, error: number) =>
  error > 0 ? `${fixed(value, error)} ± ${fixed(error, error)}` : fixed(value, error);

const inErrors = (difference: number, error: number) =>
  error > 0 ? `${difference >= 0 ? '+' : '−'}${formatNumber(Math.abs(difference / error))}` : '';

/** A table of the last snapshot: per ensemble and parameter the sampled and predicted moments. */
export function momentsTable(result: RunResult): Html {
  const frame = result.frames[result.frames.length - 1];
  const names = result.experiment.landscape.parameters;
  const rows = frame.ensembles.flatMap((state) =>
    names.map((name, axis) => momentRows(result, state, name, axis)),
  );
  return html`<table class="cards">
<thead><tr><th>Noise model</th><th>Law</th><th class="number">Mean</th><th class="number">off by (s.e.)</th>
<th class="number">Variance</th><th class="number">off by (s.e.)</th></tr></thead>
<tbody>${rows}</tbody></table>
<p><small>± is one standard error (s.e.). That of a variance is left out where more than 0.1 % of the walkers are off the grid.</small></p>`;
}

function momentRows(
  result: RunResult,
  state: EnsembleFrame,
  parameter: string,
  axis: number,
): Html {
  const { mean, covariance } = state.snapshot;
  const k = axis * (mean.length + 1);
  const error = standardErrors(result, state, axis);
  const who = mean.length > 1 ? `${state.name}, ${parameter}` : state.name;
  const sampled = html`<tr class="first"><th scope="row">${who}</th><td data-label="Law">sampled</td>
<td class="number" data-label="Mean">${withError(mean[axis], error.mean)}</td><td class="number none"></td>
<td class="number" data-label="Variance">${withError(covariance[k], error.variance)}</td><td class="number none"></td></tr>`;
  const predicted = state.comparisons.map(
    ({ name, prediction: p }) => html`<tr><th scope="row" class="repeat">${who}</th>
<td data-label="Law">${predictions[name].title}</td>
<td class="number" data-label="Mean">${fixed(p.mean[axis], error.mean, 1)}</td>
<td class="number" data-label="Mean off by (s.e.)">${inErrors(mean[axis] - p.mean[axis], error.mean)}</td>
<td class="number" data-label="Variance">${fixed(p.covariance[k], error.variance, 1)}</td>
<td class="number" data-label="Variance off by (s.e.)">${inErrors(covariance[k] - p.covariance[k], error.variance)}</td></tr>`,
  );
  return html`${sampled}${predicted}`;
}
