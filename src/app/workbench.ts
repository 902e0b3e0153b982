/** Wires the page: preset menu, buttons, panel and cards to the driver, and the driver to them. */

import { SpecError } from '../model/errors.js';
import type { Experiment } from '../model/experiment.js';
import { resolveExperiment } from '../model/file/resolve.js';
import { parseText } from '../model/file/text.js';
import { formatCount } from '../run/format.js';
import { type Cards, createCards } from './cards/cards.js';
import { adapterName, openBrowserBackend } from './device.js';
import { byId, element, setText } from './dom.js';
import { createDriver, type OpenedBackend } from './live/driver.js';
import { createSolver } from './live/solver.js';
import { createNotice } from './notice.js';
import { type Plain, plainOf, withValue } from './panel/edits.js';
import { createPanel, type Viewing } from './panel/panel.js';
import { onThemeChange, readTheme } from './plots/theme.js';
import { presets } from './presets.js';
import { expose } from './probe.js';
import { createSummary } from './summary.js';

/** Walkers per ensemble that a software adapter moves smoothly; more can be asked for. */
const softwareWalkers = 100_000;
/** Quiet time after which a moved slider counts as moved. */
const editDelayMs = 120;

const nextFrame = () => new Promise<void>((done) => requestAnimationFrame(() => done()));

/** Starts the app on an opened device; it is opened again by the driver if it gets lost. */
export function startWorkbench(first: OpenedBackend): void {
  const { adapter } = first.backend;
  const notice = createNotice();
  const panels = byId('panels', HTMLElement);
  const viewing: Viewing = { framesPerSecond: 30 };
  let theme = readTheme();
  let logarithmic = false;
  let experiment: Experiment | null = null;
  let draft: Plain = {};
  let cards: Cards | null = null;
  let drawn: unknown = null;
  let frames = 0;

  const solver = createSolver(
    () => driver.refresh(),
    (why) => notice.show('error', `The predictions could not be solved: ${why}`),
  );
  let unused: OpenedBackend | null = first;
  const driver = createDriver({
    async open() {
      const opened = unused ?? (await openBrowserBackend());
      unused = null;
      return opened;
    },
    solver,
    nextFrame,
    framesPerSecond: () => viewing.framesPerSecond,
    onChange: update,
    onNotice: (text) => notice.show('note', text),
  });
  const summary = createSummary(byId('summary', HTMLElement), (next) => {
    logarithmic = next;
    rebuildCards();
  });
  const transport = connectTransport(driver);

  function update(): void {
    const frame = driver.frame();
    const state = driver.state();
    if (frame && frame !== drawn) {
      drawn = frame;
      frames += 1;
      cards?.show(frame, solver.known());
    }
    summary.count(state, frame, driver.walkerStepsPerSecond());
    transport.update();
    if (state.phase === 'error') notice.show('error', state.message ?? 'The run has failed.');
  }

  function rebuildCards(): void {
    cards?.destroy();
    cards = experiment && createCards(panels, experiment, { theme: () => theme, logarithmic });
    drawn = null;
    update();
  }

  /** Takes the draft as the experiment; what is wrong with it is said, and the old one stays. */
  function apply(): boolean {
    let next: Experiment;
    try {
      next = resolveExperiment(draft);
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      notice.show('error', `Not taken: ${error.message}`);
      return false;
    }
    notice.hide();
    const alike = experiment !== null && drawsAlike(experiment, next);
    experiment = next;
    summary.describe(next);
    document.title = `${next.title} – walkerlab`;
    // First the driver: it forgets the old frame, which the new cards could not show.
    driver.load(next);
    if (!alike) rebuildCards();
    return true;
  }

  let waiting = 0;
  function edit(change: (plain: Plain) => Plain): void {
    draft = change(draft);
    clearTimeout(waiting);
    waiting = window.setTimeout(apply, editDelayMs);
  }

  function openPreset(text: string): void {
    const before = draft;
    clearTimeout(waiting);
    try {
      draft = plainOf(parseText(text));
      const { walkers } = resolveExperiment(draft);
      const most = Math.min(capacityOf(draft), adapter.isFallback ? softwareWalkers : 1e7);
      describeAdapter(walkers > most ? [walkers, most] : null);
      if (walkers > most) draft = withValue(draft, 'walkers', most);
    } catch (error) {
      draft = before;
      notice.show('error', error instanceof Error ? error.message : String(error));
      return;
    }
    if (!apply() || !experiment) return;
    createPanel(byId('controls', HTMLElement), {
      experiment,
      plain: draft,
      capacity: capacityOf(draft),
      viewing,
      onEdit: edit,
    });
  }

  const capacityOf = (plain: Plain) => first.backend.capacity(resolveExperiment(plain));

  function describeAdapter(reduced: [number, number] | null): void {
    const name = adapterName(adapter);
    const note = reduced
      ? `${formatCount(reduced[1])} walkers instead of the file’s ${formatCount(reduced[0])}`
      : '';
    byId('adapter', HTMLElement).replaceChildren(name, ...(note ? [element('br'), note] : []));
  }

  onThemeChange(() => {
    theme = readTheme();
    cards?.redraw();
  });
  expose({
    frame: driver.frame,
    state: driver.state,
    experiment: () => experiment?.source ?? null,
    adapter: () => adapter,
    frames: () => frames,
  });
  connectPresets(openPreset);
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

/** Fills the menu and opens the preset that it shows, now and at every change. */
function connectPresets(open: (text: string) => void): void {
  const menu = byId('preset', HTMLSelectElement);
  for (const { name, title } of presets) menu.append(element('option', { value: name }, title));
  const choose = () => {
    const preset = presets.find(({ name }) => name === menu.value);
    if (preset) open(preset.text);
  };
  menu.addEventListener('change', choose);
  choose();
}

/** The three buttons; which of them make sense follows from the state alone. */
function connectTransport(driver: Pick<ReturnType<typeof createDriver>, 'send' | 'state'>) {
  const run = byId('run', HTMLButtonElement);
  const step = byId('step', HTMLButtonElement);
  const reset = byId('reset', HTMLButtonElement);
  run.addEventListener('click', () =>
    driver.send({ kind: driver.state().phase === 'running' ? 'pause' : 'run' }),
  );
  step.addEventListener('click', () => driver.send({ kind: 'step' }));
  reset.addEventListener('click', () => driver.send({ kind: 'reset' }));
  const labels = { running: 'Pause', done: 'Run again', error: 'Try again' } as const;
  return {
    update() {
      const { phase } = driver.state();
      setText(run, phase in labels ? labels[phase as keyof typeof labels] : 'Run');
      run.disabled = phase === 'empty';
      step.disabled = phase !== 'idle' && phase !== 'paused';
      reset.disabled = phase === 'empty' || phase === 'idle';
    },
  };
}
