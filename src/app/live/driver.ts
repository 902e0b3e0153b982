/**
 * Does what the controller's state asks for: opens the walkers, moves them to the target, takes
 * their snapshots and hands frames on. While the page draws a frame of a run, the walkers are under
 * way to the next, and no further: a page that does not draw, as in a hidden tab, is a pause.
 * A lost device is opened again and the walkers brought back to the step on show: they are a pure
 * function of the experiment and the step.
 */
import type { Backend, Ensemble, Snapshot } from '../../engine/ensemble.js';
import { DeviceError } from '../../engine/errors.js';
import type { Experiment } from '../../model/experiment.js';
import type { Frame } from '../../run/frame.js';
import { frameOf } from '../../run/run.js';
import { type Event, initialState, type State, transition } from './controller.js';
import { nextStop, scheduleStops } from './schedule.js';
import { openSession, type Session } from './session.js';
import type { Solver } from './solver.js';

export interface OpenedBackend {
  readonly backend: Backend;
  /** Resolves, with the reason, when the device is lost. */
  readonly lost: Promise<string>;
}

export interface DriverOptions {
  /** Opens the device, at first and again after it was lost. */
  readonly open: () => Promise<OpenedBackend>;
  readonly solver: Pick<Solver, 'start' | 'alsoAt' | 'known'>;
  /** Resolves when the page is about to draw. */
  readonly nextFrame: () => Promise<void>;
  /** Most frames that a run shows per second. */
  readonly framesPerSecond: () => number;
  /** Called when the state, the frame or the rate has changed. */
  readonly onChange: () => void;
  /** Something that the user should know and need not act on. */
  readonly onNotice: (text: string) => void;
}

export interface Driver {
  /** Starts with another experiment; goes on running if the one before was running. */
  load(experiment: Experiment): void;
  send(event: Event): void;
  state(): State;
  /** The frame on show: all ensembles at one step, with the predictions known by now. */
  frame(): Frame | null;
  walkerStepsPerSecond(): number;
  /** The walkers where they are by now, for who draws them; null while there are none. */
  walkers(): { readonly backend: Backend; readonly ensembles: readonly Ensemble[] } | null;
  /** Puts predictions that have come in since into the frame on show. */
  refresh(): void;
}

interface Walkers {
  readonly session: Session;
  readonly generation: number;
}

/** Walkers on their way to a step, and what they look like there. */
interface Move {
  readonly generation: number;
  readonly snapshots: Promise<readonly Snapshot[]>;
}

const maxRecoveries = 2;

/** A driver without an experiment; the device is opened when the first one is loaded. */
export function createDriver(options: DriverOptions): Driver {
  const { solver } = options;
  let state = initialState;
  let experiment: Experiment | null = null;
  let opened: OpenedBackend | null = null;
  let walkers: Walkers | null = null;
  let move: Move | null = null;
  let shown: { readonly frame: Frame; readonly snapshots: readonly Snapshot[] } | null = null;
  let fresh = false;
  let lost = false;
  let recoveries = 0;
  let drawnAt = 0;
  let busy = false;
  let again = false;

  function send(event: Event): void {
    // Walkers cannot stop on the way: a pause is at the step where they next could.
    const heading = walkers?.generation === state.generation ? walkers.session.heading : 0;
    const next = transition(state, event.kind === 'pause' ? { ...event, heading } : event);
    if (next === state) return;
    state = next;
    options.onChange();
    void work();
  }

  /** Runs until there is nothing to do; a call while it runs makes it look once more. */
  async function work(): Promise<void> {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      try {
        while (await act()) again = false;
      } catch (error) {
        fail(error);
        again = true;
      }
    }
    busy = false;
  }

  function fail(error: unknown): void {
    if ((error instanceof DeviceError || lost) && opened && recoveries < maxRecoveries) {
      lost = true;
      return;
    }
    walkers?.session.destroy();
    walkers = null;
    move = null;
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: 'fail', message });
  }

  /** Does the next thing that the state asks for; false where there is nothing. */
  async function act(): Promise<boolean> {
    if (!experiment || state.phase === 'empty' || state.phase === 'error') return false;
    if (lost) await recover(experiment);
    else if (walkers?.generation !== state.generation) await openWalkers(experiment);
    else if (move) await arrive(move, walkers);
    else if (state.target !== null && walkers.session.step < state.target)
      start(walkers, state.target);
    else if (fresh || walkers.session.step !== state.step) start(walkers, walkers.session.step);
    else return false;
    return true;
  }

  /** Sends the walkers to `target`; they stop earlier where the state no longer wants them there. */
  function start({ session, generation }: Walkers, target: number): void {
    const wanted = () =>
      !lost &&
      generation === state.generation &&
      (state.phase === 'running' || (state.target !== null && session.step < state.target));
    const snapshots = session.go(target, wanted);
    // Whoever waits for them hears of it; until then a failure is not an unhandled one.
    snapshots.catch(() => {});
    move = { generation, snapshots };
  }

  async function openWalkers(of: Experiment): Promise<Session> {
    const { generation } = state;
    const before = walkers?.session;
    // Buffers must not go while they are written to.
    await move?.snapshots.catch(() => {});
    move = null;
    walkers = null;
    before?.destroy();
    opened ??= await openBackend();
    const session = await openSession(of, opened.backend);
    walkers = { session, generation };
    fresh = true;
    return session;
  }

  async function openBackend(): Promise<OpenedBackend> {
    const mine = await options.open();
    void mine.lost.then(() => {
      if (opened !== mine) return;
      lost = true;
      void work();
    });
    return mine;
  }

  async function recover(of: Experiment): Promise<void> {
    recoveries += 1;
    const { generation, step } = state;
    opened = null;
    lost = false;
    const session = await openWalkers(of);
    if (step > 0) await session.go(step, () => !lost && generation === state.generation);
    const where = step > 0 ? `, and the walkers brought back to step ${step}` : '';
    options.onNotice(`The graphics device was lost. It was opened again${where}.`);
  }

  /** Waits for the walkers and, when the page draws and the pace allows, shows them. */
  async function arrive(arriving: Move, those: Walkers): Promise<void> {
    const snapshots = await arriving.snapshots;
    move = null;
    const { generation } = arriving;
    if (generation !== state.generation) return;
    const { step } = snapshots[0];
    const next = state.phase === 'running' ? nextStop(state.stops, step) : null;
    if (next !== null) start(those, next);
    do await options.nextFrame();
    while (state.phase === 'running' && performance.now() < due());
    if (generation !== state.generation) return;
    if (!state.stops.includes(step)) solver.alsoAt(step);
    fresh = false;
    recoveries = 0;
    // The pace is kept on average: a frame that came late does not make the next one late too.
    const now = performance.now();
    drawnAt = Math.max(drawnAt + period(), now - period());
    shown = { snapshots, frame: compose(snapshots) };
    options.onChange();
    send({ kind: 'reached', generation, step });
  }

  const period = () => 1000 / options.framesPerSecond();
  /** Two milliseconds early: a frame that is due before the next drawing is drawn in this one. */
  const due = () => drawnAt + period() - 2;

  const compose = (snapshots: readonly Snapshot[]): Frame => {
    const series = solver.known().map((of) => of.map((one) => one.series));
    return frameOf(experiment!, 0, 1, snapshots, series);
  };

  return {
    load(next) {
      experiment = next;
      const stops = scheduleStops(next.steps, next.snapshots);
      solver.start(next, stops);
      shown = null;
      send({ kind: 'load', stops });
    },
    send,
    state: () => state,
    frame: () => shown?.frame ?? null,
    walkers: () =>
      walkers && opened && { backend: opened.backend, ensembles: walkers.session.ensembles },
    walkerStepsPerSecond: () => walkers?.session.walkerStepsPerSecond ?? 0,
    refresh() {
      if (!shown) return;
      shown = { ...shown, frame: compose(shown.snapshots) };
      options.onChange();
    },
  };
}
