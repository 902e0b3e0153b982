/** The line below the bar for what the user should know: an error in red, anything else quietly. */
import { byId, element } from './dom.js';

export interface Notice {
  /** `toCopy` is put into a field below, selected. */
  show(kind: 'error' | 'note', text: string, toCopy?: string): void;
  hide(): void;
}

export function createNotice(): Notice {
  const line = byId('notice', HTMLParagraphElement);
  const hide = () => {
    line.hidden = true;
  };
  return {
    show(kind, text, toCopy) {
      const close = element('button', { type: 'button', 'aria-label': 'Dismiss' }, '✕');
      close.addEventListener('click', hide);
      line.dataset.kind = kind;
      const words = element('span', {}, text);
      line.replaceChildren(words, close);
      line.hidden = false;
      if (toCopy === undefined) return;
      const field = element('input', { type: 'text', readonly: '', 'aria-label': text });
      field.value = toCopy;
      words.append(field);
      field.select();
    },
    hide,
  };
}
