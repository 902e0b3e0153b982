/**
 * report.html: a run as a page that stands alone: no script, no external resource, pictures inline.
 * The policy in its head forbids whatever escaping might have missed.
 */

import { stringify } from 'yaml';
import type { Experiment, PredictionName } from '../model/experiment.js';
import { predictions, withDensities } from '../model/predictions.js';
import { type RuleEntry, type RuleName, rules } from '../model/rules.js';
import { describeRegion, exitPredictionsOf } from './exits.js';
import { counted, formatDuration, formatRate } from './format.js';
import type { RunResult } from './frame.js';
import { exitPicture, exitTable } from './report/exits.js';
import { experimentWords } from './report/experimentWords.js';
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
<title>${experiment.title} · walkerlab</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><div>
<h1>${experiment.title}</h1>
<p class="byline">${bylineOf(result)}</p>
<div class="lead">${verdictSentences(result)}</div>
${experiment.description ? html`<p>${experiment.description}</p>` : ''}
${experiment.reference ? html`<p><small>${experiment.reference}</small></p>` : ''}
</div>${experimentWords(experiment)}</header>
${result.warnings.length > 0 ? warningList(result.warnings) : ''}
${await densities(result)}
${
  judged || result.ensembles.some((e) => e.absent.length > 0)
    ? html`<section><h2>Verdict after ${counted(last.step, 'step')}</h2>${verdictTable(result)}
<p><small>A law is refused where chance (p below 10⁻⁶) and the solver’s own error cannot explain the distance;
“not refused” claims no more than that this many walkers did not see a difference. The floor is the total
variation that sampling alone is expected to give.</small></p></section>`
    : ''
}
${await exits(result)}
${await pathways(result, judged)}
<section><h2>Moments after ${counted(last.step, 'step')}</h2>${momentsTable(result)}</section>
<section><h2>How it was made</h2>${manifestList(result)}
${judged ? html`<details><summary>Every snapshot in numbers</summary>${snapshotTable(result)}</details>` : ''}
<details><summary>The experiment as YAML</summary><pre>${stringify(experiment.source)}</pre></details></section>
<footer>walkerlab ${manifest.version}. The numbers behind this page are in the files beside it: result.json first.</footer>
</body>
</html>
`;
  return page.html;
}

function bylineOf({ experiment, manifest }: RunResult): string {
  const count = experiment.ensembles.length;
  return (
    `${counted(count, 'noise model')} · ${counted(experiment.walkers)} ` +
    `each · ${counted(experiment.steps, 'step')} · seed ${experiment.seed} · ` +
    `${formatDuration(manifest.wallSeconds)}`
  );
}

const warningList = (warnings: readonly string[]): Html =>
  html`<ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`;

/** The noise models, each with the sentence and equation of its rule. */
function noiseModels({ experiment }: RunResult): Html {
  const items = experiment.ensembles.map(({ name, rule, parameters, learningRate }, index) => {
    const entry: RuleEntry | null = Object.hasOwn(rules, rule) ? rules[rule as RuleName] : null;
    const own = learningRate === experiment.learningRate ? {} : { learningRate };
    const settings = Object.entries({ ...own, ...parameters }).map(
      ([key, value]) => `${key}: ${value}`,
    );
    return html`<div><dt style="--accent:${accentOf(index)}">${name}</dt>
<dd>${scripts(entry?.sentence ?? rule)} <small>${settings.join(', ')}</small></dd></div>`;
  });
  return html`<dl class="models">${items}</dl>`;
}

/** Our own plain-text formulas with their subscripts and superscripts raised: L_B, C^{1/2}. */
function scripts(text: string): Html[] {
  return text.split(/(_\w|\^\{[^}]*\})/).map((part) => {
    if (part.startsWith('_')) return html`<sub>${part.slice(1)}</sub>`;
    if (part.startsWith('^{')) return html`<sup>${part.slice(2, -1)}</sup>`;
    return html`${part}`;
  });
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

/** The main picture: the last snapshot. */
async function densities(result: RunResult): Promise<Html> {
  const { experiment, frames } = result;
  const walkers = counted(experiment.walkers);
  const heading = html`<h2>Where the walkers are after ${counted(frames[frames.length - 1].step, 'step')}</h2>`;
  if (experiment.grid.length === 2) {
    return html`<section>${heading}${noiseModels(result)}${await figure(
      result,
      heatMapPicture,
      `${walkers} per noise model, on one scale of density for all maps.`,
    )}</section>`;
  }
  return html`<section>${heading}${legend('sampled', accentOf(0), drawnOf(experiment))}${await figure(
    result,
    densityPicture,
    `${walkers} per noise model on ${experiment.grid[0].cells} cells, on common scales. ` +
      'Below: the same on a logarithmic scale, and the residual of each cell that expects at ' +
      'least 10 walkers, in standard errors (the grey band is ±3).',
  )}${noiseModels(result)}</section>`;
}

/** First passages out of the exit region, where there is one. */
async function exits(result: RunResult): Promise<Html> {
  const { exitRegion, walkers, steps } = result.experiment;
  if (!exitRegion) return html``;
  return html`<section><h2>First steps outside ${describeRegion(exitRegion)}</h2>${legend(
    'sampled',
    accentOf(0),
    exitPredictionsOf(result.experiment),
  )}${await figure(
    result,
    exitPicture,
    `Above: of ${counted(walkers)}, how many in a thousand are outside for the first ` +
      'time, per step. Below: the share still inside, on a logarithmic scale, where a constant ' +
      'rate is a straight line.',
  )}${exitTable(result)}
<p><small>T is the first step outside. Walkers still inside after ${counted(steps, 'step')} count with that step in the
mean of min(T, ${steps}), in the prediction as in the sample. A walker that diverges has left.</small></p></section>`;
}

/** How the laws get there: distance against step, and all snapshots. */
async function pathways(result: RunResult, judged: boolean): Promise<Html> {
  if (result.frames.length < 2) return html``;
  const distance = judged
    ? html`<section><h2>Distance against step</h2>${legend('expected from sampling alone', '#8c959f', drawnOf(result.experiment))}${await figure(
        result,
        distancePicture,
        'Total variation between the sampled and the predicted law. A law inside the grey area ' +
          'cannot be told from the sample.',
      )}</section>`
    : html``;
  if (result.experiment.grid.length === 2) return distance;
  return html`${distance}<section><h2>On the way there</h2>${await figure(
    result,
    snapshotsPicture,
    'All snapshots. Each row has one scale of density for all noise models.',
  )}</section>`;
}

/** Predictions that have lines in the pictures of densities. */
const drawnOf = ({ predictions: names }: Experiment) => withDensities(names);

function legend(area: string, color: string, lines: readonly PredictionName[]): Html {
  const key = (mark: Html, words: string) =>
    html`<span><svg viewBox="0 0 36 12" aria-hidden="true"><rect width="36" height="12" fill="#fff"/>${mark}</svg>${words}</span>`;
  return html`<div class="legend">${key(
    html`<rect width="36" height="12" fill="${color}" opacity=".4"/>`,
    area,
  )}${lines.map((name) =>
    key(
      html`<line x1="1" y1="6" x2="35" y2="6" stroke="${lineStyles[name].color}" stroke-width="2" stroke-dasharray="${lineStyles[name].dash.join(' ')}"/>`,
      predictions[name].title,
    ),
  )}</div>`;
}

function manifestList({ manifest, ensembles }: RunResult): Html {
  const { adapter, backend } = manifest;
  const where = { gpu: 'WebGPU', chrome: 'WebGPU in Chrome', cpu: 'CPU twin, no WebGPU' }[backend];
  const device =
    backend === 'cpu'
      ? [adapter.description]
      : [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean);
  const speeds = ensembles.map(
    (e) => `${e.name} ${formatRate(e.walkerStepsPerSecond).replace('/s', ' walker-steps/s')}`,
  );
  const facts: [string, string][] = [
    ['Backend', where],
    [
      'Adapter',
      `${device.join(', ')}${adapter.isFallback && backend !== 'cpu' ? ' (a software adapter, not a GPU)' : ''}`,
    ],
    ['Speed', speeds.join('; ')],
    ['Wall time', formatDuration(manifest.wallSeconds)],
    ['Seed', manifest.seed],
    ['Version', manifest.version],
  ];
  return html`<dl class="facts">${facts.map(([name, fact]) => html`<dt>${name}</dt><dd>${fact}</dd>`)}</dl>`;
}
