/**
 * Marks on the loss curve: ▾ over a minimum, ▴ under a maximum, which is the barrier between two
 * minima. The words of a mark appear while the cursor is near.
 */
import type uPlot from 'uplot';
import { element, setText } from '../dom.js';
import type { Theme } from './theme.js';

export interface Mark {
  readonly kind: 'minimum' | 'maximum';
  readonly x: number;
  /** The loss there. */
  readonly value: number;
  readonly words: string;
}

export interface Marks {
  /** Draws the marks on the scale `loss`. */
  draw(plot: uPlot): void;
  /** Whether there are marks at all: they go with the curve of the loss. */
  show(visible: boolean): void;
  /** Shows the words of the mark under the cursor. */
  point(plot: uPlot): void;
}

/** Half the width of a mark, and how near the cursor must be; CSS pixels. */
const size = 4.5;
const reach = 9;

export function createMarks(
  list: Promise<readonly Mark[]>,
  theme: () => Theme,
  onFound: () => void,
): Marks {
  let marks: readonly Mark[] = [];
  list.then(
    (found) => {
      marks = found;
      onFound();
    },
    // Without a shape there are no marks; the editor says why.
    () => {},
  );
  const label = element('div', { class: 'mark-words', 'aria-hidden': 'true' });
  let isShown = true;
  return {
    show(visible) {
      isShown = visible;
    },
    draw(plot) {
      if (!isShown) return;
      const { ctx: pen } = plot;
      const unit = devicePixelRatio;
      pen.save();
      pen.fillStyle = theme().muted;
      for (const { kind, x, value } of marks) {
        if (!isSeen(plot, value)) continue;
        const turn = kind === 'minimum' ? -1 : 1;
        const [left, top] = [plot.valToPos(x, 'x', true), plot.valToPos(value, 'loss', true)];
        const tip = top + turn * 2 * unit;
        const base = tip + turn * 1.5 * size * unit;
        pen.beginPath();
        pen.moveTo(left, tip);
        pen.lineTo(left - size * unit, base);
        pen.lineTo(left + size * unit, base);
        pen.fill();
      }
      pen.restore();
    },
    point(plot) {
      const { left = -1 } = plot.cursor;
      const near = marks.find(
        ({ x, value }) =>
          left >= 0 && isSeen(plot, value) && Math.abs(plot.valToPos(x, 'x') - left) <= reach,
      );
      if (!near || !isShown) {
        label.remove();
        return;
      }
      setText(label, near.words);
      const at = plot.valToPos(near.x, 'x');
      const isRight = at > plot.over.clientWidth / 2;
      label.style.left = isRight ? 'auto' : `${at + size + 4}px`;
      label.style.right = isRight ? `${plot.over.clientWidth - at + size + 4}px` : 'auto';
      label.style.top = `${Math.max(0, plot.valToPos(near.value, 'loss') - 22)}px`;
      if (!label.isConnected) plot.over.append(label);
    },
  };
}

/** Whether a loss lies on the part of its axis that is shown. */
function isSeen(plot: uPlot, value: number): boolean {
  const { min, max } = plot.scales.loss;
  if (min === undefined || min === null || max === undefined || max === null) return false;
  // The lowest point of the curve as drawn lies a little above the minimum itself.
  return value >= min - 0.05 * (max - min) && value <= max;
}
