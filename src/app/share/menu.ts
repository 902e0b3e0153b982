/**
 * A button with a menu, by the browser's own popover: it lies above everything, and closes by Esc
 * or a click elsewhere. Arrow keys move between its items, as WAI-ARIA describes for menus.
 */
import { element } from '../dom.js';

export interface MenuItem {
  readonly label: string;
  /** What distinguishes it from others, in small letters behind the label. */
  readonly hint?: string;
  /** Why it cannot be chosen now; null or absent where it can. */
  readonly refusal?: string | null;
  readonly choose: () => void;
}

export interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

let made = 0;

/** Makes `button` open a menu, whose groups are asked for each time that it opens. */
export function attachMenu(button: HTMLButtonElement, groups: () => readonly MenuGroup[]): void {
  made += 1;
  const id = `menu-${made}`;
  const menu = element('div', { id, class: 'menu', role: 'menu', popover: 'auto' });
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', id);
  button.popoverTargetElement = menu;
  button.after(menu);

  menu.addEventListener('beforetoggle', (event) => {
    if (event.newState === 'open') menu.replaceChildren(...groups().map(groupElement));
  });
  menu.addEventListener('toggle', (event) => {
    const open = event.newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    place(menu, button);
    itemsOf(menu)[0]?.focus();
  });
  menu.addEventListener('click', (event) => {
    const item = event.target instanceof Element && event.target.closest('[role="menuitem"]');
    if (item && item.getAttribute('aria-disabled') !== 'true') menu.hidePopover();
  });
  menu.addEventListener('keydown', (event) => moveFocus(menu, event));
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];

function groupElement({ title, items }: MenuGroup): HTMLElement {
  return element(
    'div',
    { role: 'group', 'aria-label': title },
    element('h3', { 'aria-hidden': 'true' }, title),
    ...items.map(itemElement),
  );
}

function itemElement({ label, hint, refusal, choose }: MenuItem): HTMLElement {
  const small = refusal ?? hint;
  const item = element('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, label);
  if (small) item.append(element('small', {}, small));
  if (refusal) item.setAttribute('aria-disabled', 'true');
  else item.addEventListener('click', choose);
  return item;
}

/** Below the button and within the window; above it where there is more room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const gap = 6;
  const below = at.bottom + gap;
  const fits = below + height <= innerHeight - gap;
  const top = fits ? below : Math.max(gap, Math.min(at.top - gap - height, innerHeight - height));
  menu.style.left = `${Math.max(gap, Math.min(at.right - width, innerWidth - width - gap))}px`;
  menu.style.top = `${fits ? below : Math.max(gap, top)}px`;
}

function moveFocus(menu: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  // The page has keys of its own.
  event.stopPropagation();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
