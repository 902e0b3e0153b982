/**
 * The colours of heat maps, made for the page they stand on: both start at the page's surface, and
 * equal steps of value are equal steps in OKLab. Sequential: through yellow, green and blue to the
 * other end of lightness. Diverging: blue for less, orange for more, which all kinds of colour
 * vision tell apart.
 */
import { type Lab, labDistance, labFromHue, labOf, mixLab, rgbOf } from './oklab.js';

/** Colours as RGBA words in the byte order of image data. */
export type Ramp = Uint32Array;

export const shades = 256;
/** The shade of zero in a diverging ramp. */
export const middleShade = 128;

/** From the surface (shade 0) to the colour farthest from it. */
export const sequentialRamp = kept(makeSequential);

/** From −limit (shade 0) over nothing (`middleShade`, the surface) to +limit (the last shade). */
export const divergingRamp = kept(makeDiverging);

/** A colour of a ramp as `#rrggbb`. */
export const hexOf = (word: number): string =>
  `#${[word, word >> 8, word >> 16].map((c) => (c & 255).toString(16).padStart(2, '0')).join('')}`;

/** Keeps what was made for the last surface. */
function kept(make: (surface: string) => Ramp): (surface: string) => Ramp {
  let last = '';
  let ramp: Ramp = new Uint32Array(shades);
  return (surface) => {
    if (surface !== last) ramp = make(surface);
    last = surface;
    return ramp;
  };
}

function makeSequential(surface: string): Ramp {
  const start = labOf(surface);
  const isDark = start[0] < 0.5;
  const end = isDark ? 0.96 : 0.25;
  const path = Array.from({ length: 1025 }, (_, i): Lab => {
    const t = i / 1024;
    const brightness = isDark ? t : 1 - t;
    const hue = 275 - 175 * brightness ** 1.1;
    const chroma = 0.13 * Math.sin(Math.PI * (0.06 + 0.86 * t)) ** 0.8;
    const colour = labFromHue(start[0] + (end - start[0]) * t, chroma, hue);
    // Colourless where it leaves the page.
    return mixLab(start, shown(colour), Math.min(1, 8 * t));
  });
  return wordsOf(evenly(path, shades));
}

function makeDiverging(surface: string): Ramp {
  const middle = labOf(surface);
  const lightness = middle[0] < 0.5 ? 0.76 : 0.5;
  const [less, more] = [250, 52].map((hue) => shown(labFromHue(lightness, 0.16, hue)));
  const colours = Array.from({ length: shades }, (_, shade) => {
    const t = (shade - middleShade) / (shades - 1 - middleShade);
    return t < 0 ? mixLab(middle, less, Math.min(1, -t)) : mixLab(middle, more, t);
  });
  return wordsOf(colours);
}

/** The colour as the screen shows it. */
function shown(colour: Lab): Lab {
  const hex = rgbOf(colour).map((c) => c.toString(16).padStart(2, '0'));
  return labOf(`#${hex.join('')}`);
}

/** `count` points at equal distances along a path. */
function evenly(path: readonly Lab[], count: number): Lab[] {
  const lengths = [0];
  for (let i = 1; i < path.length; i++) {
    lengths.push(lengths[i - 1] + labDistance(path[i - 1], path[i]));
  }
  const whole = lengths[lengths.length - 1];
  let at = 1;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (whole * i) / (count - 1);
    while (at < path.length - 1 && lengths[at] < wanted) at++;
    const part = (wanted - lengths[at - 1]) / (lengths[at] - lengths[at - 1]);
    return mixLab(path[at - 1], path[at], Math.min(1, part));
  });
}

const wordsOf = (colours: readonly Lab[]): Ramp =>
  Uint32Array.from(colours, (colour) => {
    const [r, g, b] = rgbOf(colour);
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
