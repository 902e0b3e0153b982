/**
 * What the app is doing, as a pure state machine: events in, states out. It knows neither walkers
 * nor the page; the driver does what the state asks for and reports back with `reached` or `fail`.
 */
import { nextStop } from './schedule.js';

export type Phase = 'empty' | 'idle' | 'running' | 'paused' | 'done' | 'error';

export interface State {
  readonly phase: Phase;
  /** Step of the frame on show. */
  readonly step: number;
  /** The experiment's last step. */
  readonly steps: number;
  /** Where a run stops to show a frame, ascending; the last is `steps`. */
  readonly stops: readonly number[];
  /** The step that the walkers are to go to before the next frame; null: stay. */
  readonly target: number | null;
  /** Where a run to a step pauses; null: the run goes on to the end. */
  readonly until: number | null;
  /** Grows whenever the walkers have to start again; work for an older one is thrown away. */
  readonly generation: number;
  /** What went wrong, in phase `error`. */
  readonly message: string | null;
}

export type Event =
  | { readonly kind: 'load'; readonly stops: readonly number[] }
  /**
   * The run has another end. `step`: that of the frame on show from now on; `isCut`: walkers are
   * beyond the end, and have to come again.
   */
  | {
      readonly kind: 'moveEnd';
      readonly stops: readonly number[];
      readonly step: number;
      readonly isCut: boolean;
    }
  /** Another run is taken up again where it was left; its walkers have to come again. */
  | { readonly kind: 'goBack'; readonly to: State }
  | { readonly kind: 'run' | 'step' | 'reset' }
  /** `heading`: the step that the walkers are on their way to, where they will rest. */
  | { readonly kind: 'pause'; readonly heading?: number }
  /** Runs to a step and pauses there, from the start where the walkers are beyond it. */
  | { readonly kind: 'runTo'; readonly step: number; readonly heading?: number }
  /** Ends a run for good, with what it has. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'reached'; readonly generation: number; readonly step: number }
  | { readonly kind: 'fail'; readonly message: string };

export const initialState: State = {
  phase: 'empty',
  step: 0,
  steps: 0,
  stops: [],
  target: null,
  until: null,
  generation: 0,
  message: null,
};

/** Where walkers at `step` go next in a run; null: nowhere. */
export function nextTarget({ stops, until }: State, step: number): number | null {
  if (until !== null && step >= until) return null;
  const stop = nextStop(stops, step);
  return stop !== null && until !== null ? Math.min(stop, until) : stop;
}

/** The state running from where it is, to `until` or to the end. */
function running(state: State, until: number | null): State {
  const next: State = { ...state, phase: 'running', until };
  return { ...next, target: nextTarget(next, state.step) };
}

/** Walkers back at step 0, running on if asked to. */
function restart(state: State, goesOn: boolean): State {
  return {
    ...state,
    phase: goesOn ? 'running' : 'idle',
    step: 0,
    target: goesOn ? nextStop(state.stops, 0) : null,
    until: null,
    generation: state.generation + 1,
    message: null,
  };
}

/** The state after an event; an event that makes no sense in a state leaves it as it is. */
export function transition(state: State, event: Event): State {
  if (event.kind === 'load') {
    const { stops } = event;
    const loaded = { ...state, stops, steps: stops[stops.length - 1] };
    return restart(loaded, state.phase === 'running');
  }
  if (state.phase === 'empty') return state;
  switch (event.kind) {
    case 'run':
      if (state.phase === 'running') return state;
      if (state.phase === 'done' || state.phase === 'error') return restart(state, true);
      return running(state, null);
    case 'runTo':
      return runTo(state, event.step, event.heading ?? state.step);
    case 'pause': {
      if (state.phase !== 'running') return state;
      const { heading = state.step } = event;
      const target = heading > state.step ? heading : null;
      return { ...state, phase: 'paused', target, until: null };
    }
    case 'stop':
      return state.phase === 'running' ? { ...state, phase: 'done', target: null } : state;
    case 'step': {
      if (state.phase !== 'idle' && state.phase !== 'paused') return state;
      const target = Math.min((state.target ?? state.step) + 1, state.steps);
      return { ...state, phase: 'paused', target };
    }
    case 'reset':
      return restart(state, false);
    case 'moveEnd':
      return moveEnd(state, event.stops, event.step, event.isCut);
    case 'goBack': {
      const { to } = event;
      const generation = state.generation + 1;
      return to.phase === 'error'
        ? { ...to, phase: 'paused', message: null, generation }
        : { ...to, generation };
    }
    case 'reached':
      return event.generation === state.generation ? arrive(state, event.step) : state;
    case 'fail':
      return { ...state, phase: 'error', target: null, message: event.message };
    default:
      return event satisfies never;
  }
}

function runTo(state: State, step: number, heading: number): State {
  const until = Math.max(0, Math.min(state.steps, step));
  const isBehind = until < Math.max(heading, state.step) || state.phase === 'error';
  if (isBehind) return until === 0 ? restart(state, false) : running(restart(state, true), until);
  return until === state.step ? state : running(state, until);
}

/** More steps lie before walkers that had come to the end; fewer are made anew up to the new end. */
function moveEnd(state: State, stops: readonly number[], step: number, isCut: boolean): State {
  const steps = stops[stops.length - 1];
  const until = state.until === null ? null : Math.min(state.until, steps);
  const generation = state.generation + Number(isCut);
  const moved: State = { ...state, stops, steps, step, until, generation };
  if (step >= steps) return { ...moved, phase: 'done', target: null, until: null };
  const goesOn = state.phase === 'running' || (state.phase === 'done' && isCut);
  if (goesOn) return { ...moved, phase: 'running', target: nextTarget(moved, step) };
  const phase = state.phase === 'done' ? 'paused' : state.phase;
  return { ...moved, phase, target: isCut ? null : state.target };
}

function arrive(state: State, step: number): State {
  if (state.phase === 'error') return state;
  if (step >= state.steps) return { ...state, phase: 'done', step, target: null, until: null };
  if (state.phase === 'running') {
    const target = nextTarget(state, step);
    if (target !== null) return { ...state, step, target };
    return { ...state, phase: 'paused', step, target, until: null };
  }
  const target = state.target !== null && state.target > step ? state.target : null;
  return { ...state, step, target };
}

/** What an event means to walkers in waves: they are not moved step by step, and a pause ends them. */
export function eventInWaves(event: Event): Event | null {
  if (event.kind === 'step' || event.kind === 'runTo') return null;
  return event.kind === 'pause' ? { kind: 'stop' } : event;
}
