/** Puts the app together: state, driver and solver, and the parts of the page around them. */
import type { App } from './app.js';
import { createActions } from './bar/actions.js';
import { connectAdapterLine } from './bar/adapterLine.js';
import { findGrid } from './bar/openGrid.js';
import { connectPresetMenu } from './bar/presetMenu.js';
import { connectTransport } from './bar/transport.js';
import { connectCards } from './cards/connectCards.js';
import { connectLegend } from './cards/connectLegend.js';
import { openBrowserBackend } from './device.js';
import { connectEditor } from './editor/connectEditor.js';
import { mistakeWords } from './fieldWords.js';
import { awaitFirstPicture, firstPicture } from './firstPicture.js';
import { startTypesetting } from './formula/typeset.js';
import { connectGallery } from './gallery/gallery.js';
import { connectKeys } from './keys/keys.js';
import { createDriver } from './live/driver.js';
import type { OpenedBackend } from './live/driverContract.js';
import { planRun, speedOf } from './live/plan.js';
import { createSolver } from './live/solver.js';
import { createNotice } from './notice.js';
import { connectNumbers } from './numbers/connectNumbers.js';
import { connectPanel } from './panel/panel.js';
import { onThemeChange, readTheme } from './plots/theme.js';
import { expose } from './probe.js';
import { connectRuns, onGridUnderWay } from './runs.js';
import { connectShare } from './share/connectShare.js';
import { createSignal } from './signal.js';
import { createAppState } from './state.js';
import { connectSummary } from './summary.js';
import { connectTimeline } from './timeline/timeline.js';

/** Frames per second: a software adapter shares the cores that draw the page. */
const smoothFrames = { software: 30, hardware: 60 } as const;

const nextFrame = () => new Promise<void>((done) => requestAnimationFrame(() => done()));

/** Starts the app on an opened device; it is opened again by the driver if it gets lost. */
export function startWorkbench(first: OpenedBackend): void {
  const app = createApp(first);
  connectCards(app);
  connectNumbers(app);
  const actions = createActions(app);
  connectTransport(app, actions);
  connectKeys(app, actions);
  connectTimeline(app);
  connectLegend(app);
  connectPanel(app);
  connectSummary(app);
  connectAdapterLine(app);
  const openFirst = connectPresetMenu(app);
  connectGallery(app);
  connectEditor(app);
  void connectShare(app).then((opened) => {
    if (!opened && !app.state.experiment()) openFirst();
  });
  const end = app.frameChanged.subscribe(() => {
    // Waves wait to be asked for, and after a failure there is nothing to wait for.
    const { driver, frame } = app;
    if (!frame() && driver.plan().kind === 'live' && driver.state().phase !== 'error') return;
    end();
    awaitFirstPicture();
  });
  void firstPicture.then(startTypesetting);
}

function createApp(first: OpenedBackend): App {
  const { adapter } = first.backend;
  const notice = createNotice();
  const frameChanged = createSignal();
  const themeChanged = createSignal();
  let theme = readTheme();
  onThemeChange(() => {
    theme = readTheme();
    themeChanged.emit();
  });
  const state = createAppState({
    fitGrid: async (experiment, signal) =>
      onGridUnderWay(experiment, state.experiment(), driver) ??
      findGrid(experiment, signal, { solver, driver, frameChanged, state: () => state }),
    onRefusal(why, plain) {
      if (why === null) notice.hide();
      else notice.show('error', `Not taken: ${mistakeWords(why, plain)}`);
    },
    framesPerSecond: smoothFrames[speedOf(adapter)],
  });
  const solver = createSolver({
    ready: firstPicture,
    onSolved: () => driver.refresh(),
    onProgress: () => frameChanged.emit(),
    onFailure: (words) => notice.show('error', words),
  });
  let unused: OpenedBackend | null = first;
  const driver = createDriver({
    async open() {
      const opened = unused ?? (await openBrowserBackend());
      unused = null;
      return opened;
    },
    solver,
    plan: (experiment) => planRun(experiment, adapter, first.backend.capacity(experiment)),
    nextFrame,
    framesPerSecond: () => state.view().framesPerSecond,
    onChange() {
      const { phase, message } = driver.state();
      if (phase === 'error') notice.show('error', message ?? 'The run has failed.');
      frameChanged.emit();
    },
    onNotice: (text) => notice.show('note', text),
  });
  // A software adapter moves the walkers on the very cores that the solver works on.
  frameChanged.subscribe(() =>
    solver.giveWay(adapter.isFallback && driver.state().phase === 'running'),
  );
  connectRuns({ state, driver, notice });
  const frame = () => {
    const { step } = state.view();
    return (step === null ? null : driver.frameAt(step)) ?? driver.frame();
  };
  expose({
    frame,
    state: driver.state,
    experiment: () => state.experiment()?.source ?? null,
    adapter: () => adapter,
  });
  return {
    state,
    driver,
    solver,
    notice,
    adapter,
    capacity: first.backend.capacity,
    theme: () => theme,
    frame,
    frameChanged,
    themeChanged,
  };
}
