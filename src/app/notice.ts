/** The line below the bar for what the user should know: an error in red, anything else quietly. */
import { byId, element } from './dom.js';

export interface NoticeExtras {
  /** Put into a field below, selected. */
  readonly toCopy?: string;
  /** What the user may do about it: a button, which takes the line away. */
  readonly offer?: { readonly label: string; readonly act: () => void };
}

export interface Notice {
  show(kind: 'error' | 'note', text: string, extras?: NoticeExtras): void;
  /** Takes away what the state of the page has answered: everything but an offer. */
  hide(): void;
}

export function createNotice(): Notice {
  const line = byId('notice', HTMLParagraphElement);
  let isOffer = false;
  const close = () => {
    line.hidden = true;
    line.replaceChildren();
  };
  return {
    show(kind, text, { toCopy, offer } = {}) {
      const dismiss = element('button', { type: 'button', 'aria-label': 'Dismiss' }, '✕');
      dismiss.addEventListener('click', close);
      line.dataset.kind = kind;
      isOffer = offer !== undefined;
      const words = element('span', {}, text);
      line.replaceChildren(words, dismiss);
      line.hidden = false;
      if (offer) {
        const button = element('button', { type: 'button', class: 'offer' }, offer.label);
        button.addEventListener('click', () => {
          close();
          offer.act();
        });
        words.append(' ', button);
      }
      if (toCopy === undefined) return;
      const field = element('input', { type: 'text', readonly: '', 'aria-label': text });
      field.value = toCopy;
      words.append(field);
      field.select();
    },
    hide() {
      if (!isOffer) close();
    },
  };
}
