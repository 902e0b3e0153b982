/**
 * What stands in the editor's fields, and the experiment that it makes: text and numbers one way,
 * plain data as a file states it the other way, and what is wrong with which field.
 */
import { ExpressionError } from '../../math/expression/expressionError.js';
import { namesIn, parseExpression } from '../../math/expression/parseExpression.js';
import type { Boundary, Ends } from '../../math/grid.js';
import { joinPath, SpecError } from '../../model/errors.js';
import type { Experiment, InitialLaw, Landscape } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { requireNames } from '../../model/landscape.js';
import { landscapes } from '../../model/landscapes.js';
import { mistakeWords } from '../fieldWords.js';
import { type Plain, valueAt } from '../plain.js';
import { printColumns, readColumns } from './columns.js';

/** The fields of one parameter, as text. */
export interface AxisDraft {
  readonly start: 'point' | 'normal' | 'uniform';
  readonly a: string;
  readonly b: string;
  /** Both empty: the range is fitted. */
  readonly min: string;
  readonly max: string;
  /** What Fokker–Planck solvers do at both ends. */
  readonly boundary: Boundary | Ends;
}

export interface Draft {
  readonly parameters: string;
  readonly loss: string;
  readonly data: string;
  readonly axes: readonly AxisDraft[];
}

export type Field = 'parameters' | 'loss' | 'data' | 'axes' | 'experiment';

export interface Mistake {
  readonly field: Field;
  readonly message: string;
  /** Where in the loss, 1-based; null elsewhere. */
  readonly column: number | null;
}

export type Checked = { readonly plain: Plain } | { readonly mistake: Mistake };

export const emptyAxis: AxisDraft = {
  start: 'normal',
  a: '0',
  b: '0.2',
  min: '',
  max: '',
  boundary: 'open',
};

/**
 * The fields that state the landscape, the start and the range of an experiment; without the range
 * where it was fitted.
 */
export function draftOf(experiment: Experiment, isFitted = experiment.gridIsAuto): Draft {
  const { landscape, grid, initial, source } = experiment;
  const { columns, values } = landscape.data;
  const axes = grid.map(({ min, max, boundary = 'open' }, i): AxisDraft => {
    const range = isFitted ? ['', ''] : [String(min), String(max)];
    return { ...startOf(initial[i]), min: range[0], max: range[1], boundary };
  });
  return {
    parameters: landscape.parameters.join(', '),
    loss: lossText(landscape, source),
    data: printColumns(Object.fromEntries(columns.map((name, c) => [name, [...values[c]]]))),
    axes,
  };
}

function startOf(law: InitialLaw): Pick<AxisDraft, 'start' | 'a' | 'b'> {
  if (law.kind === 'point') return { start: 'point', a: String(law.value), b: '' };
  if (law.kind === 'uniform') return { start: 'uniform', a: String(law.min), b: String(law.max) };
  return { start: 'normal', a: String(law.mean), b: String(law.standardDeviation) };
}

/** The loss as its author wrote it, with the numbers of a catalogue landscape put in. */
function lossText({ name, constants }: Landscape, source: unknown): string {
  const own = valueAt(source, 'landscape', 'loss');
  if (typeof own === 'string') return own;
  const entry = Object.entries(landscapes).find(([key]) => key === name)?.[1];
  return (entry?.loss ?? '').replace(/[A-Za-z]\w*/g, (word) => {
    if (!Object.hasOwn(constants, word)) return word;
    const value = constants[word];
    return value < 0 ? `(${value})` : String(value);
  });
}

export const parameterNames = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/**
 * The experiment with the draft's landscape, start and range in the place of its own. What depends
 * on them alone goes: title, words and an exit region of the old landscape.
 */
export function checkDraft(draft: Draft, base: Plain): Checked {
  const parameters = parameterNames(draft.parameters);
  const data = readColumns(draft.data, namesOf(draft.loss));
  if ('wrong' in data) return { mistake: mistakeIn('data', data.wrong) };
  const loss = draft.loss.trim();
  if (parameters.length > 0 && parameters.length <= 2) {
    const columns = Object.keys(data.columns);
    // Under names that are wrong any loss would look so.
    const wrong =
      nameMistake(parameters, columns) ?? lossMistake(draft.loss, [...parameters, ...columns]);
    if (wrong) return { mistake: wrong };
  }
  const axes = parameters.map((_, i) => draft.axes[i] ?? emptyAxis);
  const grid = gridPlain(parameters, axes, base);
  const { title: _, description: __, reference: ___, predictions, ...rest } = base;
  const plain: Plain = {
    ...rest,
    name: 'own-landscape',
    title: 'Your own landscape',
    landscape: {
      parameters,
      loss,
      ...(Object.keys(data.columns).length > 0 ? { data: data.columns } : {}),
    },
    initial: Object.fromEntries(parameters.map((p, i) => [p, startPlain(axes[i])])),
    grid: 'wrong' in grid ? 'auto' : grid.stated,
    ...(Array.isArray(predictions) ? { predictions: predictions.filter(isName) } : {}),
  };
  try {
    resolveExperiment(plain);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { mistake: mistakeOf(error, plain) };
  }
  // Last: names that are wrong would make any range look so.
  if ('wrong' in grid) return { mistake: mistakeIn('axes', grid.wrong) };
  return { plain };
}

const isName = (prediction: unknown) => typeof prediction === 'string';

/** The names in a loss, as far as it can be read. */
function namesOf(loss: string): ReadonlySet<string> | undefined {
  try {
    return namesIn(loss);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return undefined;
  }
}

const mistakeIn = (field: Field, message: string): Mistake => ({ field, message, column: null });

/** What the file's reader, or the fit of a grid, refused. */
export const mistakeOf = (error: SpecError, plain: Plain): Mistake =>
  mistakeIn(fieldOf(error.message), mistakeWords(error, plain));

function nameMistake(parameters: readonly string[], columns: readonly string[]): Mistake | null {
  try {
    requireNames(parameters, columns);
    return null;
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return mistakeOf(error, {});
  }
}

function lossMistake(text: string, names: readonly string[]): Mistake | null {
  try {
    parseExpression(text, names);
    return null;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { field: 'loss', message: error.message, column: error.column };
  }
}

/** Paths of errors begin with the field that they are about. */
function fieldOf(message: string): Field {
  if (message.startsWith('landscape.parameters')) return 'parameters';
  if (message.startsWith('landscape.data')) return 'data';
  if (message.startsWith('landscape')) return 'loss';
  return /^(initial|grid)\b/.test(message) ? 'axes' : 'experiment';
}

/** A number where the text is one; else the text itself, for the file's reader to refuse. */
const numberOf = (text: string): unknown => {
  const value = Number(text.trim().replace('−', '-'));
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
};

function startPlain({ start, a, b }: AxisDraft): unknown {
  return start === 'point' ? numberOf(a) : { [start]: [numberOf(a), numberOf(b)] };
}

/**
 * The grid with the ranges that were typed, all of them or none, and with what else the file says of
 * axes that are still there; or what is wrong with the ranges.
 */
function gridPlain(
  parameters: readonly string[],
  axes: readonly AxisDraft[],
  base: Plain,
): { readonly stated: unknown } | { readonly wrong: string } {
  const wrong = (name: string, problem: string) => ({
    wrong: `${joinPath('grid', name)}: ${problem}`,
  });
  const ends = axes.map(({ min, max }) => [min, max].filter((end) => end.trim() !== '').length);
  const half = ends.indexOf(1);
  if (half >= 0) {
    return wrong(parameters[half], 'one end of the range is empty; give both, or none to fit it');
  }
  const [empty, given] = [ends.indexOf(0), ends.indexOf(2)];
  if (empty >= 0 && given >= 0) {
    const problem = `no range, while ${parameters[given]} has one; give both, or none to fit them`;
    return wrong(parameters[empty], problem);
  }
  if (given >= 0) {
    const grid = parameters.map((name, i) => {
      const said = (valueAt(base.grid, name) ?? {}) as Plain;
      const { min, max, boundary } = axes[i];
      const isSaid = String(boundary) === String(said.boundary ?? 'open');
      const ends = isSaid ? {} : { boundary };
      return [name, { ...said, min: numberOf(min), max: numberOf(max), ...ends }];
    });
    return { stated: Object.fromEntries(grid) };
  }
  const bounded = axes.findIndex(({ boundary }) => boundary !== 'open');
  if (bounded < 0) return { stated: 'auto' };
  const problem = `no range, and ${[axes[bounded].boundary].flat().join(' and ')} ends, which need one`;
  return wrong(parameters[bounded], problem);
}
