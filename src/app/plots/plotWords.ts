/** A plot to those who cannot see it: a picture, and in words what is drawn in it. */
import type { PredictionName } from '../../model/experiment.js';
import { predictions } from '../../model/predictions.js';
import { element } from '../dom.js';

const list = new Intl.ListFormat('en-GB');

/** "a, b and c". */
export const listed = (names: readonly string[]): string => list.format(names);

/** "sampled and predicted (master equation and Fokker–Planck)". */
export const lawWords = (names: readonly PredictionName[]): string =>
  names.length === 0
    ? 'sampled'
    : `sampled and predicted (${listed(names.map((name) => predictions[name].title))})`;

/** The box of a plot. */
export const plotBox = (className: string, words: string): HTMLElement =>
  element('div', { class: className, role: 'img', 'aria-label': words });
