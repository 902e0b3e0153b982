/**
 * The field for the loss: plain text with a mark under the character that cannot be read. A copy of
 * the text lies behind the field, in the same letters and breaking its lines alike, and carries
 * the mark.
 */
import { element, setText } from '../dom.js';

export interface LossField {
  readonly element: HTMLElement;
  readonly input: HTMLTextAreaElement;
  /** Marks a column (1-based), or none, and says what is wrong. */
  complain(message: string, column: number | null): void;
}

export function createLossField(): LossField {
  const input = element('textarea', {
    id: 'editor-loss',
    rows: '1',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    'aria-describedby': 'editor-loss-wrong editor-loss-help',
  });
  const copy = element('div', { class: 'copy', 'aria-hidden': 'true' });
  const wrong = element('p', { class: 'wrong', id: 'editor-loss-wrong', role: 'status' });
  let marked: number | null = null;
  const draw = () => {
    const text = input.value;
    const at = marked === null ? text.length : Math.min(marked - 1, text.length);
    const under = marked === null ? [] : [element('mark', {}, text.slice(at, at + 1) || ' ')];
    // The last space keeps an empty last line as high as in the field.
    copy.replaceChildren(text.slice(0, at), ...under, text.slice(at + 1), ' ');
  };
  input.addEventListener('input', () => {
    // What was wrong is looked at again in a moment; a mark that stays would be a wrong one.
    marked = null;
    draw();
  });
  return {
    element: element(
      'div',
      { class: 'loss' },
      element('div', { class: 'stack' }, copy, input),
      wrong,
    ),
    input,
    complain(message, column) {
      marked = column;
      draw();
      setText(wrong, message === '' || column === null ? message : `column ${column}: ${message}`);
      input.setAttribute('aria-invalid', String(message !== ''));
    },
  };
}
