/** The sheet behind the question mark: what the keys do, and what the signs of the page mean. */
import { element } from '../dom.js';

export interface Key {
  /** As in KeyboardEvent.key, in lower case. */
  readonly keys: readonly string[];
  /** As on the keyboard. */
  readonly label: string;
  readonly words: string;
  readonly act: (key: string) => void;
}

const signs: readonly (readonly [string, string])[] = [
  [
    'filled steps',
    'walkers counted per cell, as a density; the number of walkers stands in the head of the page.',
  ],
  [
    'lines',
    'what is predicted without a walker: the master equation is exact for the rule, the others are closures.',
  ],
  [
    'strip below',
    'sampled less predicted, cell by cell, in standard errors; within the band lies what chance does.',
  ],
  [
    'TV, floor',
    'total variation between walkers and prediction, and the value that so many walkers would give by chance.',
  ],
  [
    'p',
    'how often chance alone gives a χ² as large: small means refused. “Not refused” is all that a large one says.',
  ],
  ['outside, diverged', 'walkers off the grid, and walkers that left every bound and were parked.'],
];

export interface HelpSheet {
  open(): void;
}

export function createHelpSheet(keys: readonly Key[]): HelpSheet {
  const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '✕');
  const dialog = element(
    'dialog',
    { class: 'sheet', 'aria-labelledby': 'sheet-title' },
    close,
    element('h2', { id: 'sheet-title' }, 'Keys'),
    list(keys.map(({ label, words }) => [element('kbd', {}, label), words])),
    element('h2', {}, 'How to read the page'),
    list(signs.map(([sign, words]) => [sign, words])),
  );
  document.body.append(dialog);
  close.addEventListener('click', () => dialog.close());
  // A click on the backdrop, which belongs to the dialog itself, closes it.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return {
    open() {
      if (!dialog.open) dialog.showModal();
    },
  };
}

const list = (rows: readonly (readonly [Node | string, string])[]) =>
  element(
    'dl',
    {},
    ...rows.map(([term, words]) =>
      element('div', {}, element('dt', {}, term), element('dd', {}, words)),
    ),
  );
