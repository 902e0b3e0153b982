/**
 * Colours in OKLab, where equal distances look equal (Ottosson 2020, "A perceptual color space for
 * image processing"): L from 0 (black) to 1 (white), a from green to red, b from blue to yellow.
 */

export type Lab = readonly [number, number, number];

/** The colour `#rrggbb`. */
export function labOf(hex: string): Lab {
  const [r, g, b] = [1, 3, 5].map((i) => linear(Number.parseInt(hex.slice(i, i + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** From lightness, chroma and hue in degrees. */
export function labFromHue(lightness: number, chroma: number, hue: number): Lab {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** Red, green and blue, 0 … 255; what sRGB cannot show loses chroma until it can. */
export function rgbOf([lightness, a, b]: Lab): [number, number, number] {
  let [inside, beyond] = [0, 1];
  if (isShown(linearOf([lightness, a, b]))) inside = 1;
  for (let i = 0; i < 20 && inside < 1; i++) {
    const part = (inside + beyond) / 2;
    if (isShown(linearOf([lightness, part * a, part * b]))) inside = part;
    else beyond = part;
  }
  const [r, g, blue] = linearOf([lightness, inside * a, inside * b]).map((c) =>
    Math.round(255 * encoded(Math.min(1, Math.max(0, c)))),
  );
  return [r, g, blue];
}

export const mixLab = (from: Lab, to: Lab, part: number): Lab => [
  from[0] + (to[0] - from[0]) * part,
  from[1] + (to[1] - from[1]) * part,
  from[2] + (to[2] - from[2]) * part,
];

export const labDistance = (p: Lab, q: Lab): number =>
  Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);

function linearOf([lightness, a, b]: Lab): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const isShown = (rgb: readonly number[]) => rgb.every((c) => c >= -1e-4 && c <= 1 + 1e-4);
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const encoded = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
