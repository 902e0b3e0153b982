/**
 * Does what the controller's state asks for: opens the walkers, moves them to the target, takes
 * their snapshots and hands frames on. While the page draws a frame of a run, the walkers are under
 * way to the next, and no further: a page that does not draw, as in a hidden tab, is a pause.
 * A lost device is opened again and the walkers brought back to the step on show: they are a pure
 * function of the experiment and the step.
 */
import type { Experiment } from '../../model/experiment.js';
import type { LawChange } from '../../run/lawChanges.js';
import { goneOnAs } from './changedLaw.js';
import {
  type Event,
  eventInWaves,
  initialState,
  nextTarget,
  type State,
  transition,
} from './controller.js';
import type { Driver, DriverOptions } from './driverContract.js';
import { createFramePace } from './framePace.js';
import { holdDevice } from './heldDevice.js';
import { holdWalkers, type Move } from './heldWalkers.js';
import { type Plan, stopLimits } from './plan.js';
import { scheduleStops } from './schedule.js';
import { bringBack, type Session } from './session.js';
import { shotOf } from './shot.js';
import { createShownFrames } from './shownFrames.js';
import { runWaves } from './waves.js';

/** A driver without an experiment; the device is opened when the first one is loaded. */
export function createDriver(options: DriverOptions): Driver {
  const { solver } = options;
  let state = initialState;
  let experiment: Experiment | null = null;
  const device = holdDevice(options.open, () => void work());
  const walkers = holdWalkers();
  let changes: LawChange[] = [];
  let plan: Plan = { kind: 'live', longest: Number.POSITIVE_INFINITY };
  let wavesDone = 0;
  let rate = 0;
  const frames = createShownFrames(() => experiment!, solver.known);
  const pace = createFramePace(options.framesPerSecond);
  let fresh = false;
  /** Walkers are being brought to the step on show. */
  let isComing = false;
  let busy = false;
  let again = false;

  function send(given: Event): void {
    const event = plan.kind === 'waves' ? eventInWaves(given) : given;
    if (!event) return;
    // Walkers cannot stop on the way: a pause is at the step where they next could.
    const heading = walkers.of(state.generation)?.heading ?? 0;
    const isBound = event.kind === 'pause' || event.kind === 'runTo';
    const next = transition(state, isBound ? { ...event, heading } : event);
    if (next.generation !== state.generation) startOver();
    become(next);
  }

  function become(next: State): void {
    if (next === state) return;
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
    if (device.isLostBy(error)) return;
    walkers.drop();
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: 'fail', message });
  }

  /** Does the next thing that the state asks for; false where there is nothing. */
  async function act(): Promise<boolean> {
    if (!experiment || state.phase === 'empty' || state.phase === 'error') return false;
    const mine = walkers.of(state.generation);
    if (device.isLost) await recover(experiment);
    else if (plan.kind === 'waves') return await actInWaves(experiment, plan.sizes);
    else if (!mine) await comeAgain(experiment);
    else if (walkers.move) await arrive(walkers.move, mine);
    else if (fresh && mine.step === 0) start(mine, 0);
    else if (state.target !== null && mine.step < state.target) start(mine, state.target);
    else if (fresh || mine.step !== state.step) start(mine, mine.step);
    else return false;
    return true;
  }

  /** Waves wait to be asked for: nothing is made of them before. */
  async function actInWaves(of: Experiment, sizes: readonly number[]): Promise<boolean> {
    await walkers.letGo();
    if (state.phase !== 'running') return false;
    const { backend } = await device.get();
    const { generation } = state;
    const wanted = () =>
      !device.isLost && generation === state.generation && state.phase === 'running';
    await runWaves(of, backend, {
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
    return !device.isLost && state.phase === 'running';
  }

  /** Sends the walkers to `target`; they stop earlier where the state no longer wants them there. */
  function start(session: Session, target: number): void {
    const { generation } = state;
    walkers.start(
      target,
      () =>
        !device.isLost &&
        generation === state.generation &&
        (state.phase === 'running' || (state.target !== null && session.step < state.target)),
    );
  }

  /** New walkers, at the step on show. */
  async function comeAgain(of: Experiment): Promise<void> {
    const { generation, step } = state;
    const wanted = () => !device.isLost && generation === state.generation;
    isComing = true;
    try {
      const { backend } = await device.get();
      const session = await walkers.open(of, backend, generation);
      fresh = true;
      await bringBack(session, () => changes, step, wanted);
    } finally {
      isComing = false;
    }
  }

  async function recover(of: Experiment): Promise<void> {
    const { step } = state;
    device.letGo();
    if (plan.kind === 'waves') {
      await walkers.letGo();
      options.onNotice('The graphics device was lost. The waves begin again.');
      return;
    }
    await comeAgain(of);
    const where = step > 0 ? `, and the walkers brought back to step ${step}` : '';
    options.onNotice(`The graphics device was lost. It was opened again${where}.`);
  }

  /** Another end: frames up to it stay, and so does what is known of them. */
  function moveEnd(next: Experiment, isCut: boolean): void {
    const stops = scheduleStops(next.steps, next.snapshots, stopLimits(next, plan));
    frames.cut(next.steps);
    if (changes.length === 0) solver.start(next, stops, solver.answers());
    const step = isCut ? (frames.frame()?.step ?? 0) : state.step;
    become(transition(state, { kind: 'moveEnd', stops, step, isCut }));
  }

  /** Waits for the walkers and, when the page draws and the pace allows, shows them. */
  async function arrive(arriving: Move, those: Session): Promise<void> {
    const moment = await arriving.moment;
    walkers.arrived();
    const { generation } = arriving;
    if (generation !== state.generation) return;
    const { step } = moment;
    const next = state.phase === 'running' ? nextTarget(state, step) : null;
    if (next !== null) start(those, next);
    do await options.nextFrame();
    while (state.phase === 'running' && !pace.isDue());
    if (generation !== state.generation) return;
    fresh = false;
    device.works();
    rate = those.walkerStepsPerSecond || rate;
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
      if (!experiment || plan.kind === 'waves' || state.phase === 'error') return false;
      const mine = isComing ? null : walkers.of(state.generation);
      const at = mine?.heading ?? Math.max(state.step, changes[changes.length - 1]?.step ?? 0);
      if (at === 0) return false;
      const isMoved = next.steps !== experiment.steps;
      const isCut = isMoved && (next.steps < at || isComing);
      // What is on its way to be brought back goes through all changes that it has begun with.
      if (isComing && !isCut) changes = [...changes, { step: at, experiment: next }];
      else
        ({ first: experiment, changes } = goneOnAs(
          experiment,
          changes,
          Math.min(at, next.steps),
          next,
        ));
      if (!isCut) mine?.change(next);
      if (isMoved) moveEnd(next, isCut);
      options.onChange();
      return true;
    },
    leave() {
      if (!experiment || frames.history.steps().length < 2) return null;
      // What has come of waves stays; there is no way back into the middle of one.
      const left = plan.kind === 'waves' ? transition(state, { kind: 'stop' }) : state;
      const answers = solver.answers();
      return { state: left, plan, experiment, changes, shots: frames.kept(), answers, wavesDone };
    },
    goBack(run) {
      ({ experiment, plan, wavesDone } = run);
      changes = [...run.changes];
      solver.start(run.experiment, run.state.stops, run.answers);
      frames.forget();
      for (const shot of run.shots) frames.keep(shot);
      frames.show(run.shots[run.shots.length - 1]);
      become(transition(state, { kind: 'goBack', to: run.state }));
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
    walkers() {
      const [session, opened] = [walkers.session, device.opened];
      return session && opened && { backend: opened.backend, ensembles: session.ensembles };
    },
    walkerStepsPerSecond: () => rate,
    wavesDone: () => wavesDone,
    refresh() {
      frames.refresh();
      options.onChange();
    },
  };
}
