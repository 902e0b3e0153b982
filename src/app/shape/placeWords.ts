/** Places and heights of a loss in words. */

/** A number as people write it, short. */
export const number = (value: number, digits = 4) =>
  String(Number(value.toPrecision(digits)))
    .replaceAll('-', '−')
    .replace('e+', 'e');

/** The place as names and numbers: "x = −1, y = 0". */
export const placeOf = (point: readonly number[], names: readonly string[]): string =>
  point.map((v, i) => `${names[i]} = ${number(Math.abs(v) < 1e-12 ? 0 : v)}`).join(', ');
