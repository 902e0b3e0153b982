/** The line below the bar for what the user should know: an error in red, anything else quietly. */
import { byId, element } from './dom.js';

export interface Notice {
  show(kind: 'error' | 'note', text: string): void;
  hide(): void;
}

export function createNotice(): Notice {
  const line = byId('notice', HTMLParagraphElement);
  const hide = () => {
    line.hidden = true;
  };
  return {
    show(kind, text) {
      const close = element('button', { type: 'button', 'aria-label': 'Dismiss' }, '✕');
      close.addEventListener('click', hide);
      line.dataset.kind = kind;
      line.replaceChildren(element('span', {}, text), close);
      line.hidden = false;
    },
    hide,
  };
}
