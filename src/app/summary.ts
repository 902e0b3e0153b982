/** The head of the page's content: what the experiment is, its loss, and the numbers of the run. */
import { formatCount, formatNumber, formatRate } from '../run/format.js';
import { printFormula } from '../run/report/formula.js';
import type { App } from './app.js';
import { byId, element, setText } from './dom.js';

/** Builds the summary and keeps it right. */
export function connectSummary({ state, driver, frameChanged }: App): void {
  const parent = byId('summary', HTMLElement);
  const title = element('h2');
  const sentence = element('p');
  const formula = element('span', { class: 'formula' });
  const counters = element('dl', { class: 'counters' });
  const counter = (label: string) => {
    const value = element('dd');
    counters.append(element('div', {}, element('dt', {}, label), value));
    return value;
  };
  const step = counter('step');
  const time = counter('time ηk');
  const walkers = counter('walkers');
  const rate = counter('walker-steps');
  const scale = element('dd');
  scale.append(scaleChoice((logarithmic) => state.look({ logarithmic })));
  counters.append(element('div', {}, element('dt', {}, 'density'), scale));
  const bar = element('div');
  const progress = element(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-label': 'Steps done', 'aria-valuemin': '0' },
    bar,
  );
  const header = element('header', {}, title, formula);
  const about = element('div', { class: 'about' }, header, sentence);
  parent.append(about, counters, progress);
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const { landscape } = experiment;
    const variables = [...landscape.parameters].join(', ');
    const data = landscape.data.columns.join(', ');
    document.title = `${experiment.title} – walkerlab`;
    setText(title, experiment.title);
    setText(sentence, experiment.description);
    const left = data ? `ℓ(${variables}; ${data})` : `L(${variables})`;
    const samples = data ? `,  ${formatCount(landscape.data.rows)} samples` : '';
    setText(formula, `${left} = ${printFormula(landscape.sampleLoss)}${samples}`);
  });
  frameChanged.subscribe(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const { steps } = driver.state();
    const perSecond = driver.walkerStepsPerSecond();
    const at = driver.frame()?.step ?? 0;
    setText(step, `${formatCount(at)} / ${formatCount(experiment.steps)}`);
    setText(time, formatNumber(at * experiment.learningRate, 4));
    setText(walkers, `${experiment.ensembles.length} × ${formatCount(experiment.walkers)}`);
    setText(rate, perSecond > 0 ? formatRate(perSecond) : '–');
    bar.style.transform = `scaleX(${steps > 0 ? at / steps : 0})`;
    progress.setAttribute('aria-valuemax', String(steps));
    progress.setAttribute('aria-valuenow', String(at));
  });
}

function scaleChoice(onScale: (logarithmic: boolean) => void): HTMLElement {
  const button = (label: string, logarithmic: boolean) => {
    const made = element('button', { type: 'button', 'aria-pressed': String(!logarithmic) }, label);
    made.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === made));
      onScale(logarithmic);
    });
    return made;
  };
  const buttons = [button('linear', false), button('log', true)];
  return element(
    'div',
    { class: 'choice', role: 'group', 'aria-label': 'Scale of densities' },
    ...buttons,
  );
}
