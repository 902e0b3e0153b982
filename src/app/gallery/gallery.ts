/**
 * The gallery: every preset as a card with the picture of a real run, what to watch, and where it
 * comes from. A modal dialog: the browser keeps the focus in it and gives it back afterwards.
 */

import type { App } from '../app.js';
import { openPreset } from '../bar/presetMenu.js';
import { byId, element } from '../dom.js';
import { valueAt } from '../plain.js';
import { type Preset, presets } from '../presets.js';

/** Puts the button that opens the gallery into the bar. */
export function connectGallery(app: App): void {
  const button = element(
    'button',
    { type: 'button', 'aria-haspopup': 'dialog', title: 'All experiments with their pictures' },
    'Gallery',
  );
  let dialog: HTMLDialogElement | null = null;
  button.addEventListener('click', () => {
    dialog ??= createDialog((preset) => openPreset(app, preset.plain));
    markCurrent(dialog, valueAt(app.state.experiment()?.source, 'name'));
    dialog.showModal();
  });
  byId('gallery', HTMLElement).append(button);
  // Whatever is opened, from wherever: the menu names it, or nothing.
  const menu = byId('preset', HTMLSelectElement);
  menu.append(element('option', { value: '', hidden: '' }, 'Not of the gallery'));
  app.state.experimentChanged.subscribe(() => {
    const name = valueAt(app.state.experiment()?.source, 'name');
    menu.value = presets.some((preset) => preset.name === name) ? String(name) : '';
  });
}

function createDialog(choose: (preset: Preset) => void): HTMLDialogElement {
  const close = element('button', { type: 'button', 'aria-label': 'Close the gallery' }, '✕');
  const title = element('h2', { id: 'gallery-title' }, 'Gallery');
  const words = element(
    'p',
    {},
    'The same files run on the command line: ',
    element('code', {}, 'npx walkerlab run NAME'),
  );
  const list = element('ul', {});
  const dialog = element(
    'dialog',
    { class: 'gallery', 'aria-labelledby': 'gallery-title' },
    element('header', {}, title, words, close),
    list,
  );
  list.append(
    ...presets.map((preset) =>
      createCard(preset, () => {
        dialog.close();
        choose(preset);
      }),
    ),
  );
  close.addEventListener('click', () => dialog.close());
  // A click on what lies around the dialog hits the dialog itself.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

function createCard(preset: Preset, open: () => void): HTMLLIElement {
  const { name, title, watch, plain } = preset;
  const ids = { title: `gallery-${name}`, watch: `gallery-${name}-watch` };
  const picture = element('img', {
    src: `thumbnails/${name}.svg`,
    width: '240',
    height: '120',
    alt: '',
    loading: 'lazy',
  });
  const button = element(
    'button',
    { type: 'button', 'aria-labelledby': ids.title, 'aria-describedby': ids.watch },
    picture,
    element('span', { class: 'title', id: ids.title }, title),
  );
  button.addEventListener('click', open);
  return element(
    'li',
    { 'data-preset': name },
    button,
    element('p', { id: ids.watch }, watch),
    element('p', { class: 'reference' }, String(plain.reference ?? '')),
  );
}

/** Marks the card of the experiment on show and starts the focus there. */
function markCurrent(dialog: HTMLDialogElement, name: unknown): void {
  for (const card of dialog.querySelectorAll<HTMLElement>('[data-preset]')) {
    const button = card.querySelector('button');
    const isCurrent = card.dataset.preset === name;
    button?.toggleAttribute('autofocus', isCurrent);
    if (isCurrent) button?.setAttribute('aria-current', 'true');
    else button?.removeAttribute('aria-current');
  }
}
