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
  /** Grows whenever the walkers have to start again; work for an older one is thrown away. */
  readonly generation: number;
  /** What went wrong, in phase `error`. */
  readonly message: string | null;
}

export type Event =
  | { readonly kind: 'load'; readonly stops: readonly number[] }
  | { readonly kind: 'run' | 'step' | 'reset' }
  /** `heading`: the step that the walkers are on their way to, where they will rest. */
  | { readonly kind: 'pause'; readonly heading?: number }
  | { readonly kind: 'reached'; readonly generation: number; readonly step: number }
  | { readonly kind: 'fail'; readonly message: string };

export const initialState: State = {
  phase: 'empty',
  step: 0,
  steps: 0,
  stops: [],
  target: null,
  generation: 0,
  message: null,
};

/** Walkers back at step 0, running on if asked to. */
function restart(state: State, running: boolean): State {
  return {
    ...state,
    phase: running ? 'running' : 'idle',
    step: 0,
    target: running ? nextStop(state.stops, 0) : null,
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
      return { ...state, phase: 'running', target: nextStop(state.stops, state.step) };
    case 'pause': {
      if (state.phase !== 'running') return state;
      const { heading = state.step } = event;
      return { ...state, phase: 'paused', target: heading > state.step ? heading : null };
    }
    case 'step': {
      if (state.phase !== 'idle' && state.phase !== 'paused') return state;
      const target = Math.min((state.target ?? state.step) + 1, state.steps);
      return { ...state, phase: 'paused', target };
    }
    case 'reset':
      return restart(state, false);
    case 'reached':
      return event.generation === state.generation ? arrive(state, event.step) : state;
    case 'fail':
      return { ...state, phase: 'error', target: null, message: event.message };
    default:
      return event satisfies never;
  }
}

function arrive(state: State, step: number): State {
  if (state.phase === 'error') return state;
  if (step >= state.steps) return { ...state, phase: 'done', step, target: null };
  if (state.phase === 'running') return { ...state, step, target: nextStop(state.stops, step) };
  const target = state.target !== null && state.target > step ? state.target : null;
  return { ...state, step, target };
}
