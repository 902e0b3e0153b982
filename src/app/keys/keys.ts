/** The keys of the page, as a table: what they do, and what the help sheet says of them. */
import type { App } from '../app.js';
import type { Actions } from '../bar/actions.js';
import { byId, element } from '../dom.js';
import { ensembleKey } from '../state.js';
import { createHelpSheet, type Key } from './helpSheet.js';

/** Fields that take the keys themselves. */
const typedInto =
  'input:not([type="range"], [type="checkbox"]), textarea, select, [contenteditable]';
/** What the space bar presses already. */
const pressedBySpace = 'button, summary, a, [role="menuitem"], input[type="checkbox"]';

export function connectKeys({ state }: App, actions: Actions): void {
  const toggle = (key: string) => {
    const index = Number(key) - 1;
    const count = state.experiment()?.ensembles.length ?? 0;
    if (index < count) state.toggle(ensembleKey(index));
  };
  const keys: readonly Key[] = [
    { keys: [' '], label: 'Space', words: 'run or pause', act: actions.toggleRun },
    { keys: ['s'], label: 's', words: 'one step', act: actions.step },
    { keys: ['r'], label: 'r', words: 'reset to step 0', act: actions.reset },
    { keys: ['n'], label: 'n', words: 'new seed: other walkers', act: actions.newSeed },
    {
      keys: ['1', '2', '3', '4', '5', '6', '7', '8'],
      label: '1 – 8',
      words: 'show or hide a noise model, as many as there are',
      act: toggle,
    },
    {
      keys: ['l'],
      label: 'l',
      words: 'linear or logarithmic densities',
      act: () => state.look({ logarithmic: !state.view().logarithmic }),
    },
    { keys: ['?'], label: '?', words: 'this sheet', act: () => sheet.open() },
  ];
  const sheet = createHelpSheet(keys);
  const button = element(
    'button',
    { type: 'button', id: 'open-help', 'aria-label': 'Help: keys and signs', title: 'Help (?)' },
    '?',
  );
  button.addEventListener('click', sheet.open);
  byId('help', HTMLElement).append(button);

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open], [popover]:popover-open')) return;
    const { target } = event;
    if (target instanceof Element) {
      if (target.closest(typedInto)) return;
      if (event.key === ' ' && target.closest(pressedBySpace)) return;
    }
    const key = event.key.toLowerCase();
    const found = keys.find((one) => one.keys.includes(key));
    if (!found || event.repeat) return;
    event.preventDefault();
    found.act(key);
  });
}
