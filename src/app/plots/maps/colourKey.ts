/** A bar of a ramp's colours with a few numbers below: what the colours of a map mean. */

import { type Ramp, shades } from '../../../run/report/ramps.js';
import { element } from '../../dom.js';
import type { Theme } from '../theme.js';
import { room, sizeCanvas } from './squareFrame.js';

export interface ColourMark {
  /** Where on the bar, 0 … 1. */
  readonly part: number;
  readonly text: string;
}

export interface ColourKey {
  readonly canvas: HTMLCanvasElement;
  place(left: number, width: number): void;
  show(ramp: Ramp, marks: readonly ColourMark[], theme: Theme): void;
}

const bar = { top: room.caption + 6, height: 8 };

/** A key as high as the strip above a map. */
export function createColourKey(): ColourKey {
  const canvas = element('canvas', { class: 'colours', 'aria-hidden': 'true' });
  let placed = { left: 0, width: 0 };
  let shown: Parameters<ColourKey['show']> | null = null;
  let key = '';
  const draw = () => {
    if (!shown || placed.width <= 0) return;
    const [ramp, marks, theme] = shown;
    const { left, width } = placed;
    const pen = sizeCanvas(canvas, left + width + room.right, room.strip);
    pen.drawImage(stripOf(ramp), left, bar.top, width, bar.height);
    pen.strokeStyle = theme.hairline;
    pen.strokeRect(left - 0.5, bar.top - 0.5, width + 1, bar.height + 1);
    pen.fillStyle = theme.muted;
    pen.font = theme.font;
    pen.textBaseline = 'top';
    for (const { part, text } of marks) {
      pen.textAlign = part < 0.1 ? 'left' : part > 0.9 ? 'right' : 'center';
      pen.fillText(text, left + width * part, bar.top + bar.height + 3);
    }
  };
  return {
    canvas,
    place(left, width) {
      placed = { left, width };
      draw();
    },
    show(ramp, marks, theme) {
      shown = [ramp, marks, theme];
      const next = `${ramp[0]} ${JSON.stringify(marks)}`;
      if (next !== key) draw();
      key = next;
    },
  };
}

/** The ramp as a picture one pixel high. */
function stripOf(ramp: Ramp): HTMLCanvasElement {
  const strip = element('canvas');
  strip.width = shades;
  strip.height = 1;
  const pen = strip.getContext('2d')!;
  const image = pen.createImageData(shades, 1);
  new Uint32Array(image.data.buffer).set(ramp);
  pen.putImageData(image, 0, 0);
  return strip;
}
