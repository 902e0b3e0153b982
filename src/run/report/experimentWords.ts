/** What an experiment is about, in words and as an equation: the head of every report. */

import { printFormula } from '../../math/expression/formula.js';
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../format.js';
import { type Html, html } from './html.js';

/** The landscape in words and its equation. */
export function experimentWords({ landscape, learningRate }: Experiment): Html {
  const { data, parameters } = landscape;
  const sampled = data.columns.length > 0;
  const constants = Object.entries(landscape.constants).map(
    ([name, value]) => `, ${name.replace(/^#/, '')} = ${Number(value.toPrecision(6))}`,
  );
  return html`<div class="equation"><p>${landscape.title}</p>
<p class="formula">ℓ(${parameters.join(', ')}${sampled ? `; ${data.columns.join(', ')}` : ''}) = ${printFormula(landscape.sampleLoss)}</p>
<p>learning rate η = ${learningRate}${constants}; ${
    sampled
      ? `the loss L is the mean of ℓ over ${formatCount(data.rows)} samples of ${data.columns.join(', ')}`
      : 'a single sample, so that all noise comes from the rule'
  }</p></div>`;
}
