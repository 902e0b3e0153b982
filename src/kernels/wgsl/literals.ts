/** Numbers as WGSL literals: the shortest decimal that gives back the float32. */

/** `value` rounded to float32, as in `0.1f`. Throws where float32 cannot hold it. */
export function float32Literal(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) throw new Error(`the constant ${value} does not fit float32`);
  for (let digits = 1; digits < 9; digits++) {
    const text = rounded.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return `${Number(text)}f`;
  }
  return `${Number(rounded.toPrecision(9))}f`;
}
