/**
 * The panel of parameters, generated from the catalogues' tables: whatever a rule or a landscape
 * names there can be moved here. Every change gives a whole new experiment as plain data.
 */
import GUI from 'lil-gui';
import type { Experiment } from '../../model/experiment.js';
import type { LandscapeEntry, NumberParameter } from '../../model/landscapes/entry.js';
import { landscapes } from '../../model/landscapes.js';
import { type RuleEntry, rules } from '../../model/rules.js';
import { formatCount } from '../../run/format.js';
import { accentOf } from '../../run/report/palette.js';
import type { App } from '../app.js';
import { byId } from '../dom.js';
import { parameterLabel } from '../parameterLabel.js';
import { type Plain, valueAt, withEnsembleValue, withLandscapeValue, withValue } from '../plain.js';
import { noNumberWords, readSeed } from '../readNumber.js';
import { editDelayMs, frameRates } from '../state.js';
import { type Scale, scaleOfParameter } from './scale.js';
import { ScaleController } from './scaleController.js';

type Property = string | number | boolean;
type Entry = LandscapeEntry | RuleEntry;

const printNumber = (value: number) => String(Number(value.toPrecision(6)));
const log = (min: number, max: number, integer = false): Scale => ({
  min,
  max,
  logarithmic: true,
  integer,
});

/** The learning rate of a noise model that does not follow the common one. */
const ownRate = (present: number): NumberParameter => ({
  kind: 'number',
  default: present,
  min: 1e-9,
  max: 1e6,
  sentence: 'Step size of this noise model alone; the common one does not move it.',
});

const seedWords = 'a whole number below 2⁶⁴';

type Change = (plain: Plain) => Plain;
type Show = (experiment: Experiment) => void;

/**
 * Builds the panel anew for every experiment but those that were made in it. Where one of those is
 * not taken, its fields go back to what runs, without one being lost under the hand or the cursor.
 */
export function connectPanel(app: App): void {
  const { state } = app;
  let made: Plain | null = null;
  const edit = (change: Change) =>
    state.edit((plain) => {
      made = change(plain);
      return made;
    });
  let panel: Panel | null = null;
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (experiment && state.draft() !== made) panel = createPanel(app, experiment, edit);
  });
  state.notTaken.subscribe(() => {
    const experiment = state.experiment();
    if (experiment) panel?.show(experiment);
  });
  state.viewChanged.subscribe(() => panel?.showRate());
}

interface Panel {
  /** Shows the values of an experiment with the same parameters. */
  show(experiment: Experiment): void;
  /** Shows the present limit of frames. */
  showRate(): void;
}

/** Fills the panel. */
function createPanel(
  { state, notice }: App,
  experiment: Experiment,
  onEdit: (change: Change) => void,
): Panel {
  const shows: Show[] = [];
  // Not at once: a field is left by a click on another, which the notice would push away.
  const refuse = (why: string) =>
    setTimeout(() => notice.show('error', `Not taken: ${why}.`), 2 * editDelayMs);
  const container = byId('controls', HTMLElement);
  container.replaceChildren();
  const gui = new GUI({ container, title: 'Parameters', injectStyles: false });
  if (matchMedia('(max-width: 860px)').matches) gui.close();

  const slide = (
    folder: GUI,
    label: string,
    sentence: string,
    read: (experiment: Experiment) => number,
    scale: Scale,
    print: (value: number) => string,
    take: (value: number) => void,
  ) => {
    const shown = { value: read(experiment) };
    const controller = new ScaleController(folder, shown, 'value', scale, print, (text) =>
      refuse(noNumberWords(label, text)),
    );
    controller.name(label).onChange(take);
    controller.domElement.title = sentence;
    const show: Show = (next) => {
      shown.value = read(next);
      controller.updateDisplay();
    };
    shows.push(show);
    return show;
  };
  const edit = (key: string) => (value: Property) =>
    onEdit((plain) => withValue(plain, key, value));

  slide(
    gui,
    'walkers',
    'Walkers in each ensemble. Another number starts the run again.',
    (e) => e.walkers,
    log(1e3, 1e8, true),
    formatCount,
    edit('walkers'),
  );
  slide(
    gui,
    'learning rate η',
    'Step size of every rule; time is steps times learning rate.',
    (e) => e.learningRate,
    log(Math.min(1e-3, experiment.learningRate), Math.max(1, experiment.learningRate)),
    printNumber,
    edit('learningRate'),
  );
  slide(
    gui,
    'steps',
    'Updates of every walker. More of them go on with the same walkers.',
    (e) => e.steps,
    log(1, Math.max(2000, experiment.steps), true),
    formatCount,
    edit('steps'),
  );
  const shownSeed = { seed: experiment.seed };
  const seed = gui.add(shownSeed, 'seed').onFinishChange((text: string) => {
    const read = readSeed(text);
    if (read === null) refuse(`seed: “${text.slice(0, 40)}” is none; ${seedWords}`);
    shownSeed.seed = read ?? state.experiment()?.seed ?? experiment.seed;
    seed.updateDisplay();
    if (shownSeed.seed !== state.experiment()?.seed) edit('seed')(shownSeed.seed);
  });
  seed.domElement.title = `Key of the random numbers, ${seedWords}. Another one starts the run again.`;
  shows.push((next) => {
    if (seed.domElement.contains(document.activeElement)) return;
    shownSeed.seed = next.seed;
    seed.updateDisplay();
  });
  const showRate = slide(
    gui,
    'frames/s',
    'Most frames that a run shows per second; it stops at each to be compared.',
    () => state.view().framesPerSecond,
    log(1, 60, true),
    printNumber,
    (value) => {
      const { least, most } = frameRates;
      state.look({ framesPerSecond: Math.min(most, Math.max(least, value)) });
    },
  );

  const table = (
    title: string,
    accent: string | null,
    entry: Pick<Entry, 'sentence' | 'parameters'>,
    present: (experiment: Experiment, key: string) => unknown,
    apply: (plain: Plain, key: string, value: Property) => Plain,
  ) => {
    const parameters = Object.entries(entry.parameters);
    if (parameters.length === 0) return;
    const folder = gui.addFolder(title);
    folder.domElement.title = entry.sentence;
    if (accent) folder.domElement.style.setProperty('--accent', accent);
    for (const [key, parameter] of parameters) {
      const take = (value: Property) => onEdit((plain) => apply(plain, key, value));
      if (parameter.kind === 'boolean') {
        const shown = { [key]: Boolean(present(experiment, key)) };
        const box = folder.add(shown, key).onChange(take);
        box.domElement.title = parameter.sentence;
        shows.push((next) => {
          shown[key] = Boolean(present(next, key));
          box.updateDisplay();
        });
      } else {
        const read = (e: Experiment) => Number(present(e, key));
        const scale = scaleOfParameter(parameter, read(experiment));
        slide(folder, parameterLabel(key), parameter.sentence, read, scale, printNumber, take);
      }
    }
  };
  const name = valueAt(experiment.source, 'landscape', 'name');
  if (typeof name === 'string' && Object.hasOwn(landscapes, name)) {
    const entry: LandscapeEntry = landscapes[name as keyof typeof landscapes];
    const present = (e: Experiment, key: string) => valueAt(e.source, 'landscape', key);
    table(entry.title, null, entry, present, withLandscapeValue);
  }
  for (const [i, { name: title, rule }] of experiment.ensembles.entries()) {
    const { sentence, parameters }: RuleEntry = rules[rule as keyof typeof rules];
    const own = valueAt(state.draft(), 'ensembles', i, 'learningRate');
    const rate = typeof own === 'number' ? { learningRate: ownRate(own) } : {};
    const entry = { sentence, parameters: { ...rate, ...parameters } };
    const present = ({ ensembles }: Experiment, key: string) =>
      key === 'learningRate' ? ensembles[i].learningRate : ensembles[i].parameters[key];
    const apply = (plain: Plain, key: string, value: Property) =>
      withEnsembleValue(plain, i, key, value);
    table(title, accentOf(i), entry, present, apply);
  }
  return {
    show(next) {
      for (const show of shows) show(next);
    },
    showRate: () => showRate(experiment),
  };
}
