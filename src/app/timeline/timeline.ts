/**
 * The time line: kept steps as ticks, a slider that goes back to them, and a field for the step to
 * run to. Looking back moves no walkers: a run pauses, and goes on when the slider is let go at its
 * end.
 */

import { mostSteps } from '../../model/file/schema.js';
import { formatCount } from '../../run/format.js';
import type { App } from '../app.js';
import { byId, element, setText } from '../dom.js';
import { lawDifferences } from '../live/changedLaw.js';
import type { State } from '../live/controller.js';
import { withValue } from '../plain.js';
import { noNumberWords, readNumber } from '../readNumber.js';
import { namedSteps, neighbourOf, positionOfStep, stepAtPosition } from './track.js';
import { connectWavesLine } from './wavesLine.js';

const resolution = 10_000;

export function connectTimeline(app: App): void {
  const { driver, frameChanged, state } = app;
  const slider = element('input', {
    type: 'range',
    min: '0',
    max: String(resolution),
    'aria-label': 'Step on show',
  });
  const ticks = createTicks();
  const names = element('div', { class: 'names', 'aria-hidden': 'true' });
  const track = element('div', { class: 'track' }, ticks.element, slider, names);
  const field = createStepField(app);
  const status = element('p', { class: 'status', 'aria-live': 'polite' });
  const newest = element('button', { type: 'button', class: 'newest', hidden: '' }, 'Newest');
  const more = createMoreSteps(app);
  const waves = element('p', { class: 'waves' });
  byId('timeline', HTMLElement).append(field.element, track, newest, status, more.element, waves);
  connectWavesLine(app, waves);

  /** Where the walkers rest while a run waits for the end of a look back; null: none waits. */
  let resumesAt: number | null = null;
  let isLooking = false;
  const look = (step: number | null) => {
    const kept = driver.history.steps();
    const isNewest = step === null || step === kept[kept.length - 1];
    if (!isNewest && driver.state().phase === 'running' && driver.plan().kind === 'live') {
      driver.send({ kind: 'pause' });
      resumesAt = restOf(driver.state());
    }
    isLooking = true;
    state.look({ step: isNewest ? null : step });
    isLooking = false;
    frameChanged.emit();
  };
  const letGo = () => {
    if (resumesAt !== null && state.view().step === null) driver.send({ kind: 'run' });
    resumesAt = null;
  };
  // The walkers were sent elsewhere, or the look back ended, by something else than the slider.
  frameChanged.subscribe(() => {
    if (restOf(driver.state()) !== resumesAt) resumesAt = null;
  });
  state.viewChanged.subscribe(() => {
    if (!isLooking && state.view().step === null) resumesAt = null;
  });
  slider.addEventListener('input', () => {
    const position = Number(slider.value) / resolution;
    look(stepAtPosition(driver.history.steps(), driver.state().steps, position));
  });
  slider.addEventListener('change', letGo);
  // A slider that is let go where it was taken tells of no change.
  slider.addEventListener('pointerdown', () => {
    addEventListener('pointerup', letGo, { once: true });
  });
  slider.addEventListener('keydown', (event) => {
    const by = strides[event.key as keyof typeof strides];
    const shown = app.frame()?.step;
    if (by === undefined || shown === undefined) return;
    event.preventDefault();
    look(neighbourOf(driver.history.steps(), shown, by));
    if (state.view().step === null) letGo();
  });
  newest.addEventListener('click', () => {
    look(null);
    letGo();
  });

  let named = -1;
  frameChanged.subscribe(() => {
    const { steps } = driver.state();
    const shown = app.frame()?.step ?? 0;
    const value = String(Math.round(resolution * positionOfStep(shown, steps)));
    if (slider.value !== value) slider.value = value;
    const text = `step ${formatCount(shown)} of ${formatCount(steps)}`;
    slider.setAttribute('aria-valuetext', text);
    slider.disabled = driver.history.steps().length < 2;
    track.style.setProperty('--done', String(positionOfStep(shown, steps)));
    ticks.show(driver.history.steps(), steps);
    field.show(shown, steps);
    const looksBack = state.view().step !== null;
    newest.hidden = !looksBack;
    setText(status, looksBack ? lookingBack(shown, driver.frame()?.step ?? 0) : changedWords(app));
    more.show();
    if (named === steps) return;
    named = steps;
    names.replaceChildren(...namedSteps(steps).map((step) => nameOf(step, steps)));
  });
}

const strides = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
} as const;

/** The step that paused walkers stay at, or are still on their way to; null where none are paused. */
const restOf = ({ phase, step, target }: State) => (phase === 'paused' ? (target ?? step) : null);

const lookingBack = (shown: number, newest: number) =>
  `A look back at step ${formatCount(shown)}; the walkers are at step ${formatCount(newest)}.`;

/** What the user has to know of walkers whose law was changed on their way. */
function changedWords({ driver }: App): string {
  const first = driver.experiment();
  const changes = driver.changes();
  if (!first || changes.length === 0) return '';
  const now = lawDifferences(first, changes[changes.length - 1].experiment);
  const again = driver.state().phase === 'done' ? '“Run again”' : 'a reset';
  const words = now.length > 0 ? `now ${now.join('; ')}` : 'now as it was';
  return (
    `The law was changed at step ${formatCount(changes[0].step)} (${words}). From there on nothing ` +
    `is predicted; ${again} starts with the new values and has its predictions.`
  );
}

/** At the end of a run whose law was just changed: the button that lets the walkers obey it. */
function createMoreSteps({ driver, state }: App) {
  const button = element('button', { type: 'button', class: 'more', hidden: '' });
  const end = () => Math.min(mostSteps, 2 * driver.state().steps);
  button.addEventListener('click', async () => {
    const opened = await state.open(withValue(state.draft(), 'steps', end()));
    if (opened === 'taken') driver.send({ kind: 'run' });
  });
  return {
    element: button,
    show() {
      const { phase, steps } = driver.state();
      const isNew = driver.changes().at(-1)?.step === steps;
      button.hidden = phase !== 'done' || !isNew || end() === steps;
      setText(button, `Go on to step ${formatCount(end())}`);
    },
  };
}

function nameOf(step: number, steps: number): HTMLElement {
  const name = element('span', {}, formatCount(step));
  name.style.setProperty('--at', String(positionOfStep(step, steps)));
  return name;
}

/** One path of short lines, made anew only where the kept steps have changed. */
function createTicks() {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 1000 10');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('vector-effect', 'non-scaling-stroke');
  svg.append(path);
  let drawn: readonly number[] = [];
  return {
    element: svg,
    show(kept: readonly number[], steps: number) {
      if (kept === drawn) return;
      drawn = kept;
      const at = (step: number) => (1000 * positionOfStep(step, steps)).toFixed(1);
      path.setAttribute('d', kept.map((step) => `M${at(step)} 0V10`).join(''));
    },
  };
}

/** "step 48 / 200", where the 48 can be typed: the walkers run there. */
function createStepField({ driver, state, notice, frameChanged }: App) {
  const input = element('input', {
    id: 'run-to',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    'aria-label': 'Step; type one to run there',
    title: 'Type a step to run there',
  });
  const total = element('span');
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') input.blur();
  });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('change', () => {
    const step = readNumber(input.value);
    if (step !== null && Number.isInteger(step) && step >= 0) {
      state.look({ step: null });
      driver.send({ kind: 'runTo', step });
    } else if (input.value.trim() !== '') {
      const why =
        step === null
          ? noNumberWords('step', input.value)
          : `step: ${input.value.trim()} is none; steps are whole numbers from 0`;
      notice.show('error', `Not taken: ${why}.`);
    }
    input.blur();
    frameChanged.emit();
  });
  return {
    element: element('label', { class: 'run-to' }, element('span', {}, 'step'), input, total),
    show(step: number, steps: number) {
      const { phase } = driver.state();
      input.disabled = phase === 'empty' || driver.plan().kind === 'waves';
      const text = formatCount(step);
      if (document.activeElement !== input && input.value !== text) input.value = text;
      setText(total, `/ ${formatCount(steps)}`);
    },
  };
}
