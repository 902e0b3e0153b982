/** A button in the head of every card, by which its picture is saved. */
import type { Part } from '../../run/report/framePictures.js';
import type { App } from '../app.js';
import { byId, element } from '../dom.js';
import { attachMenu, type MenuItem } from '../share/menu.js';
import type { Exporter } from './exporter.js';
import { videoRefusal } from './videoRefusal.js';

/** Gives each card that is on the page, or comes to it, its menu. */
export function connectCardMenus(app: App, exporter: Exporter): void {
  const panels = byId('panels', HTMLElement);
  const complete = () => {
    for (const card of panels.querySelectorAll<HTMLElement>('article.card')) {
      const head = card.querySelector('header');
      if (head && !head.querySelector('[data-menu]')) head.append(cardMenu(card, app, exporter));
    }
  };
  new MutationObserver(complete).observe(panels, { childList: true });
  complete();
}

/** Which noise model a card is of, by its place among those that are of one. */
function partOf(card: HTMLElement): Part {
  if (!card.dataset.rule) return 'overlay';
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
  // After the button is in its place, so that the menu can be put behind it.
  const box = element('span', { class: 'card-menu', 'data-unprinted': '' }, button);
  attachMenu(button, () => {
    const part = partOf(card);
    const refusal = app.frame() ? null : 'nothing to save yet';
    const items: MenuItem[] = [
      {
        label: 'Save picture',
        hint: 'PNG',
        refusal,
        choose: () => void exporter.png(card, part),
      },
      {
        label: 'Save picture',
        hint: 'SVG',
        refusal,
        choose: () => void exporter.file('svg', part),
      },
      {
        label: 'Record video',
        hint: 'WebM, at most 60 s',
        refusal: refusal ?? videoRefusal(),
        choose: () => void exporter.video(card, part),
      },
    ];
    return [{ title: name, items }];
  });
  return box;
}
