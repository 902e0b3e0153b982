/** What solvers say of probabilities that came out negative and were set to 0. */

/** Below this they are rounding. */
const negligible = 1e-10;

/** The note for so much negative probability, as a positive number; none where it is rounding. */
export const negativeNote = (negative: number): string[] =>
  negative > negligible
    ? [
        `cells with ${negative.toExponential(1)} of the probability came out negative, ` +
          'where the law is sharper than the solver resolves, and were set to 0',
      ]
    : [];
