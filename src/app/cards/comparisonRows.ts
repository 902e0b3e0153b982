/**
 * The rows below a picture: legend and numbers in one. Each prediction has a key that shows or
 * hides its line, its distance with the sampling floor, its p-value, and the verdict in words.
 */

import type { PredictionName } from '../../model/experiment.js';
import { predictions } from '../../model/predictions.js';
import { formatNumber, formatPValue } from '../../run/format.js';
import type { Comparison, EnsembleFrame, Verdict } from '../../run/frame.js';
import { element, lineSample, setPressed, setText, toggleKey } from '../dom.js';
import type { Known } from '../live/solver.js';
import { lineColourCss, lineDash } from '../plots/lines.js';

export interface ComparisonRow {
  readonly element: HTMLElement;
  /** Fills the row in from the frame and from what the solver has so far. */
  show(frame: EnsembleFrame, known?: Known): void;
  /** Shows the line's key as pressed or not; the line is whose key it is to show. */
  press(visible: boolean): void;
}

/** Before the words of a verdict. */
export const judgementMarks = { holds: '✓', refused: '✕', undecided: '~' } as const;

/** The row of one prediction of a law of `parameters`; `onToggle` is null where there is no line to hide. */
export function createComparisonRow(
  name: PredictionName,
  parameters: readonly string[],
  onToggle: (() => void) | null,
): ComparisonRow {
  const sample = lineSample(lineColourCss(name), lineDash(name));
  const title = predictions[name].title;
  const key = onToggle
    ? toggleKey(sample, title, onToggle)
    : element('span', { class: 'key' }, title);
  const figures = element('div', { class: 'figures' });
  const mark = element('b');
  const words = document.createTextNode('');
  const sentence = element('div', { class: 'words' }, mark, words);
  const row = element('div', { class: 'row', 'data-prediction': name }, key, figures, sentence);

  const say = (numbers: readonly [string, string][], text: string, verdict: Verdict | null) => {
    fillFigures(figures, numbers);
    setText(mark, verdict?.tested ? `${judgementMarks[verdict.judgement]} ` : '');
    setText(words, text);
    sentence.dataset.judgement = verdict?.judgement ?? '';
    figures.hidden = numbers.length === 0;
    row.toggleAttribute('data-bare', numbers.length === 0);
  };
  return {
    element: row,
    press: (visible) => {
      if (key instanceof HTMLButtonElement) setPressed(key, visible);
    },
    show(frame, known) {
      const comparison = frame.comparisons.find((c) => c.name === name);
      if (!comparison) say([], missingWords(known), null);
      else if (!comparison.verdict) say(momentFigures(frame, comparison, parameters), '', null);
      else say(verdictFigures(comparison.verdict), comparison.verdict.words, comparison.verdict);
    },
  };
}

/** Why there is nothing to compare with at this step. */
function missingWords(known: Known | undefined): string {
  if (!known) return '';
  const { series, percent } = known;
  if ('absent' in series) return `none: ${series.absent}`;
  if (percent !== null) return `solving, ${percent} % …`;
  return series.predictions.size === 0 ? 'waits for the solver …' : 'not solved at this step yet';
}

function verdictFigures(verdict: Verdict): [string, string][] {
  return [
    ['TV', formatNumber(verdict.totalVariation)],
    ['floor', formatNumber(verdict.totalVariationFloor)],
    ['p', formatPValue(verdict.pValue)],
  ];
}

function momentFigures(
  { snapshot }: EnsembleFrame,
  { prediction }: Comparison,
  parameters: readonly string[],
): [string, string][] {
  return parameters.map((parameter, i) => {
    const at = i * parameters.length + i;
    const [solved, sampled] = [prediction, snapshot].map((s) => formatNumber(s.covariance[at], 4));
    return [`variance of ${parameter}`, `${solved}, sampled ${sampled}`];
  });
}

/** "label value" pairs; elements are kept and only their text changes. */
function fillFigures(parent: HTMLElement, figures: readonly [string, string][]): void {
  while (parent.children.length > figures.length) parent.lastElementChild!.remove();
  while (parent.children.length < figures.length) {
    const label = element('small');
    parent.append(element('span', {}, label, document.createTextNode('')));
  }
  for (const [i, [label, value]] of figures.entries()) {
    const span = parent.children[i];
    setText(span.firstChild!, `${label} `);
    setText(span.lastChild!, value);
  }
}
