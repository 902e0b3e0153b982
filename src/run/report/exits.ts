/** First-passage steps in the report: how they are spread, who is inside still, and the verdict. */
import type { TopLevelSpec } from 'vega-lite';
import { exitLawNames } from '../exits.js';
import { formatCount, formatNumber, formatWithin } from '../format.js';
import type { ExitComparison, ExitHistogram, ExitSummary, RunResult } from '../frame.js';
import { type Html, html } from './html.js';
import { accentOf } from './palette.js';
import { axes, lineMark, logTicks, width } from './plots.js';
import { renderSvg } from './svg.js';
import { detailOf, judgements, shortPValue } from './verdicts.js';

/** Every noise model with its exits. */
const exitsOf = ({ ensembles }: RunResult) =>
  ensembles.flatMap(({ name, exits }, index) => (exits ? [{ name, exits, index }] : []));

interface Row {
  readonly step: number;
  readonly value: number;
}

/** Share of the walkers per step at the left end of each bin; the last end closes the last bin. */
function sharesPerStep({ binWidth, bins }: ExitHistogram, walkers: number): Row[] {
  const share = (i: number) => bins[i] / (binWidth * walkers);
  const rows = Array.from(bins, (_, i) => ({ step: 0.5 + i * binWidth, value: share(i) }));
  return [...rows, { step: 0.5 + bins.length * binWidth, value: share(bins.length - 1) }];
}

const atCentres = (rows: readonly Row[], binWidth: number) =>
  rows.slice(0, -1).map((row) => ({ ...row, step: row.step + binWidth / 2 }));

/** Share of the walkers inside at the end of each bin, from step 0. */
function sharesInside({ startedOutside, binWidth, bins }: ExitHistogram, walkers: number): Row[] {
  let left = startedOutside;
  const rows = [{ step: 0, value: 1 - left / walkers }];
  for (const [i, count] of bins.entries()) {
    left += count;
    rows.push({ step: (i + 1) * binWidth, value: 1 - left / walkers });
  }
  return rows;
}

/** Exits per step above, the share still inside on a logarithmic scale below; common scales. */
export function exitPicture(result: RunResult, index: number): Promise<string> {
  const all = exitsOf(result);
  const own = all.find((e) => e.index === index);
  if (!own) throw new Error(`ensemble ${index} has no exits`);
  const { exits } = own;
  const { binWidth } = exits.histogram;
  const color = accentOf(index);
  const highest = Math.max(
    ...all.flatMap(({ exits: { histogram, walkers } }) =>
      sharesPerStep(histogram, walkers).map((row) => row.value),
    ),
  );
  const low = 0.5 / exits.walkers;
  const lowest = Math.max(low, Math.min(0.5, ...all.map(({ exits: e }) => e.inside / e.walkers)));
  const x = {
    field: 'step',
    type: 'quantitative',
    scale: { domain: [0, exits.step], nice: false },
  };
  const layer = (
    sampled: readonly Row[],
    interpolate: 'step-after' | 'linear',
    scale: { type: 'linear' | 'log'; domain: readonly number[] },
    predicted: (comparison: ExitComparison) => readonly Row[],
  ) => {
    const lift = (rows: readonly Row[]) =>
      rows.map((row) => ({ ...row, value: Math.max(row.value, scale.domain[0]) }));
    const y = { field: 'value', type: 'quantitative', scale: { ...scale, nice: false } };
    return [
      {
        data: { values: lift(sampled) },
        mark: {
          type: 'area',
          interpolate,
          color,
          fillOpacity: 0.38,
          line: { color, strokeWidth: 0.6, interpolate },
          clip: true,
        },
        encoding: { x, y, y2: { datum: scale.domain[0] } },
      },
      ...exits.comparisons.map((comparison) => ({
        data: { values: lift(predicted(comparison)) },
        mark: lineMark(comparison, 1.2),
        encoding: { x, y },
      })),
    ];
  };
  return renderSvg({
    title: { text: own.name },
    spacing: 10,
    vconcat: [
      {
        width,
        height: 150,
        layer: layer(
          sharesPerStep(exits.histogram, exits.walkers),
          'step-after',
          { type: 'linear', domain: [0, highest * 1.06] },
          ({ histogram }) => atCentres(sharesPerStep(histogram, 1), binWidth),
        ),
        encoding: axes(null, 'leave per step', { format: '~g' }),
      },
      {
        width,
        height: 110,
        layer: layer(
          sharesInside(exits.histogram, exits.walkers),
          'linear',
          { type: 'log', domain: [lowest / 1.5, 1] },
          ({ histogram }) => sharesInside(histogram, 1),
        ),
        encoding: axes('step', 'still inside', { format: '~g', values: logTicks(lowest / 1.5, 1) }),
      },
    ],
  } as Omit<TopLevelSpec, 'config'>);
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
<td class="number" data-label="Still inside">${percent(inside / walkers)}</td>
<td class="number" data-label="Leave per 1000 steps">${Number.isNaN(rate) ? '–' : withError(1000 * rate, 1000 * rateError)}</td>
<td class="number none"></td></tr>`;
}

function predictedRows(name: string, exits: ExitSummary): Html[] {
  const { meanError } = exits;
  const judged = exits.comparisons.map((comparison) => {
    const { prediction, verdict, judgement, deviation } = comparison;
    return html`<tr><th scope="row" class="repeat">${name}</th>
<td class="law" data-label="Law">${exitLawNames[comparison.name]}</td>
<td data-label="Verdict"><span class="badge ${judgement}">${judgements[judgement]}</span><span class="words">${detailOf(comparison)}</span></td>
<td class="number" data-label="Mean of min(T, ${exits.step})">${formatWithin(comparison.mean, meanError)}</td>
<td class="number" data-label="off by (s.e.)">${formatNumber(deviation).replace('-', '−')}</td>
<td class="number" data-label="Mean of T">${formatNumber(prediction.mean, 5)}</td>
<td class="number" data-label="Still inside">${percent(comparison.inside)}</td>
<td class="number" data-label="Leave per 1000 steps">${formatNumber(1000 * prediction.rate, 4)}</td>
<td class="number" data-label="p-value">${shortPValue(verdict.pValue)}</td></tr>`;
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

const percent = (share: number) => `${formatNumber(100 * share, 3)} %`;
