/**
 * The editor of one's own landscape: what is typed is checked as it is typed and taken once it
 * is right; until then the old experiment goes on. Below the fields: the loss as a formula, and
 * what was found on it.
 */
import type { App } from '../app.js';
import { element, setText } from '../dom.js';
import { typesetLoss } from '../formula/typeset.js';
import type { Plain } from '../plain.js';
import { createAxisFields } from './axisFields.js';
import {
  type Checked,
  checkDraft,
  type Draft,
  draftOf,
  type Mistake,
  mistakeOf,
  parameterNames,
} from './draft.js';
import { createFindingsList } from './findingsList.js';
import { createLossField } from './lossField.js';

/** Quiet time after which what is typed is looked at. */
const typingDelayMs = 300;

/** Fills `section` with the editor; gives what is to be called whenever it has been opened. */
export function createEditor(app: App, section: HTMLElement, close: () => void): () => void {
  const { state } = app;
  const parameters = element('input', {
    type: 'text',
    id: 'editor-parameters',
    spellcheck: 'false',
  });
  const loss = createLossField();
  const data = element('textarea', {
    id: 'editor-data',
    rows: '3',
    spellcheck: 'false',
    'aria-describedby': 'editor-data-help',
  });
  const axes = createAxisFields();
  const formula = element('div', { class: 'formula' });
  const findings = createFindingsList();
  const wrong = { parameters: complaint(), data: complaint(), experiment: complaint() };
  const shut = element('button', { type: 'button', 'aria-label': 'Close the editor' }, '✕');
  shut.addEventListener('click', close);
  const form = element(
    'form',
    { 'aria-label': 'Own landscape' },
    label('Parameters', 'one or two names', parameters, wrong.parameters),
    label(
      'Loss of one sample',
      'with + − * / ^, if(condition, a, b), exp, log, sqrt, sin, cos, tanh, |x|, …',
      loss.input,
      loss.element,
    ),
    label(
      'Data',
      'a line “a: 1, 2, 3” for each column, or a table with names on top; empty for one sample',
      data,
      wrong.data,
    ),
    element('div', { class: 'field' }, element('h3', {}, 'Start and range'), axes.element),
    wrong.experiment,
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  section.append(
    element('header', {}, element('h2', {}, 'Your own landscape'), shut),
    form,
    element('div', { class: 'seen' }, formula, findings.element),
  );

  const read = (): Draft => ({
    parameters: parameters.value,
    loss: loss.input.value,
    data: data.value,
    axes: axes.read(),
  });
  const complain = (mistake: Mistake | null) => {
    const of = (field: Mistake['field']) => (mistake?.field === field ? mistake.message : '');
    setText(wrong.parameters, of('parameters'));
    loss.complain(of('loss'), mistake?.field === 'loss' ? mistake.column : null);
    setText(wrong.data, of('data'));
    axes.complain(of('axes'));
    setText(wrong.experiment, of('experiment'));
  };
  /** The experiment that the fields state, as far as they state it, and its name. */
  let shown = '';
  /** What was typed, as it was last opened. */
  let mine: Plain | null = null;
  /** What was made of what is typed, until something has come of it. */
  let untaken: Checked | null = null;
  let waiting = 0;
  const take = async () => {
    const checked = checkDraft(read(), state.draft());
    untaken = checked;
    if ('mistake' in checked) return complain(checked.mistake);
    complain(null);
    mine = checked.plain;
    const opened = await state.open(mine);
    if (opened === 'overtaken' || untaken !== checked) return;
    untaken = null;
    if (opened === 'cancelled') complain(cancelled);
    else if (opened !== 'taken') complain(mistakeOf(opened, mine));
  };
  const fill = (next: Draft) => {
    clearTimeout(waiting);
    untaken = null;
    parameters.value = next.parameters;
    loss.input.value = next.loss;
    data.value = next.data;
    axes.show(next.axes);
    axes.rename(parameterNames(next.parameters));
    complain(null);
  };
  form.addEventListener('input', () => {
    axes.rename(parameterNames(parameters.value));
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void take(), typingDelayMs);
  });
  const look = () => {
    const experiment = state.experiment();
    if (!experiment) return;
    typesetLoss(formula, experiment.landscape);
    findings.look(experiment);
  };
  /** Fills the fields where they no longer state what is on show; else what was typed stays. */
  const follow = () => {
    const experiment = state.experiment();
    if (!experiment) return;
    const next = draftOf(experiment, state.draft().grid === 'auto');
    const key = JSON.stringify([experiment.name, next]);
    const isNew = key !== shown;
    shown = key;
    if (state.draft() === mine) return;
    if (isNew) fill(next);
    // Other numbers may mend what was wrong, or came while a grid was fitted to what is typed.
    else if (untaken) void take();
  };
  state.experimentChanged.subscribe(() => {
    if (section.hidden === false) look();
    follow();
  });
  follow();
  return () => {
    look();
    loss.input.focus();
  };
}

const cancelled: Mistake = {
  field: 'experiment',
  message: 'not taken: the fit of its grid was cancelled',
  column: null,
};

const complaint = () => element('p', { class: 'wrong', role: 'status' });

/** A field under its name, with a word of help beside it. */
function label(name: string, help: string, input: HTMLElement, ...rest: HTMLElement[]) {
  const words = element('small', { id: `${input.id}-help` }, help);
  const title = element('label', { for: input.id }, name);
  const own = rest.some((part) => part.contains(input)) ? [] : [input];
  return element('div', { class: 'field' }, title, ' ', words, ...own, ...rest);
}
