/**
 * The head of a card: the noise model's name, which is also the key of its sampled density, and on
 * the right what the walkers say as a whole, or under the cursor the values there.
 */
import { formatCount, formatNumber, formatSampled, trueMinus } from '../../run/format.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { element, setPressed, setText, toggleKey } from '../dom.js';

export interface CardHeader {
  readonly element: HTMLElement;
  /** Walkers off the grid and diverged; in one dimension also mean and variance. */
  show(frame: EnsembleFrame): void;
  /** Text for what is under the cursor; empty to go back to the whole. */
  point(text: string): void;
  /** Shows the key of the sampled density as pressed or not. */
  press(visible: boolean): void;
}

/** A number with a true minus sign. */
export const signed = (value: number, digits = 3): string => trueMinus(formatNumber(value, digits));

/** The coloured square that stands for a sampled density. */
export function swatch(accent: string): HTMLElement {
  const square = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  square.style.setProperty('--accent', accent);
  return square;
}

/**
 * `accent` is null on a card of several noise models; `onToggle` is null where the sampled density
 * cannot be hidden.
 */
export function createCardHeader(
  name: string,
  accent: string | null,
  onToggle: (() => void) | null,
): CardHeader {
  const square = accent ? [swatch(accent)] : [];
  const label =
    accent && onToggle
      ? toggleKey(square[0], name, onToggle)
      : element('span', { class: 'key' }, ...square, name);
  const aside = element('span', { class: 'aside' });
  let whole = '';
  let pointed = '';
  const update = () => setText(aside, pointed || whole);
  return {
    element: element('header', {}, element('h3', {}, label), aside),
    show({ snapshot: { walkers, outside, absorbed, diverged, mean, covariance } }) {
      whole = `outside ${formatCount(outside)} · diverged ${formatCount(diverged)}`;
      if (absorbed > 0) whole += ` · absorbed ${formatCount(absorbed)}`;
      if (mean.length === 1) {
        const average = formatSampled(mean[0], Math.sqrt(covariance[0] / walkers));
        whole += ` · mean ${trueMinus(average)} · variance ${formatNumber(covariance[0], 3)}`;
      }
      update();
    },
    point(text) {
      pointed = text;
      update();
    },
    press(visible) {
      if (label instanceof HTMLButtonElement) setPressed(label, visible);
    },
  };
}
