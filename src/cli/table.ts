/** The table that a run ends with: what each prediction is worth at the last snapshot, in words. */
import { predictions } from '../model/predictions.js';
import { describeRegion, exitLawNames } from '../run/exits.js';
import {
  counted,
  formatCount,
  formatDeviation,
  formatNumber,
  formatPercent,
  formatRate,
  formatWithin,
} from '../run/format.js';
import type { Comparison, EnsembleFrame, EnsembleSummary, RunResult } from '../run/frame.js';
import { leftOf } from '../run/mergeWaves.js';
import { nameAdapter } from './nameAdapter.js';

const headings = [
  'noise model',
  'prediction',
  'total variation',
  'floor',
  'χ² p-value',
  'solver error',
  'walkers to tell',
];

const exitHeadings = [
  'noise model',
  'law',
  'mean step',
  'off (s.e.)',
  'uncut mean',
  'still inside',
  'per 1000 steps',
  'χ² p-value',
];

/** The whole text: head, table, a sentence per prediction, warnings. */
export function resultText(result: RunResult): string {
  const { experiment, frames, ensembles, warnings, manifest } = result;
  const frame = frames[frames.length - 1];
  const rates = ensembles.map((e) => e.walkerStepsPerSecond).filter((rate) => rate > 0);
  const lines = [
    `${experiment.name}: ${counted(experiment.walkers)} per noise model, ` +
      `step ${frame.step} of ${experiment.steps} (training time ${formatNumber(frame.time, 3)})`,
    `on ${nameAdapter(manifest.backend, manifest.adapter)}, ${speedOf(rates)}`,
    '',
    ...alignColumns([headings, ...frame.ensembles.flatMap(rowsOf)]),
    '',
  ];
  for (const [index, ensemble] of frame.ensembles.entries()) {
    for (const comparison of ensemble.comparisons) {
      lines.push(`${ensemble.name} – ${predictions[comparison.name].title}:`);
      lines.push(`  ${wordsOf(comparison, ensemble)}`);
    }
    for (const { name, reason } of ensembles[index].absent) {
      lines.push(`${ensemble.name} – no ${predictions[name].title}:`, `  ${reason}`);
    }
  }
  lines.push(...exitLines(result));
  if (warnings.length > 0) lines.push('', ...warnings.map((warning) => `Warning: ${warning}`));
  return lines.join('\n');
}

/** First passages: a table of means and rates, and a sentence per prediction. */
function exitLines({ experiment, ensembles }: RunResult): string[] {
  const { exitRegion, steps } = experiment;
  if (!exitRegion) return [];
  return [
    '',
    `First steps outside ${describeRegion(exitRegion)}; walkers still inside count with step ${steps}:`,
    '',
    ...alignColumns([exitHeadings, ...ensembles.flatMap(exitRows)]),
    '',
    ...ensembles.flatMap(({ name, exits }) => [
      ...(exits?.comparisons ?? []).flatMap((c) => [
        `${name} – exits by the ${exitLawNames[c.name]}:`,
        `  ${c.words}`,
      ]),
      ...(exits?.absent ?? []).flatMap((a) => [
        `${name} – no exits by the ${exitLawNames[a.name]}:`,
        `  ${a.reason}`,
      ]),
    ]),
  ];
}

function exitRows({ name, exits }: EnsembleSummary): string[][] {
  if (!exits) return [];
  const { mean, meanError, rate, inside, walkers } = exits;
  return [
    [
      name,
      'sampled',
      `${formatWithin(mean, meanError)} ± ${formatWithin(meanError, meanError)}`,
      '',
      inside > 0 ? '–' : formatWithin(mean, meanError),
      formatPercent(inside / walkers),
      Number.isNaN(rate) ? '–' : formatNumber(1000 * rate, 3),
      '',
    ],
    ...exits.comparisons.map((c) => [
      '',
      exitLawNames[c.name],
      formatWithin(c.mean, meanError),
      meanError > 0 ? formatDeviation(c.deviation) : '–',
      formatNumber(c.prediction.mean, 5),
      formatPercent(c.inside),
      formatNumber(1000 * c.prediction.rate, 3),
      c.verdict.tested ? shortPValue(c.verdict.pValue) : '–',
    ]),
  ];
}

const shortPValue = (p: number) => (p < 1e-300 ? '< 1e-300' : formatNumber(p));

function speedOf(rates: readonly number[]): string {
  if (rates.length === 0) return 'no steps';
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map((rate) =>
    formatRate(rate).replace('/s', ''),
  );
  return `${low === high ? low : `${low} to ${high}`} walker-steps/s`;
}

function rowsOf(ensemble: EnsembleFrame): string[][] {
  return ensemble.comparisons.map(({ name, prediction, verdict }, row) => [
    row === 0 ? ensemble.name : '',
    predictions[name].title,
    ...(verdict
      ? [
          formatNumber(verdict.totalVariation),
          formatNumber(verdict.totalVariationFloor),
          verdict.tested ? shortPValue(verdict.pValue) : '–',
          formatNumber(prediction.solverError),
          verdict.walkersToTell === null ? '–' : formatCount(verdict.walkersToTell, 2),
        ]
      : ['–', '–', '–', '–', '–']),
  ]);
}

function wordsOf({ prediction, verdict }: Comparison, { snapshot }: EnsembleFrame): string {
  if (verdict) return verdict.words;
  // Moments alone: give both sides and the standard error of the mean; nothing was tested.
  const d = snapshot.mean.length;
  const left = leftOf(snapshot);
  if (left === 0) return 'moments only, and no walker is left to compare them with';
  const moments = Array.from({ length: d }, (_, i) => {
    const variance = snapshot.covariance[i * d + i];
    const error = Math.sqrt(variance / left);
    return (
      `mean ${formatNumber(snapshot.mean[i], 4)} ± ${formatNumber(error, 1)} ` +
      `(predicted ${formatNumber(prediction.mean[i], 4)}), variance ${formatNumber(variance, 4)} ` +
      `(predicted ${formatNumber(prediction.covariance[i * d + i], 4)})`
    );
  });
  const whom =
    left < snapshot.walkers ? ` (sampled: ${counted(left)} that are left; predicted: of all)` : '';
  return `moments only: ${moments.join('; ')}${whom}`;
}

/** Columns padded to their widest cell; numbers, from the third column on, to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}
