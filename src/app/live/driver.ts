/**
 * Does what the controller's state asks for: opens the walkers, moves them to the target, takes
 * their snapshots and hands frames on. While the page draws a frame of a run, the walkers are under
 * way to the next, and no further: a page that does not draw, as in a hidden tab, is a pause.
 * A lost device is opened again and the walkers brought back to the step on show: they are a pure
 * function of the experiment and the step.
 */
import { DeviceError, DeviceMemoryError } from '../../engine/errors.js';
import type { Experiment } from '../../model/experiment.js';
import type { LawChange } from '../../run/lawChanges.js';
import { withLaw } from './changedLaw.js';
import { type Event, eventInWaves, initialState, nextTarget, transition } from './controller.js';
import type { Driver, DriverOptions, OpenedBackend } from './driverContract.js';
import { createFramePace } from './framePace.js';
import { type Plan, stopLimits } from './plan.js';
import { scheduleStops } from './schedule.js';
import { bringBack, type Moment, openSession, type Session } from './session.js';
import { shotOf } from './shot.js';
import { createShownFrames } from './shownFrames.js';
import { runWaves } from './waves.js';

interface Walkers {
  readonly session: Session;
  readonly generation: number;
}

/** Walkers on their way to a step, and what they look like there. */
interface Move {
  readonly generation: number;
  readonly moment: Promise<Moment>;
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
  let changes: LawChange[] = [];
  let plan: Plan = { kind: 'live', longest: Number.POSITIVE_INFINITY };
  let wavesDone = 0;
  let rate = 0;
  const frames = createShownFrames(() => experiment!, solver.known);
  const pace = createFramePace(options.framesPerSecond);
  let fresh = false;
  let lost = false;
  /** Walkers are being brought back to the step on show. */
  let isRecovering = false;
  let recoveries = 0;
  let busy = false;
  let again = false;

  function send(given: Event): void {
    const event = plan.kind === 'waves' ? eventInWaves(given) : given;
    if (!event) return;
    // Walkers cannot stop on the way: a pause is at the step where they next could.
    const heading = walkers?.generation === state.generation ? walkers.session.heading : 0;
    const isBound = event.kind === 'pause' || event.kind === 'runTo';
    const next = transition(state, isBound ? { ...event, heading } : event);
    if (next === state) return;
    if (next.generation !== state.generation) startOver();
    state = next;
    options.onChange();
    void work();
  }

  /** Walkers that start again obey the last law from the first step on. */
  function startOver(): void {
    frames.forget();
    wavesDone = 0;
    const last = changes[changes.length - 1];
    if (!last) return;
    changes = [];
    frames.hide();
    experiment = last.experiment;
    solver.start(last.experiment, state.stops);
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
    const isLost = error instanceof DeviceError && !(error instanceof DeviceMemoryError);
    if ((isLost || lost) && opened && recoveries < maxRecoveries) {
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
    else if (plan.kind === 'waves') return await actInWaves(experiment, plan.sizes);
    else if (walkers?.generation !== state.generation) await openWalkers(experiment);
    else if (move) await arrive(move, walkers);
    else if (fresh && walkers.session.step === 0) start(walkers, 0);
    else if (state.target !== null && walkers.session.step < state.target)
      start(walkers, state.target);
    else if (fresh || walkers.session.step !== state.step) start(walkers, walkers.session.step);
    else return false;
    return true;
  }

  /** Waves wait to be asked for: nothing is made of them before. */
  async function actInWaves(of: Experiment, sizes: readonly number[]): Promise<boolean> {
    await letGo();
    if (state.phase !== 'running') return false;
    opened ??= await openBackend();
    const { generation } = state;
    const wanted = () => !lost && generation === state.generation && state.phase === 'running';
    await runWaves(of, opened.backend, {
      sizes,
      stops: state.stops,
      wanted,
      onMoment(moment, wave) {
        // Later waves add to frames from the first on; the last one stays on show.
        const shot = shotOf(of, [], moment, wave, sizes.length);
        if (wave === 0 || moment.step === state.steps) frames.show(shot);
        else frames.keep(shot);
        options.onChange();
      },
      onProgress(share, walkerStepsPerSecond) {
        wavesDone = share;
        rate = walkerStepsPerSecond;
        options.onChange();
      },
    });
    if (wanted()) send({ kind: 'reached', generation, step: state.steps });
    return !lost && state.phase === 'running';
  }

  /** Buffers must not go while they are written to. */
  async function letGo(): Promise<void> {
    await move?.moment.catch(() => {});
    move = null;
    walkers?.session.destroy();
    walkers = null;
  }

  /** Sends the walkers to `target`; they stop earlier where the state no longer wants them there. */
  function start({ session, generation }: Walkers, target: number): void {
    const wanted = () =>
      !lost &&
      generation === state.generation &&
      (state.phase === 'running' || (state.target !== null && session.step < state.target));
    const moment = session.go(target, wanted);
    // Whoever waits for it hears of it; until then a failure is not an unhandled one.
    moment.catch(() => {});
    move = { generation, moment };
  }

  async function openWalkers(of: Experiment): Promise<Session> {
    const { generation } = state;
    await letGo();
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
    const old = opened;
    opened = null;
    lost = false;
    // It may only have refused work, and still hold memory.
    old?.backend.destroy();
    if (plan.kind === 'waves') {
      await letGo();
      options.onNotice('The graphics device was lost. The waves begin again.');
      return;
    }
    const wanted = () => !lost && generation === state.generation;
    isRecovering = true;
    try {
      await bringBack(await openWalkers(of), () => changes, step, wanted);
    } finally {
      isRecovering = false;
    }
    const where = step > 0 ? `, and the walkers brought back to step ${step}` : '';
    options.onNotice(`The graphics device was lost. It was opened again${where}.`);
  }

  /** Waits for the walkers and, when the page draws and the pace allows, shows them. */
  async function arrive(arriving: Move, those: Walkers): Promise<void> {
    const moment = await arriving.moment;
    move = null;
    const { generation } = arriving;
    if (generation !== state.generation) return;
    const { step } = moment;
    const next = state.phase === 'running' ? nextTarget(state, step) : null;
    if (next !== null) start(those, next);
    do await options.nextFrame();
    while (state.phase === 'running' && !pace.isDue());
    if (generation !== state.generation) return;
    fresh = false;
    recoveries = 0;
    rate = those.session.walkerStepsPerSecond || rate;
    pace.drawn();
    const shot = shotOf(experiment!, changes, moment);
    if (!state.stops.includes(step) && shot.changedAt === null) solver.alsoAt(step);
    frames.show(shot);
    send({ kind: 'reached', generation, step });
  }

  return {
    load(next) {
      experiment = next;
      changes = [];
      plan = options.plan(next);
      const stops = scheduleStops(next.steps, next.snapshots, stopLimits(next, plan));
      solver.start(next, stops);
      frames.hide();
      // What takes long waits to be asked for.
      if (plan.kind === 'waves') send({ kind: 'pause' });
      send({ kind: 'load', stops });
    },
    change(next) {
      const mine = walkers?.generation === state.generation ? walkers.session : null;
      const step = isRecovering
        ? Math.max(state.step, changes[changes.length - 1]?.step ?? 0)
        : (mine?.heading ?? 0);
      if (step === 0 || state.phase === 'done') return false;
      if (!isRecovering) mine?.change(next);
      // What is on its way to be brought back goes through all changes that it has begun with.
      changes = isRecovering
        ? [...changes, { step, experiment: next }]
        : withLaw(experiment!, changes, step, next);
      options.onChange();
      return true;
    },
    send,
    state: () => state,
    plan: () => plan,
    frame: frames.frame,
    frameAt: frames.frameAt,
    knownAt: frames.knownAt,
    history: frames.history,
    experiment: () => experiment,
    changes: () => changes,
    walkers: () =>
      walkers && opened && { backend: opened.backend, ensembles: walkers.session.ensembles },
    walkerStepsPerSecond: () => rate,
    wavesDone: () => wavesDone,
    refresh() {
      frames.refresh();
      options.onChange();
    },
  };
}
