/**
 * Sampled means and variances with their standard errors, and below them those of the predictions
 * that are of the same walkers.
 */

import { marginal } from '../../math/distances.js';
import { cellCentres, type Grid } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import { compareMoments, type Moments } from '../comparedMoments.js';
import { counted, formatNumber } from '../format.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { leftOf } from '../mergeWaves.js';
import { type Html, html } from './html.js';

/** Fraction of the walkers that must be on the grid for a fourth moment from the histogram. */
const leastInside = 0.999;

/** A sample with the predictions that it stands above. */
interface Group {
  readonly label: string;
  /** Whom it is of; empty where that is everybody. */
  readonly whom: string;
  readonly walkers: number;
  readonly sampled: Moments;
  /** Whether the cells tell its fourth moments. */
  readonly cellsTell: boolean;
  readonly predicted: readonly Predicted[];
}

interface Predicted {
  readonly name: string;
  readonly moments: Moments;
  /** Its probabilities, where they tell its fourth moments. */
  readonly cells: Float64Array | null;
  /** False where it is of more walkers than the sample. */
  readonly isComparable: boolean;
}

function groupsOf({ snapshot, comparisons }: EnsembleFrame, grid: Grid): Group[] {
  const { walkers, diverged, outside } = snapshot;
  const left = leftOf(snapshot);
  const onGrid = walkers - diverged - outside;
  const isRing = grid.some((axis) => axis.boundary === 'periodic');
  const whole: Predicted[] = [];
  const near: Predicted[] = [];
  let sampledOnGrid: Moments | null = null;
  for (const { name, prediction } of comparisons) {
    const compared = compareMoments(snapshot, prediction, grid);
    const title = predictions[name].title;
    if (compared?.of === 'walkers on the grid') {
      sampledOnGrid = compared.sampled;
      const cells = prediction.probabilities;
      near.push({ name: title, moments: compared.predicted, cells, isComparable: true });
    } else {
      const cells = isRing ? null : prediction.probabilities;
      whole.push({ name: title, moments: prediction, cells, isComparable: compared !== null });
    }
  }
  const all: Group = {
    label: 'sampled',
    whom: left < walkers ? `${counted(left)} that are left` : '',
    walkers: left,
    sampled: snapshot,
    cellsTell: !isRing && onGrid >= leastInside * left,
    predicted: whole,
  };
  if (!sampledOnGrid) return [all];
  const onlyNear: Group = {
    label: 'sampled on the grid',
    whom: counted(onGrid),
    walkers: onGrid,
    sampled: sampledOnGrid,
    cellsTell: true,
    predicted: near,
  };
  return [all, onlyNear];
}

interface MomentErrors {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Standard errors of mean and variance of `walkers` walkers, √(V/N) and √((m₄ − V²)/N), along one axis
 * of a law with these moments. The fourth central moment is that of `cells`, which are masses; with
 * null that of the variance is 0: not known.
 */
function standardErrors(
  { mean, covariance }: Moments,
  cells: Float64Array | null,
  walkers: number,
  grid: Grid,
  axis: number,
): MomentErrors {
  if (walkers < 2) return { mean: 0, variance: 0 };
  const variance = covariance[axis * (grid.length + 1)];
  const centres = cellCentres(grid[axis]);
  let fourth = 0;
  let total = 0;
  if (cells) {
    marginal(cells, grid, axis).forEach((mass, i) => {
      fourth += mass * (centres[i] - mean[axis]) ** 4;
      total += mass;
    });
  }
  const excess = total > 0 ? Math.max(fourth / total - variance ** 2, 0) : 0;
  return { mean: Math.sqrt(variance / walkers), variance: Math.sqrt(excess / walkers) };
}

/** A value to `extra` decimals beyond the two leading digits of its error; a dash for nobody's. */
function fixed(value: number, error: number, extra = 0): string {
  if (Number.isNaN(value)) return '–';
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
  error > 0 ? `${difference >= 0 ? '+' : '−'}${formatNumber(Math.abs(difference / error))}` : '–';

/** A table of the last snapshot: per ensemble and parameter the sampled and predicted moments. */
export function momentsTable({ experiment, frames }: RunResult): Html {
  const { grid, landscape } = experiment;
  const frame = frames[frames.length - 1];
  const rows = frame.ensembles.flatMap((state) => {
    const groups = groupsOf(state, grid);
    return landscape.parameters.map((name, axis) => {
      const who = grid.length > 1 ? `${state.name}, ${name}` : state.name;
      return groups.map((group, i) => groupRows(group, state, grid, axis, who, i === 0));
    });
  });
  return html`<table class="cards">
<thead><tr><th>Noise model</th><th>Law</th><th class="number">Mean</th><th class="number">off by (s.e.)</th>
<th class="number">Variance</th><th class="number">off by (s.e.)</th></tr></thead>
<tbody>${rows}</tbody></table>
<p><small>± is one standard error (s.e.) by the sample; what a law is off by is counted in its own, where that is larger. That of a variance is left out where more than 0.1 % of the walkers are off the
grid. Where walkers are off it, have diverged or go around a ring, predicted densities are compared with the walkers on the
grid, in both with all of a cell at its centre.</small></p>`;
}

function groupRows(
  group: Group,
  { snapshot }: EnsembleFrame,
  grid: Grid,
  axis: number,
  who: string,
  isFirst: boolean,
): Html {
  const { label, whom, walkers, sampled, predicted } = group;
  const k = axis * (grid.length + 1);
  const counts = group.cellsTell ? snapshot.counts : null;
  const error = standardErrors(sampled, counts, walkers, grid, axis);
  const [mean, variance] = [sampled.mean[axis], sampled.covariance[k]];
  const first = html`<tr class="${isFirst ? 'first' : ''}"><th scope="row" class="${isFirst ? '' : 'repeat'}">${who}</th>
<td data-label="Law"><span>${label}${whom ? html`<small>${whom}</small>` : ''}</span></td>
<td class="number" data-label="Mean">${withError(mean, error.mean)}</td><td class="number none"></td>
<td class="number" data-label="Variance">${withError(variance, error.variance)}</td><td class="number none"></td></tr>`;
  const laws = predicted.map(({ name, moments, cells, isComparable }) => {
    const [m, v] = [moments.mean[axis], moments.covariance[k]];
    // A law knows of rare walkers far out, whom a sample may lack.
    const own = standardErrors(moments, cells, walkers, grid, axis);
    const off = (difference: number, e: number) => (isComparable ? inErrors(difference, e) : '–');
    return html`<tr><th scope="row" class="repeat">${who}</th>
<td data-label="Law"><span>${name}${isComparable ? '' : html`<small>of all walkers, not only of those left</small>`}</span></td>
<td class="number" data-label="Mean">${fixed(m, error.mean, 1)}</td>
<td class="number" data-label="Mean off by (s.e.)">${off(mean - m, Math.max(error.mean, own.mean))}</td>
<td class="number" data-label="Variance">${fixed(v, error.variance, 1)}</td>
<td class="number" data-label="Variance off by (s.e.)">${off(variance - v, Math.max(error.variance, own.variance))}</td></tr>`;
  });
  return html`${first}${laws}`;
}
