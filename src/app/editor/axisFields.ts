/** Where walkers start and what range is shown, a row of fields for each parameter. */
import { type Boundary, endsOf } from '../../math/grid.js';
import { element, setText } from '../dom.js';
import { type AxisDraft, emptyAxis } from './draft.js';

const starts = {
  point: { words: 'at', a: 'start', b: null },
  normal: { words: 'normal', a: 'mean', b: 'standard deviation' },
  uniform: { words: 'uniform', a: 'from', b: 'to' },
} as const satisfies Record<AxisDraft['start'], { words: string; a: string; b: string | null }>;

/** What an end of the range does to walkers, in a word and in a sentence. */
const ends = {
  open: 'open end: walkers pass',
  reflecting: 'reflecting end: walkers beyond it are folded back',
  periodic: 'a ring: what leaves at one end comes in at the other',
  absorbing: 'absorbing end: walkers beyond it are removed',
} as const satisfies Record<Boundary, string>;

export interface AxisFields {
  readonly element: HTMLElement;
  /** Of the rows on show, and after them of those that were. */
  read(): AxisDraft[];
  show(axes: readonly AxisDraft[]): void;
  /**
   * As many rows as there are names, two at most, and as many as before where there is none. Rows
   * that go keep what stands in them, for names that are being typed anew.
   */
  rename(names: readonly string[]): void;
  complain(message: string): void;
}

interface Row {
  readonly element: HTMLElement;
  name(name: string): void;
  read(): AxisDraft;
  show(axis: AxisDraft): void;
}

export function createAxisFields(): AxisFields {
  const list = element('div', { class: 'axes' });
  const wrong = element('p', { class: 'wrong', role: 'status' });
  const rows: Row[] = [];
  const resize = (count: number) => {
    while (rows.length < count) rows.push(createRow());
    list.replaceChildren(...rows.slice(0, count).map((row) => row.element));
  };
  return {
    element: element('div', {}, list, wrong),
    read: () => rows.map((row) => row.read()),
    show(axes) {
      resize(axes.length);
      for (const [i, row] of rows.entries()) row.show(axes[i] ?? emptyAxis);
    },
    rename(names) {
      const named = names.slice(0, 2);
      if (named.length === 0) return;
      if (named.length !== list.childElementCount) resize(named.length);
      for (const [i, name] of named.entries()) rows[i].name(name);
    },
    complain: (message) => setText(wrong, message),
  };
}

function createRow(): Row {
  const title = element('legend', {});
  const start = element('select', { 'aria-label': 'start' });
  for (const [value, { words }] of Object.entries(starts)) {
    start.append(element('option', { value }, words));
  }
  const field = (label: string, placeholder = '') =>
    element('input', { type: 'text', inputmode: 'decimal', 'aria-label': label, placeholder });
  const [a, b] = [field('mean'), field('standard deviation')];
  const [min, max] = [
    field('lower end of the range', 'auto'),
    field('upper end of the range', 'auto'),
  ];
  const [low, high] = ['lower', 'upper'].map((which) => {
    const select = element('select', { 'aria-label': `what the ${which} end of the range does` });
    for (const [value, title] of Object.entries(ends)) {
      select.append(element('option', { value, title }, value));
    }
    return select;
  });
  // A ring has no ends: both selects say so, or neither.
  const join = (changed: HTMLSelectElement, other: HTMLSelectElement) => {
    if ([changed.value, other.value].includes('periodic')) other.value = changed.value;
  };
  low.addEventListener('change', () => join(low, high));
  high.addEventListener('change', () => join(high, low));
  const dress = () => {
    for (const select of [low, high]) select.title = ends[select.value as Boundary];
    const words = starts[start.value as AxisDraft['start']];
    a.setAttribute('aria-label', words.a);
    a.title = words.a;
    b.setAttribute('aria-label', words.b ?? '');
    b.title = words.b ?? '';
    b.hidden = words.b === null;
  };
  for (const select of [start, low, high]) select.addEventListener('change', dress);
  const range = element('span', { class: 'range' }, 'range', min, '…', max, 'ends', low, high);
  const row: Row = {
    element: element('fieldset', {}, title, element('span', {}, start, a, b), range),
    name: (name) => setText(title, name),
    read: () => ({
      start: start.value as AxisDraft['start'],
      a: a.value,
      b: b.value,
      min: min.value,
      max: max.value,
      boundary:
        low.value === high.value
          ? (low.value as Boundary)
          : [low.value as Boundary, high.value as Boundary],
    }),
    show(axis) {
      start.value = axis.start;
      [low.value, high.value] = endsOf(axis);
      for (const [input, text] of [
        [a, axis.a],
        [b, axis.b],
        [min, axis.min],
        [max, axis.max],
      ] as const) {
        input.value = text;
      }
      dress();
    },
  };
  row.show(emptyAxis);
  return row;
}
