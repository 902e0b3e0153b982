/** The head of the page's content: what the experiment is, its loss, and the numbers of the run. */
import { formatCount, formatNumber, formatRate } from '../run/format.js';
import type { App } from './app.js';
import { byId, element, setPressed, setText } from './dom.js';
import { typesetLoss } from './formula/typeset.js';
import { paced, readingPeriodMs } from './paced.js';
import type { AppState } from './state.js';

/** Builds the summary and keeps it right. */
export function connectSummary({ state, driver, frame, frameChanged }: App): void {
  const parent = byId('summary', HTMLElement);
  const title = element('h2');
  const sentence = element('span');
  const formula = element('span', { class: 'formula' });
  const samples = element('span', { class: 'samples' });
  const counters = element('dl', { class: 'counters' });
  const counter = (label: string) => {
    const value = element('dd');
    counters.append(element('div', {}, element('dt', {}, label), value));
    return value;
  };
  const time = counter('time ηk');
  const walkers = counter('walkers');
  const rate = counter('walker-steps');
  const pace = counter('frames');
  const scale = element('dd');
  scale.append(scaleChoice(state));
  counters.append(element('div', {}, element('dt', {}, 'density'), scale));
  const header = element('header', {}, title, formula);
  const words = element('p', {}, sentence, ' ', samples);
  const about = element('div', { class: 'about' }, header, words);
  parent.append(about, counters);
  const frames = createFrameMeter();
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const { landscape } = experiment;
    document.title = `${experiment.title} – walkerlab`;
    setText(title, experiment.title);
    setText(sentence, experiment.description);
    typesetLoss(formula, landscape);
    const { columns, rows } = landscape.data;
    setText(samples, columns.length > 0 ? `${formatCount(rows)} samples.` : '');
  });
  const count = paced(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const perSecond = driver.walkerStepsPerSecond();
    const shown = frame();
    const counted = shown?.ensembles[0].snapshot.walkers ?? experiment.walkers;
    setText(time, formatNumber(shown?.time ?? 0, 4));
    setText(walkers, `${experiment.ensembles.length} × ${formatCount(counted)}`);
    const perFrame = frames.perSecond();
    setText(pace, perFrame === null ? '–' : `${perFrame}/s`);
    setText(rate, perSecond > 0 ? formatRate(perSecond) : '–');
  }, readingPeriodMs);
  frameChanged.subscribe(() => {
    const isRunning = driver.state().phase === 'running';
    frames.count(driver.frame()?.step ?? null, isRunning);
    if (isRunning) count.soon();
    else count.now();
  });
}

/** Frames shown in the last second of a run; null where there is no run, or not yet a second. */
function createFrameMeter() {
  let times: number[] = [];
  let last: number | null = null;
  let shown: number | null = null;
  return {
    count(step: number | null, isRunning: boolean): void {
      if (!isRunning) {
        times = [];
        shown = null;
        return;
      }
      if (step === last) return;
      last = step;
      const now = performance.now();
      times = [...times.filter((time) => now - time < 2000), now];
      const seconds = (now - times[0]) / 1000;
      if (seconds > 0.5) shown = Math.round((times.length - 1) / seconds);
    },
    perSecond: () => shown,
  };
}

function scaleChoice({ look, view, viewChanged }: AppState): HTMLElement {
  const button = (label: string, logarithmic: boolean) => {
    const made = element('button', { type: 'button' }, label);
    const press = () => setPressed(made, view().logarithmic === logarithmic);
    made.addEventListener('click', () => look({ logarithmic }));
    viewChanged.subscribe(press);
    press();
    return made;
  };
  return element(
    'div',
    { class: 'choice', role: 'group', 'aria-label': 'Scale of densities' },
    button('linear', false),
    button('log', true),
  );
}
