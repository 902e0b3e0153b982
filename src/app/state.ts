/**
 * What the app shows, apart from the walkers: the experiment, the plain data that it was resolved
 * from, and how it is looked at. Whoever changes one of them goes through here, and whoever draws
 * them subscribes here; neither knows of the other.
 */
import { SpecError } from '../model/errors.js';
import type { Experiment, PredictionName } from '../model/experiment.js';
import { resolveExperiment } from '../model/file/resolve.js';
import type { Plain } from './plain.js';
import { createSignal, type Signal } from './signal.js';
import { type Camera, home } from './view3d/camera.js';

export interface View {
  /** Densities on a logarithmic scale. */
  readonly logarithmic: boolean;
  /** The step of the kept frame on show; null: the newest there is. */
  readonly step: number | null;
  /**
   * What is hidden in all panels: a prediction's name, `loss`, or `ensemble 0` and so on. The same
   * behind the name of a card (`cardKey`) says that it is the other way round on this card.
   */
  readonly hidden: ReadonlySet<string>;
  /** Most frames that a run shows per second, within `frameRates`. */
  readonly framesPerSecond: number;
  /** The prediction that maps show, where they have it; null: their first choice. */
  readonly prediction: PredictionName | null;
  /** Where the loss surface is seen from. */
  readonly camera: Camera;
}

export const frameRates = { least: 0.1, most: 1000 };

/** The key of an ensemble in `View.hidden`. */
export const ensembleKey = (index: number): string => `ensemble ${index}`;

/** The cards with keys of their own. */
export type CardName = `card ${number}` | 'overlay' | 'surface';

/** The key of a curve on one card in `View.hidden`; a card's own curve is `sampled`. */
export const cardKey = (card: CardName, curve: string): string => `${card} ${curve}`;

/** Whether a curve is on show on a card. */
export const isShown = (hidden: ReadonlySet<string>, card: CardName, curve: string): boolean =>
  hidden.has(curve) === hidden.has(cardKey(card, curve));

/** What became of an experiment that was opened. */
export type Opened = 'taken' | 'cancelled' | 'overtaken' | SpecError;

export interface AppState {
  /** The experiment on show; null before the first. */
  experiment(): Experiment | null;
  /** The experiment as its file states it, with what was edited since. */
  draft(): Plain;
  view(): View;
  /**
   * Takes an experiment as plain data. Where it cannot be taken the old one stays, a notice says
   * why, and so does what is returned. With `grid: auto` it takes until the grid is fitted; what is
   * opened meanwhile wins.
   */
  open(plain: Plain): Promise<Opened>;
  /** Changes the draft; it is opened once no other edit has come for a moment. */
  edit(change: (plain: Plain) => Plain): void;
  /** Shows an experiment that was resolved already, and what it was resolved from. */
  show(experiment: Experiment, plain: Plain): void;
  /** Changes how the experiment is looked at. */
  look(change: Partial<View>): void;
  /** Shows what was hidden, and hides what was shown; a key of all panels on every card alike. */
  toggle(key: string): void;
  /** How experiments are looked at until the user says otherwise. */
  readonly usualView: View;
  readonly experimentChanged: Signal;
  /** An experiment was refused or cancelled, and no newer edit waits: the one on show goes on. */
  readonly notTaken: Signal;
  readonly viewChanged: Signal;
}

export interface AppStateOptions {
  /** Finds a grid for an experiment that leaves it open; null: cancelled, or ended by the signal. */
  readonly fitGrid: (experiment: Experiment, signal: AbortSignal) => Promise<Experiment | null>;
  /** Tells why an experiment, given as plain data, was not taken; null: one was. */
  readonly onRefusal: (why: SpecError | null, plain: Plain) => void;
  /** Most frames per second, until the user says how many. */
  readonly framesPerSecond: number;
}

/** Quiet time after which a moved slider counts as moved. */
export const editDelayMs = 120;

export function createAppState(options: AppStateOptions): AppState {
  const { fitGrid, onRefusal, framesPerSecond } = options;
  const experimentChanged = createSignal();
  const notTaken = createSignal();
  const viewChanged = createSignal();
  let experiment: Experiment | null = null;
  let draft: Plain = {};
  let taken: Plain = {};
  const usualView: View = {
    logarithmic: false,
    step: null,
    hidden: new Set(),
    framesPerSecond,
    prediction: null,
    camera: home,
  };
  let view = usualView;
  let opening = new AbortController();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const look = (change: Partial<View>) => {
    view = { ...view, ...change };
    viewChanged.emit();
  };

  const dropEdit = () => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  const goOn = () => {
    draft = taken;
    notTaken.emit();
  };

  const take = (next: Experiment, plain: Plain) => {
    taken = plain;
    draft = plain;
    experiment = next;
    onRefusal(null, plain);
    if (view.step !== null) look({ step: null });
    experimentChanged.emit();
  };

  async function open(plain: Plain): Promise<Opened> {
    dropEdit();
    opening.abort();
    opening = new AbortController();
    const { signal } = opening;
    let next: Experiment | null;
    try {
      const stated = resolveExperiment(plain);
      next = stated.gridIsAuto ? await fitGrid(stated, signal) : stated;
      if (signal.aborted) return 'overtaken';
      if (!next) {
        dropEdit();
        goOn();
        return 'cancelled';
      }
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      if (signal.aborted) return 'overtaken';
      onRefusal(error, plain);
      // An edit that waits may mend what was refused.
      if (waiting === undefined) goOn();
      return error;
    }
    take(next, plain);
    return 'taken';
  }

  return {
    experiment: () => experiment,
    draft: () => draft,
    view: () => view,
    open,
    edit(change) {
      const changed = change(draft);
      draft = changed;
      clearTimeout(waiting);
      waiting = setTimeout(() => void open(changed), editDelayMs);
    },
    show(resolved, plain) {
      dropEdit();
      opening.abort();
      take(resolved, plain);
    },
    look,
    usualView,
    toggle(key) {
      // Cards that went their own way come along.
      const hidden = new Set([...view.hidden].filter((other) => !other.endsWith(` ${key}`)));
      if (!hidden.delete(key)) hidden.add(key);
      look({ hidden });
    },
    experimentChanged,
    notTaken,
    viewChanged,
  };
}
