/** What solvers say of probability that has left their own grid, which is wider than the experiment's. */

/** Below this nobody misses it. */
const negligible = 1e-6;

/** The note for so much lost probability, from 0 to 1; none where it is negligible. */
export function lostNote(lost: number): string[] {
  if (!(lost > negligible)) return [];
  const percent = Number((100 * lost).toPrecision(2));
  const share = lost >= 1 ? 'all' : `${Math.min(percent, 99.9)} %`;
  return [`${share} of the probability has gone far off the grid`];
}
