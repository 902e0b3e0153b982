/**
 * Keeps the numbers below the panels up to date, a few times a second and never for long: what
 * takes longer than its share of a frame is continued in the next round.
 */
import type { Experiment } from '../../model/experiment.js';
import type { App } from '../app.js';
import { byId } from '../dom.js';
import { beforePicture } from '../exports/capture.js';
import type { Shot } from '../live/shot.js';
import { ensembleKey } from '../state.js';
import { createExitCard, type ExitCard } from './exitCard.js';
import { createPathCard, type PathCard } from './pathCard.js';
import { createPathBook, type PathBook } from './paths.js';

const periodMs = 300;
const patienceMs = 5;

interface Numbers {
  readonly book: PathBook;
  readonly paths: PathCard;
  readonly exits: ExitCard | null;
}

export function connectNumbers(app: App): void {
  const { driver, solver, state } = app;
  const parent = byId('numbers', HTMLElement);
  let numbers: Numbers | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const update = (patience: number) => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!numbers) return;
    const { book, paths, exits } = numbers;
    const kept = driver.history.steps();
    const shots = kept.flatMap((step) => driver.history.at(step) ?? []);
    const until = performance.now() + patience;
    const read = book.read(
      shots,
      driver.state().stops,
      solver.known(),
      () => performance.now() < until,
    );
    paths.show(read.paths);
    const { step } = state.view();
    const shot = driver.history.at(step ?? kept[kept.length - 1] ?? 0);
    if (shot) showExits(exits, shot);
    if (!read.isWhole) ask();
  };
  const showExits = (card: ExitCard | null, shot: Shot) =>
    card?.show(shot.exits, shot.changedAt === null ? solver.knownExits() : []);
  const hide = (all: ReadonlySet<string>) => {
    // The legend of a plane has no keys for predictions, which a line's may have hidden before.
    const isPlane = (state.experiment()?.grid.length ?? 1) > 1;
    const keys = state.experiment()?.ensembles.map((_, i) => ensembleKey(i)) ?? [];
    const hidden = isPlane ? new Set(keys.filter((key) => all.has(key))) : all;
    numbers?.paths.hide(hidden);
    numbers?.exits?.hide(hidden);
  };
  const ask = () => {
    waiting ??= setTimeout(update, periodMs, patienceMs);
  };
  const rebuild = (experiment: Experiment) => {
    numbers?.paths.destroy();
    numbers?.exits?.destroy();
    numbers = {
      book: createPathBook(experiment),
      paths: createPathCard(parent, experiment, app.theme),
      exits: createExitCard(parent, experiment, app.theme),
    };
    hide(state.view().hidden);
    ask();
  };
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (experiment) rebuild(experiment);
  });
  let { hidden } = state.view();
  state.viewChanged.subscribe(() => {
    if (state.view().hidden === hidden) return;
    hidden = state.view().hidden;
    hide(hidden);
  });
  beforePicture(parent, () => update(Number.POSITIVE_INFINITY));
  app.frameChanged.subscribe(ask);
  app.themeChanged.subscribe(() => {
    numbers?.paths.redraw();
    numbers?.exits?.redraw();
  });
}
