/** A button in the head of every card, by which its picture is saved. */
import type { Part } from '../../run/report/framePictures.js';
import type { App } from '../app.js';
import { byId, element } from '../dom.js';
import { attachMenu, type MenuItem } from '../share/menu.js';
import { curvesOf } from './curves.js';
import type { Exporter } from './exporter.js';
import { videoRefusal } from './video/videoRefusal.js';

/** Gives each card that is on the page, or comes to it, its menu. */
export function connectCardMenus(app: App, exporter: Exporter): void {
  for (const id of ['panels', 'numbers']) {
    const parent = byId(id, HTMLElement);
    const complete = () => {
      for (const card of parent.querySelectorAll<HTMLElement>('article.card')) {
        const head = card.querySelector('header');
        if (head && !head.querySelector('[data-menu]')) head.append(cardMenu(card, app, exporter));
      }
    };
    new MutationObserver(complete).observe(parent, { childList: true });
    complete();
  }
}

/** What a card shows; null: nothing that the frame's pictures know. */
function partOf(card: HTMLElement): Part | null {
  if (card.classList.contains('overlay')) return 'overlay';
  if (!card.dataset.rule) return null;
  const all = [...(card.parentElement?.querySelectorAll('article[data-rule]') ?? [])];
  return all.indexOf(card);
}

function cardMenu(card: HTMLElement, app: App, exporter: Exporter): HTMLElement {
  const name = card.querySelector('h3')?.textContent ?? 'this card';
  const button = element('button', {
    type: 'button',
    class: 'save',
    'data-menu': 'card',
    'aria-label': `Save ${name}`,
  });
  // The button has to be in its place before the menu can be put behind it.
  const box = element('span', { class: 'card-menu', 'data-unprinted': '' }, button);
  attachMenu(button, () => {
    const part = partOf(card);
    const refusal = app.frame() ? null : 'nothing to save yet';
    const item = (label: string, hint: string, choose: () => void): MenuItem => {
      return { label, hint, refusal, choose };
    };
    const curves = curvesOf(card);
    const svg =
      part !== null
        ? () => void exporter.file('svg', part)
        : curves && (() => void exporter.curves(card, name, curves));
    const items = [
      item('Save picture', 'PNG', () => void exporter.png(card, part ?? name)),
      ...(svg ? [item('Save picture', 'SVG', svg)] : []),
      {
        ...item('Record video', 'WebM, at most 60 s', () => {
          void exporter.video(card, part ?? name);
        }),
        refusal: refusal ?? videoRefusal(),
      },
    ];
    return [{ title: name, items }];
  });
  return box;
}
