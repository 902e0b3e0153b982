/**
 * What is asked before a heavy experiment from a link or a file is opened: its cost in numbers, and
 * a choice. Nothing of the experiment has been started by then.
 */
import type { Experiment } from '../../model/experiment.js';
import { formatBytes, formatCount, formatDuration, formatPower } from '../../run/format.js';
import { element } from '../dom.js';
import { type Cost, limits } from './cost.js';

export interface Offer {
  readonly experiment: Experiment;
  readonly cost: Cost;
}

/**
 * Shows the cost of `whole` and, where there is one, of a `smaller` experiment beside it. Resolves
 * to what was chosen; null: neither. `what` is "This link" or "The file x.yaml".
 */
export function askForCost(
  what: string,
  whole: Offer,
  smaller: Offer | null,
): Promise<Experiment | null> {
  const offers = smaller ? [smaller, whole] : [whole];
  const dialog = element('dialog', { class: 'cost', 'aria-labelledby': 'cost-title' });
  const button = (label: string, offer: Offer | null, primary = false) => {
    const made = element('button', { type: 'button', ...(primary ? { class: 'primary' } : {}) });
    made.append(label);
    made.addEventListener('click', () => {
      chosen = offer?.experiment ?? null;
      dialog.close();
    });
    return made;
  };
  let chosen: Experiment | null = null;
  const reduced = smaller
    ? [button(`Open with ${formatCount(smaller.experiment.walkers)} walkers`, smaller, true)]
    : [];
  dialog.append(
    element('h2', { id: 'cost-title' }, `${what} asks for a lot of work`),
    element('p', {}, whole.experiment.title),
    costTable(offers),
    element(
      'p',
      { class: 'fine' },
      'Estimated for this device. ',
      `What takes more than ${formatDuration(limits.walkerSeconds)} for its walkers, `,
      `${formatDuration(limits.solverSeconds)} for its predictions or `,
      `${formatBytes(limits.memoryBytes)} of memory is not opened without a click.`,
    ),
    element(
      'div',
      { class: 'choices' },
      ...reduced,
      button('Open as it is', whole),
      button('Do not open', null),
    ),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(chosen);
    });
    // Whatever was asked or looked at before is over: dialogs do not stack.
    for (const other of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) other.close();
    dialog.showModal();
  });
}

const rows: readonly [string, (offer: Offer) => string][] = [
  ['walkers', ({ experiment: e }) => `${e.ensembles.length} × ${formatCount(e.walkers)}`],
  ['steps', ({ experiment }) => formatCount(experiment.steps)],
  ['memory', ({ cost }) => formatBytes(cost.memoryBytes)],
  ['operations of the walkers', ({ cost }) => formatPower(cost.operations)],
  ['time for the walkers', ({ cost }) => `about ${formatDuration(cost.walkerSeconds)}`],
  ['cells × steps to solve', ({ cost }) => formatPower(cost.solverCells)],
  ['time for the predictions', ({ cost }) => `about ${formatDuration(cost.solverSeconds)}`],
];

function costTable(offers: readonly Offer[]): HTMLTableElement {
  const labels = offers.length > 1 ? ['with fewer walkers', 'as it is'] : ['as it is'];
  const head = labels.map((label) => element('th', { scope: 'col' }, label));
  const body = rows.map(([label, text]) => {
    const cells = offers.map((offer) => element('td', {}, text(offer)));
    return element('tr', {}, element('th', { scope: 'row' }, label), ...cells);
  });
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, element('td'), ...head)),
    element('tbody', {}, ...body),
  );
}
