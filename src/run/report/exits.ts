/** First-passage steps in the report: how they are spread, who is inside still, and the verdict. */
import type { TopLevelSpec } from 'vega-lite';
import { exitLawNames } from '../exits.js';
import {
  formatCount,
  formatDeviation,
  formatNumber,
  formatPercent,
  formatWithin,
} from '../format.js';
import type { ExitHistogram, ExitSummary, RunResult } from '../frame.js';
import { axes, logAxis, wholeSteps } from './axes.js';
import { lineMark } from './densityLayer.js';
import { type Html, html } from './html.js';
import { accentOf } from './palette.js';
import { width } from './plots.js';
import { renderSvg } from './svg.js';
import { detailOf, judgements, shortPValue } from './verdicts.js';

/** Every noise model with its exits. */
const exitsOf = ({ ensembles }: RunResult) =>
  ensembles.flatMap(({ name, exits }, index) => (exits ? [{ name, exits, index }] : []));

interface Row {
  readonly step: number;
  readonly value: number;
}

interface Scale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
}

/** Walkers of 1000 that leave per step, at the left end of each bin; the last end closes the last. */
function leaving({ binWidth, bins }: ExitHistogram, walkers: number): Row[] {
  const share = (i: number) => (1000 * (bins[i] ?? 0)) / (binWidth * walkers);
  const rows = Array.from(bins, (_, i) => ({ step: 0.5 + i * binWidth, value: share(i) }));
  return [...rows, { step: 0.5 + bins.length * binWidth, value: share(bins.length - 1) }];
}

/** Share of the walkers still inside at the end of each bin, from step 0. */
function staying({ startedOutside, binWidth, bins }: ExitHistogram, walkers: number): Row[] {
  let left = startedOutside;
  const rows = [{ step: 0, value: 1 - left / walkers }];
  for (const [i, count] of bins.entries()) {
    left += count;
    rows.push({ step: (i + 1) * binWidth, value: 1 - left / walkers });
  }
  return rows;
}

/** Who leaves per step above, who is still inside on a logarithmic scale below; common scales. */
export function exitPicture(result: RunResult, index: number): Promise<string> {
  const all = exitsOf(result);
  const own = all.find((e) => e.index === index);
  if (!own) throw new Error(`ensemble ${index} has no exits`);
  const { exits } = own;
  const [left, stayed] = [leaving, staying].map((rowsOf) =>
    all.flatMap(({ exits: { histogram, walkers, comparisons } }) => [
      ...rowsOf(histogram, walkers),
      ...comparisons.flatMap((c) => rowsOf(c.histogram, 1)),
    ]),
  );
  const highest = left.reduce((most, row) => Math.max(most, row.value), 0) || 1;
  const half = 0.5 / exits.walkers;
  const lowest = stayed.reduce((least, row) => Math.min(least, Math.max(half, row.value)), 0.5);
  const low = lowest / 1.5;
  return renderSvg({
    title: { text: own.name },
    spacing: 10,
    vconcat: [
      {
        width,
        height: 150,
        layer: exitLayers(own, leaving, 'step-after', {
          type: 'linear',
          domain: [0, highest * 1.06],
        }),
        encoding: wholeSteps(axes(null, 'of 1000 leave per step', { format: '~g' })),
      },
      {
        width,
        height: 110,
        layer: exitLayers(own, staying, 'linear', { type: 'log', domain: [low, 1] }),
        encoding: wholeSteps(axes('step', 'still inside', logAxis(low, 1))),
      },
    ],
  } as Omit<TopLevelSpec, 'config'>);
}

/** The sample as a filled area under the predictions as lines. */
function exitLayers(
  { exits, index }: ReturnType<typeof exitsOf>[number],
  rowsOf: (histogram: ExitHistogram, walkers: number) => readonly Row[],
  interpolate: 'step-after' | 'linear',
  scale: Scale,
) {
  const color = accentOf(index);
  const [floor] = scale.domain;
  const raised = (rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, value: Math.max(row.value, floor) }));
  // Steps are drawn from their left ends, lines through the middle of the bins.
  const shift = interpolate === 'step-after' ? exits.histogram.binWidth / 2 : 0;
  const centred = (rows: readonly Row[]) =>
    rows.slice(0, shift > 0 ? -1 : rows.length).map((row) => ({ ...row, step: row.step + shift }));
  const encoding = {
    x: {
      field: 'step',
      type: 'quantitative',
      scale: { domain: [0, Math.max(1, exits.step)], nice: false },
    },
    y: { field: 'value', type: 'quantitative', scale: { ...scale, nice: false } },
  };
  const line = { color, strokeWidth: 0.6, interpolate };
  const area = { type: 'area', interpolate, color, fillOpacity: 0.38, line, clip: true };
  return [
    {
      data: { values: raised(rowsOf(exits.histogram, exits.walkers)) },
      mark: area,
      encoding: { ...encoding, y2: { datum: floor } },
    },
    ...exits.comparisons.map((comparison) => ({
      data: { values: raised(centred(rowsOf(comparison.histogram, 1))) },
      mark: lineMark(comparison, 1.2),
      encoding,
    })),
  ];
}

/** Sampled and predicted means, shares inside and rates of each noise model, with verdicts. */
export function exitTable(result: RunResult): Html {
  const all = exitsOf(result);
  const last = all[0]?.exits.step ?? 0;
  return html`<table class="cards verdicts">
<thead><tr><th>Noise model</th><th>Law</th><th>Verdict</th>
<th class="number">Mean of min(T, ${last})</th><th class="number">off by (s.e.)</th><th class="number">Mean of T</th>
<th class="number">Still inside</th><th class="number">Leave per 1000 steps<small>of those inside, once settled</small></th>
<th class="number">p-value</th></tr></thead>
<tbody>${all.map(({ name, exits }) => [sampledRow(name, exits), ...predictedRows(name, exits)])}</tbody></table>`;
}

function sampledRow(name: string, exits: ExitSummary): Html {
  const { mean, meanError, rate, rateError, inside, walkers } = exits;
  return html`<tr class="first"><th scope="row">${name}</th><td class="law" data-label="Law">sampled</td>
<td data-label="Verdict"><span class="words">${formatCount(walkers - inside)} of ${formatCount(walkers)} left</span></td>
<td class="number" data-label="Mean of min(T, ${exits.step})">${withError(mean, meanError)}</td><td class="number none"></td>
<td class="number" data-label="Mean of T">${inside > 0 ? '–' : formatWithin(mean, meanError)}</td>
<td class="number" data-label="Still inside">${formatPercent(inside / walkers)}</td>
<td class="number" data-label="Leave per 1000 steps">${Number.isNaN(rate) ? '–' : withError(1000 * rate, 1000 * rateError)}</td>
<td class="number none"></td></tr>`;
}

function predictedRows(name: string, exits: ExitSummary): Html[] {
  const { meanError } = exits;
  const judged = exits.comparisons.map((comparison) => {
    const { prediction, verdict, judgement, deviation } = comparison;
    return html`<tr><th scope="row" class="repeat">${name}</th>
<td class="law" data-label="Law">${exitLawNames[comparison.name]}</td>
<td data-label="Verdict"><span class="badge ${judgement}">${judgements[judgement]}</span><span class="words">${detailOf(judgement === verdict.judgement ? verdict : comparison)}</span></td>
<td class="number" data-label="Mean of min(T, ${exits.step})">${formatWithin(comparison.mean, meanError)}</td>
<td class="number" data-label="off by (s.e.)">${meanError > 0 ? formatDeviation(deviation) : '–'}</td>
<td class="number" data-label="Mean of T">${formatNumber(prediction.mean, 5)}</td>
<td class="number" data-label="Still inside">${formatPercent(comparison.inside)}</td>
<td class="number" data-label="Leave per 1000 steps">${formatNumber(1000 * prediction.rate, 4)}</td>
<td class="number" data-label="p-value">${shortPValue(verdict)}</td></tr>`;
  });
  const missing = exits.absent.map(
    (absent) => html`<tr><th scope="row" class="repeat">${name}</th>
<td class="law" data-label="Law">${exitLawNames[absent.name]}</td>
<td data-label="Verdict" colspan="7">absent: ${absent.reason}</td></tr>`,
  );
  return [...judged, ...missing];
}

const withError = (mean: number, error: number) =>
  `${formatWithin(mean, error)} ± ${formatWithin(error, error)}`;
