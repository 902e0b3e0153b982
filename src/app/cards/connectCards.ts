/** Keeps the cards of the page those of the experiment, and shows every frame in them. */
import type { Experiment } from '../../model/experiment.js';
import type { App } from '../app.js';
import { byId } from '../dom.js';
import { beforePicture, onLoadForPicture } from '../exports/capture.js';
import { comparingPeriodMs, paced, readingPeriodMs } from '../paced.js';
import { type Cards, createCards } from './cards.js';

export function connectCards(app: App): void {
  const { driver, state } = app;
  const parent = byId('panels', HTMLElement);
  let cards: Cards | null = null;
  let experiment: Experiment | null = null;
  let shown = state.view();
  let drawn: unknown = null;

  const compare = paced(() => cards?.compare?.(), comparingPeriodMs);
  const tell = paced(() => {
    const frame = app.frame();
    if (frame) cards?.tell(frame, driver.knownAt(state.view().step));
  }, readingPeriodMs);
  onLoadForPicture(parent, async () => cards?.load?.());
  beforePicture(parent, () => {
    compare.catchUp();
    tell.catchUp();
    cards?.date?.();
  });
  const show = () => {
    const frame = app.frame();
    // A frame of another experiment waits for the cards of that.
    if (!frame || frame === drawn || experiment !== state.experiment()) return;
    drawn = frame;
    cards?.draw(frame);
    const isRunning = driver.state().phase === 'running';
    for (const beside of [compare, tell]) {
      if (isRunning) beside.soon();
      else beside.now();
    }
  };
  const rebuild = () => {
    cards?.destroy();
    cards =
      experiment &&
      createCards(parent, experiment, {
        theme: app.theme,
        logarithmic: shown.logarithmic,
        walkers: driver.walkers,
        view: shown,
        looksBack: () => state.view().step !== null,
        onLook: state.look,
        onToggle: state.toggle,
      });
    // New cards show all.
    if (shown.hidden.size > 0) cards?.hide(shown.hidden);
    drawn = null;
    show();
  };
  state.experimentChanged.subscribe(() => {
    const next = state.experiment();
    const alike = experiment !== null && next !== null && drawsAlike(experiment, next);
    experiment = next;
    if (alike) show();
    else rebuild();
  });
  state.viewChanged.subscribe(() => {
    const before = shown;
    shown = state.view();
    if (shown.logarithmic !== before.logarithmic) return rebuild();
    if (shown.hidden !== before.hidden) cards?.hide(shown.hidden);
    cards?.look?.(shown);
    show();
  });
  app.frameChanged.subscribe(show);
  app.themeChanged.subscribe(() => cards?.redraw());
}

/** Whether the cards of one experiment can show the other: same names, axes, loss and lines. */
function drawsAlike(a: Experiment, b: Experiment): boolean {
  const key = ({ grid, ensembles, predictions, walkers, landscape }: Experiment) =>
    JSON.stringify([
      grid,
      ensembles.map((e) => e.name),
      predictions,
      walkers,
      landscape.constants,
      [...landscape.data.values.map((column) => [...column])],
    ]);
  return a.landscape.sampleLoss === b.landscape.sampleLoss && key(a) === key(b);
}
