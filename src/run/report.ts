/**
 * report.html: a run as a page that stands alone: no script, no external resource, pictures inline.
 * The policy in its head forbids whatever escaping might have missed.
 */
import { stringify } from 'yaml';
import { type RuleEntry, rules } from '../model/rules.js';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  predictionTitles,
} from './format.js';
import type { RunResult } from './frame.js';
import { printFormula } from './report/formula.js';
import { heatMapPicture } from './report/heatMaps.js';
import { type Html, html, trusted } from './report/html.js';
import { momentsTable } from './report/moments.js';
import { accentOf, lineStyles } from './report/palette.js';
import { densityPicture, distancePicture, snapshotsPicture } from './report/plots.js';
import { style } from './report/style.js';
import { snapshotTable, verdictSentences, verdictTable } from './report/verdicts.js';

/** The report of a run as one HTML document. Every text of the user is escaped. */
export async function reportHtml(result: RunResult): Promise<string> {
  const { experiment, frames, manifest } = result;
  const last = frames[frames.length - 1];
  const judged = last.ensembles.some((e) => e.comparisons.some((c) => c.verdict));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${experiment.name} · walkerlab</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${experiment.name}</h1>
<p class="byline">${bylineOf(result)}</p>
<div class="lead">${verdictSentences(result)}</div>
${result.warnings.length > 0 ? warningList(result.warnings) : ''}
</header>
<section><h2>The experiment</h2>${experimentWords(result)}</section>
${
  judged
    ? html`<section><h2>Verdict after ${last.step} steps</h2>${verdictTable(result)}
<p><small>A law is refused where chance (p below 10⁻⁶) and the solver’s own error cannot explain the distance;
“not refused” claims no more than that this many walkers did not see a difference. The floor is the total
variation that sampling alone is expected to give.</small></p></section>`
    : ''
}
${await pictures(result)}
<section><h2>Moments after ${last.step} steps</h2>${momentsTable(result)}</section>
<section><h2>How it was made</h2>${manifestList(result)}
${judged ? html`<details><summary>Every snapshot in numbers</summary>${snapshotTable(result)}</details>` : ''}
<details><summary>The experiment as YAML</summary><pre>${stringify(experiment.source)}</pre></details></section>
<footer>walkerlab ${manifest.version}. The numbers behind this page are in result.json, arrays.npz and densities.csv beside it.</footer>
</body>
</html>
`;
  return page.html;
}

function bylineOf({ experiment, manifest }: RunResult): string {
  const count = experiment.ensembles.length;
  return (
    `${count} noise ${count === 1 ? 'model' : 'models'} · ${formatCount(experiment.walkers)} ` +
    `walkers each · ${formatCount(experiment.steps)} steps · seed ${experiment.seed} · ` +
    `${formatDuration(manifest.wallSeconds)}`
  );
}

const warningList = (warnings: readonly string[]): Html =>
  html`<ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`;

/** The loss, the data, and each noise model with its equation. */
function experimentWords({ experiment }: RunResult): Html {
  const { landscape, learningRate, ensembles } = experiment;
  const { data, parameters } = landscape;
  const samples =
    data.columns.length === 0
      ? 'one sample, so that all noise comes from the rules'
      : `${formatCount(data.rows)} samples of ${data.columns.join(', ')}`;
  const constants = Object.entries(landscape.constants).map(
    ([name, value]) => `${name.replace(/^#/, '')} = ${formatNumber(value, 4)}`,
  );
  return html`<p>${landscape.title}: walkers descend the mean of the loss of a sample, over ${samples}${
    constants.length > 0 ? `, with ${constants.join(', ')}` : ''
  }.</p>
<p class="equation">ℓ(${[...parameters, ...data.columns].join(', ')}) = ${printFormula(landscape.sampleLoss)}</p>
<p>The learning rate is η = ${formatNumber(learningRate, 3)}. The noise models compared:</p>
<dl class="models">${ensembles.map(({ name, rule, parameters: values }, index) => {
    const entry: RuleEntry | null = Object.hasOwn(rules, rule)
      ? rules[rule as keyof typeof rules]
      : null;
    const settings = Object.entries(values).map(([key, value]) => `${key} ${value}`);
    return html`<dt style="--accent:${accentOf(index)}">${name}</dt>
<dd>${entry?.sentence ?? rule} ${settings.length > 0 ? `(${settings.join(', ')})` : ''}</dd>`;
  })}</dl>`;
}

async function figure(
  result: RunResult,
  draw: (result: RunResult, index: number) => Promise<string>,
  caption: string,
): Promise<Html> {
  const svgs: Html[] = [];
  for (const index of result.experiment.ensembles.keys()) {
    svgs.push(html`<div class="picture">${trusted(await draw(result, index))}</div>`);
  }
  return html`<figure><div class="pictures">${svgs}</div><figcaption>${caption}</figcaption></figure>`;
}

async function pictures(result: RunResult): Promise<Html> {
  const { experiment, frames } = result;
  const last = frames[frames.length - 1];
  const walkers = formatCount(experiment.walkers);
  if (experiment.grid.length === 2) {
    return html`<section><h2>Densities after ${last.step} steps</h2>${await figure(
      result,
      heatMapPicture,
      `${walkers} walkers per noise model; colours rise with the square root of the density.`,
    )}</section>`;
  }
  const judged = last.ensembles.some((e) => e.comparisons.some((c) => c.verdict));
  return html`<section><h2>Densities after ${last.step} steps</h2>${legend(result)}${await figure(
    result,
    densityPicture,
    `${walkers} walkers per noise model on ${experiment.grid[0].cells} cells, on common scales. ` +
      'Below: the same on a logarithmic scale, and the residual of each cell that expects at ' +
      'least 10 walkers, in standard errors (the grey band is ±3).',
  )}</section>
${
  judged
    ? html`<section><h2>Distance against step</h2>${legend(result)}${await figure(
        result,
        distancePicture,
        'Total variation between sampled and predicted law. The grey area is what sampling alone ' +
          'gives: a law inside it cannot be told from the sample.',
      )}</section>`
    : ''
}
<section><h2>On the way</h2>${await figure(
    result,
    snapshotsPicture,
    'All snapshots; in each row the three share one scale of density, rows have their own.',
  )}</section>`;
}

function legend({ experiment }: RunResult): Html {
  const lines = experiment.predictions.filter((name) => name !== 'closedForm');
  return html`<div class="legend"><span><svg viewBox="0 0 36 12" aria-hidden="true"><rect width="36" height="12" fill="${accentOf(0)}" opacity=".45"/></svg>sampled</span>${lines.map(
    (name) =>
      html`<span><svg viewBox="0 0 36 12" aria-hidden="true"><rect width="36" height="12" fill="#fff"/><line x1="1" y1="6" x2="35" y2="6" stroke="${lineStyles[name].color}" stroke-width="2" stroke-dasharray="${lineStyles[name].dash.join(' ')}"/></svg>${predictionTitles[name]}</span>`,
  )}</div>`;
}

function manifestList({ manifest, ensembles }: RunResult): Html {
  const { adapter, backend } = manifest;
  const where = { gpu: 'WebGPU', chrome: 'WebGPU in Chrome', cpu: 'CPU twin, no WebGPU' }[backend];
  const device = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean);
  const speeds = ensembles.map(
    (e) => `${e.name} ${formatRate(e.walkerStepsPerSecond).replace('/s', ' walker-steps/s')}`,
  );
  const facts: [string, string][] = [
    ['Backend', where],
    [
      'Adapter',
      `${device.join(', ')}${adapter.isFallback ? ' (a software adapter, not a GPU)' : ''}`,
    ],
    ['Speed', speeds.join('; ')],
    ['Wall time', formatDuration(manifest.wallSeconds)],
    ['Seed', manifest.seed],
    ['Version', manifest.version],
  ];
  return html`<dl class="facts">${facts.map(([name, fact]) => html`<dt>${name}</dt><dd>${fact}</dd>`)}</dl>`;
}
