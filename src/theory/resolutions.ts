/** What solutions on grids of doubled resolution say of the error of the finest. */

/**
 * The order in the cell size that two successive changes show, cells becoming finer by `ratio` from
 * one resolution to the next; NaN where it cannot be told.
 */
export const orderOf = (before: number, last: number, ratio = 2) =>
  Math.log(before / last) / Math.log(ratio);

/**
 * The estimated error of the finest of three resolutions, from the change `before` between the
 * first two and the change `last` between the last two (`before` NaN where there are only two): the
 * sum of all the changes to come at the order that these show, and no less than the last.
 */
export function remainingError(before: number, last: number, ratio = 2): number {
  const order = orderOf(before, last, ratio);
  if (Number.isNaN(order)) return last;
  return last * Math.max(1, 1 / (ratio ** Math.max(0.2, order) - 1));
}

/** Beyond this total variation two resolutions are not near enough to show an order. */
const uncertain = 1e-2;

/** The most of an order that is then believed: a law thinner than its cells changes by as much each time. */
const believed = 0.3;

/**
 * The same for a total variation, at most 1. Where the last change is above a hundredth, no order
 * above `believed` counts: laws that neither resolution resolves are alike.
 */
export function remainingDistance(before: number, last: number, ratio = 2): number {
  if (last < uncertain) return remainingError(before, last, ratio);
  const shown = orderOf(before, last, ratio);
  const order = Number.isNaN(shown) ? believed : Math.min(believed, Math.max(0.2, shown));
  return Math.min(1, last / (ratio ** order - 1));
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
