/** The button that opens the editor, whose code and parser of tables are loaded by the first click. */
import type { App } from '../app.js';
import { byId, element } from '../dom.js';

/** Puts the button into the bar. */
export function connectEditor(app: App): void {
  const section = byId('editor', HTMLElement);
  const button = element(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'editor' },
    'Edit loss',
  );
  byId('gallery', HTMLElement).append(button);
  let focus: Promise<() => void> | null = null;
  const open = async (isOpen: boolean) => {
    section.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) {
      button.focus();
      return;
    }
    focus ??= import('./editor.js').then(({ createEditor }) =>
      createEditor(app, section, () => void open(false)),
    );
    try {
      const opened = await focus;
      if (section.hidden === false) opened();
    } catch (error) {
      // The next click tries again.
      focus = null;
      void open(false);
      app.notice.show('error', `The editor could not be loaded: ${String(error)}`);
    }
  };
  button.addEventListener('click', () => void open(section.hidden !== false));
}
