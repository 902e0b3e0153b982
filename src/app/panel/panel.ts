/**
 * The panel of parameters, generated from the catalogues' tables: whatever a rule or a landscape
 * names there can be moved here. Every change gives a whole new experiment as plain data.
 */
import GUI from 'lil-gui';
import type { Experiment } from '../../model/experiment.js';
import type { LandscapeEntry } from '../../model/landscapes/entry.js';
import { landscapes } from '../../model/landscapes.js';
import { type RuleEntry, rules } from '../../model/rules.js';
import { formatCount } from '../../run/format.js';
import { accentOf } from '../../run/report/palette.js';
import type { App } from '../app.js';
import { byId } from '../dom.js';
import { type Plain, valueAt, withEnsembleValue, withLandscapeValue, withValue } from './edits.js';
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

type Change = (plain: Plain) => Plain;

/** Builds the panel anew for every experiment but those that were made in it. */
export function connectPanel(app: App): void {
  const { state } = app;
  let made: Plain | null = null;
  const edit = (change: Change) =>
    state.edit((plain) => {
      made = change(plain);
      return made;
    });
  const show = () => {
    const experiment = state.experiment();
    if (experiment) createPanel(app, experiment, edit);
  };
  state.experimentChanged.subscribe(() => {
    if (state.draft() !== made) show();
  });
  state.cancelled.subscribe(show);
}

function createPanel(
  { state }: App,
  experiment: Experiment,
  onEdit: (change: Change) => void,
): void {
  const container = byId('controls', HTMLElement);
  container.replaceChildren();
  const gui = new GUI({ container, title: 'Parameters', injectStyles: false });
  if (matchMedia('(max-width: 860px)').matches) gui.close();

  const slide = (
    folder: GUI,
    label: string,
    sentence: string,
    value: number,
    scale: Scale,
    print: (value: number) => string,
    take: (value: number) => void,
  ) => {
    const controller = new ScaleController(folder, { value }, 'value', scale, print);
    controller.name(label).onChange(take);
    controller.domElement.title = sentence;
  };
  const edit = (key: string) => (value: Property) =>
    onEdit((plain) => withValue(plain, key, value));

  slide(
    gui,
    'walkers',
    'Walkers in each ensemble.',
    experiment.walkers,
    log(1e3, 1e8, true),
    formatCount,
    (value) => edit('walkers')(Math.max(1, Math.round(value))),
  );
  slide(
    gui,
    'learning rate η',
    'Step size of every rule; time is steps times learning rate.',
    experiment.learningRate,
    log(Math.min(1e-3, experiment.learningRate), Math.max(1, experiment.learningRate)),
    printNumber,
    edit('learningRate'),
  );
  slide(
    gui,
    'steps',
    'Updates of every walker.',
    experiment.steps,
    log(1, Math.max(2000, experiment.steps), true),
    formatCount,
    edit('steps'),
  );
  const seed = gui.add({ seed: experiment.seed }, 'seed').onFinishChange(edit('seed'));
  seed.domElement.title = 'Key of the random numbers; the same seed gives the same counts.';
  slide(
    gui,
    'frames/s',
    'Most frames that a run shows per second; it stops at each to be compared.',
    state.view().framesPerSecond,
    log(1, 60, true),
    printNumber,
    (value) => {
      state.look({ framesPerSecond: Math.max(0.1, value) });
    },
  );

  const table = (
    title: string,
    accent: string | null,
    entry: Entry,
    present: (key: string) => unknown,
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
        const box = folder.add({ [key]: Boolean(present(key)) }, key).onChange(take);
        box.domElement.title = parameter.sentence;
      } else {
        const value = Number(present(key));
        const scale = scaleOfParameter(parameter, value);
        slide(folder, spaced(key), parameter.sentence, value, scale, printNumber, take);
      }
    }
  };
  const name = valueAt(experiment.source, 'landscape', 'name');
  if (typeof name === 'string' && Object.hasOwn(landscapes, name)) {
    const entry: LandscapeEntry = landscapes[name as keyof typeof landscapes];
    const present = (key: string) => valueAt(experiment.source, 'landscape', key);
    table(entry.title, null, entry, present, withLandscapeValue);
  }
  for (const [i, { name: title, rule, parameters }] of experiment.ensembles.entries()) {
    const entry: RuleEntry = rules[rule as keyof typeof rules];
    const apply = (plain: Plain, key: string, value: Property) =>
      withEnsembleValue(plain, i, key, value);
    table(title, accentOf(i), entry, (key) => parameters[key], apply);
  }
}

/** "batchSize" as people read it: "batch size". */
const spaced = (key: string) => key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
