/**
 * Standard normals from random words by Box–Muller, in float32: the twin of
 * `shaders/normals.wgsl`, operation by operation (a GPU that fuses a·b + c may differ in the last
 * places). The radius √(−2 ln u) takes the low 31 bits of the first word, so it reaches 6.66;
 * the angle takes the low 31 bits of the second, which span half a turn, and the top bit, the sign,
 * gives the other half. No bit is shifted: software adapters shift one lane at a time.
 */

/** −2 ln(1 + m)/m on [√½ − 1, √2 − 1], ascending powers; relative error 1.7e-7. */
export const logCoefficients = [
  -1.9999998807907104, 1.0000072717666626, -0.66670119762420654, 0.49939817190170288,
  -0.39800330996513367, 0.34501662850379944, -0.32445171475410461, 0.20213793218135834,
] as const;
/** sin(πx/2)/x in x² on [0, 1]; error of the sine 3.3e-9. */
export const sinCoefficients = [
  1.570796251296997, -0.6459633708000183, 0.07968848198652267, -0.004672233015298843,
  0.00015082262689247727,
] as const;
/** cos(πx/2) in x² on [0, 1]; error 4.7e-8. */
export const cosCoefficients = [
  0.9999999403953552, -1.2336982488632202, 0.2536507546901703, -0.020810628309845924,
  0.0008581913425587118,
] as const;

const f = Math.fround;
const [l0, l1, l2, l3, l4, l5, l6, l7] = logCoefficients.map(f);
const [s0, s1, s2, s3, s4] = sinCoefficients.map(f);
const [c0, c1, c2, c3, c4] = cosCoefficients.map(f);
/** −2 ln 2 · 2⁻²³: the weight of the binary exponent where it stands in the bits of a float32. */
export const exponentWeight = f(-2 * Math.LN2) * 2 ** -23;
/** Bits of √½: mantissas are reduced to [√½, √2). */
const sqrtHalfBits = 0x3f3504f3;
/** The same with an exponent 31 higher, which divides by 2³¹. */
const scaledHalfBits = sqrtHalfBits + 31 * 2 ** 23;
const scale = 2 ** -31;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * Turns words (two per pair of normals) into as many normals: words 2i and 2i + 1 give normals
 * 2i and 2i + 1. `count` is even; `out` may not overlap `words`.
 */
export function normalsFromWords(
  words: Uint32Array,
  out: Float32Array,
  count: number = words.length,
): void {
  for (let i = 0; i < count; i += 2) {
    const angle = words[i + 1];
    float[0] = f(f(words[i] & 0x7fffffff) + 0.5);
    const shifted = (bits[0] - scaledHalfBits) | 0;
    const exponent = shifted & 0xff800000;
    bits[0] = (shifted & 0x7fffff) + sqrtHalfBits;
    const m = f(float[0] - 1);
    let p = f(f(l7 * m) + l6);
    p = f(f(p * m) + l5);
    p = f(f(p * m) + l4);
    p = f(f(p * m) + l3);
    p = f(f(p * m) + l2);
    p = f(f(p * m) + l1);
    p = f(f(p * m) + l0);
    const squared = f(f(p * m) + f(f(exponent) * exponentWeight));
    const radius = f(Math.sqrt(squared));
    const signed = angle >>> 31 ? -radius : radius;
    const t = f(f(angle << 1) * scale);
    const z = f(t * t);
    let s = f(f(s4 * z) + s3);
    s = f(f(s * z) + s2);
    s = f(f(s * z) + s1);
    s = f(f(s * z) + s0);
    let c = f(f(c4 * z) + c3);
    c = f(f(c * z) + c2);
    c = f(f(c * z) + c1);
    c = f(f(c * z) + c0);
    out[i] = f(signed * c);
    out[i + 1] = f(signed * f(t * s));
  }
}
