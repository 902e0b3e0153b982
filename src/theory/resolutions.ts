/** What solutions on grids of doubled resolution say of the error of the finest. */

/** The order in the cell size that two successive changes show; NaN where it cannot be told. */
export const orderOf = (before: number, last: number) => Math.log2(before / last);

/**
 * The estimated error of the finest of three resolutions, from the change `before` between the
 * first two and the change `last` between the last two (`before` NaN where there are only two): the
 * last change where the order is 1 or more, else the sum of all the changes to come.
 */
export function remainingError(before: number, last: number): number {
  const order = orderOf(before, last);
  return order < 1 ? last / (2 ** Math.max(0.2, order) - 1) : last;
}

/** Largest difference of two fields on the same cells, over those where both are numbers. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  let most = 0;
  for (let c = 0; c < a.length; c++) {
    const difference = Math.abs(a[c] - b[c]);
    if (difference > most) most = difference;
  }
  return most;
}
