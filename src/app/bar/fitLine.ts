/** The line below the bar while a grid is fitted: how far it has come, and the button that ends it. */
import type { Experiment } from '../../model/experiment.js';
import { byId, element, setText } from '../dom.js';
import type { FitOptions } from '../live/solver.js';

type Find = (options: FitOptions) => Promise<Experiment | null>;

/** What takes less is over before it could be read. */
const delayMs = 300;

/** Fits under the eyes of the user; gives null where the user cancels or the signal aborts. */
export async function fitInSight(
  { title }: Experiment,
  signal: AbortSignal,
  find: Find,
  doing = 'Fitting',
) {
  const cancelled = new AbortController();
  const cancel = element('button', { type: 'button' }, 'Cancel');
  cancel.addEventListener('click', () => cancelled.abort());
  const done = element('span', { role: 'progressbar', 'aria-label': 'Fitting the grid' });
  const onPercent = (percent: number) => {
    setText(done, `${percent} %`);
    done.setAttribute('aria-valuenow', String(percent));
  };
  onPercent(0);
  const words = element('span', {}, `${doing} the grid of “${title}”: `, done);
  const line = element('p', { id: 'fitting', class: 'notice' }, words, cancel);
  const appear = setTimeout(() => byId('notice', HTMLElement).after(line), delayMs);
  try {
    return await find({ signal: AbortSignal.any([signal, cancelled.signal]), onPercent });
  } finally {
    clearTimeout(appear);
    line.remove();
  }
}
