/** The verdict in words and tables. Colour supports the text of a judgement, never replaces it. */

import type { PredictionName } from '../../model/experiment.js';
import { predictions } from '../../model/predictions.js';
import { formatCount, formatNumber, formatPValue } from '../format.js';
import type { Frame, RunResult, Verdict } from '../frame.js';
import { type Html, html } from './html.js';

/** How a judgement is called. */
export const judgements = {
  holds: 'not refused',
  refused: 'refused',
  undecided: 'undecided',
} as const satisfies Record<Verdict['judgement'], string>;

const joined = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** One sentence per prediction: for which noise models it is refused, and for which not. */
export function verdictSentences(result: RunResult): Html[] {
  const frame = result.frames[result.frames.length - 1];
  return result.experiment.predictions.flatMap((name) => {
    const clauses = (['holds', 'refused', 'undecided'] as const).flatMap((judgement) => {
      const names = frame.ensembles
        .filter((e) => verdictOf(e.comparisons, name)?.judgement === judgement)
        .map((e) => e.name);
      if (names.length === 0) return [];
      const all = names.length > 1 && names.length === frame.ensembles.length;
      return [
        html`<em class="${judgement}">${judgements[judgement]}</em> for ${all ? 'every noise model' : joined(names)}`,
      ];
    });
    if (clauses.length === 0) return [];
    const list = clauses.map((clause, i) => (i === 0 ? clause : html`; ${clause}`));
    return [
      html`<p>The <strong>${predictions[name].title}${name === 'fokkerPlanck' ? ' equation' : ''}</strong> is ${list}.</p>`,
    ];
  });
}

const verdictOf = (comparisons: Frame['ensembles'][number]['comparisons'], name: PredictionName) =>
  comparisons.find((c) => c.name === name)?.verdict;

/** The main table: the last snapshot, one row per noise model and prediction. */
export function verdictTable(result: RunResult): Html {
  const frame = result.frames[result.frames.length - 1];
  const rows = frame.ensembles.flatMap((ensemble, index) => {
    const judged = ensemble.comparisons.flatMap(({ name, verdict, prediction }) =>
      verdict ? [{ name, verdict, solverError: prediction.solverError }] : [],
    );
    return [
      ...judged.map((row, i) => verdictRow(ensemble.name, i === 0, row)),
      ...result.ensembles[index].absent.map(
        ({ name, reason }) => html`<tr><th scope="row">${ensemble.name}</th>
<td class="law" data-label="Prediction">${predictions[name].title}</td>
<td data-label="Verdict" colspan="6">absent: ${reason}</td></tr>`,
      ),
    ];
  });
  return html`<table class="cards verdicts">
<thead><tr><th>Noise model</th><th>Prediction</th><th>Verdict</th>
<th class="number">Total variation<small>floor from sampling</small></th>
<th class="number">χ² / dof</th><th class="number">p-value</th>
<th class="number">Solver error</th><th class="number">Walkers to tell<small>at 5 σ</small></th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

interface Judged {
  readonly name: PredictionName;
  readonly verdict: Verdict;
  readonly solverError: number;
}

function verdictRow(
  ensemble: string,
  first: boolean,
  { name, verdict, solverError }: Judged,
): Html {
  const tell = verdict.walkersToTell;
  return html`<tr class="${first ? 'first' : ''}"><th scope="row" class="${first ? '' : 'repeat'}">${ensemble}</th>
<td class="law" data-label="Prediction">${predictions[name].title}</td>
<td data-label="Verdict"><span class="badge ${verdict.judgement}">${judgements[verdict.judgement]}</span><span class="words">${detailOf(verdict)}</span></td>
<td class="number" data-label="Total variation"><span>${formatNumber(verdict.totalVariation)}<small>${formatNumber(verdict.totalVariationFloor)}</small></span></td>
<td class="number" data-label="χ² / dof"><span>${verdict.degreesOfFreedom > 0 ? `${formatNumber(verdict.chiSquare, 4)} / ${verdict.degreesOfFreedom}` : '–'}</span></td>
<td class="number" data-label="p-value">${shortPValue(verdict)}</td>
<td class="number" data-label="Solver error">${formatNumber(solverError)}</td>
<td class="number" data-label="Walkers to tell">${tell === null ? '–' : formatCount(tell, 2)}</td></tr>`;
}

/** A verdict's p-value without its sign of equality; a dash where nothing was tested. */
export const shortPValue = ({ tested, pValue }: Pick<Verdict, 'tested' | 'pValue'>) =>
  tested ? formatPValue(pValue).replace(/^= /, '') : '–';

/** The verdict's words without the judgement that the badge already says. */
export const detailOf = ({ words }: Pick<Verdict, 'words'>) =>
  words.replace(/^(?:not refused:? |refused: |undecided: )/, '');

/** Every snapshot in numbers: total variation and p-value of each prediction. */
export function snapshotTable(result: RunResult): Html {
  const rows = result.frames.flatMap((frame) =>
    frame.ensembles.flatMap((ensemble) =>
      ensemble.comparisons.flatMap(({ name, verdict }) =>
        verdict
          ? [
              html`<tr><th scope="row" class="number">${frame.step}</th><td>${ensemble.name}</td>
<td>${predictions[name].title}</td><td>${judgements[verdict.judgement]}</td>
<td class="number">${formatNumber(verdict.totalVariation)}</td>
<td class="number">${formatNumber(verdict.totalVariationFloor)}</td>
<td class="number">${shortPValue(verdict)}</td>
<td class="number">${formatNumber(verdict.kolmogorovSmirnov)}</td>
<td class="number">${formatNumber(verdict.wasserstein1)}</td></tr>`,
            ]
          : [],
      ),
    ),
  );
  return html`<div class="wide"><table><thead><tr><th class="number">Step</th><th>Noise model</th>
<th>Prediction</th><th>Verdict</th><th class="number">Total variation</th><th class="number">Floor</th>
<th class="number">p-value</th><th class="number">Kolmogorov–Smirnov</th>
<th class="number">Wasserstein-1</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
