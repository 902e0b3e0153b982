/**
 * Where steps stand on the time line: by log(1 + step), so that the first steps, in which most
 * happens, have room. Positions run from 0 (step 0) to 1 (the last step).
 */

export const positionOfStep = (step: number, steps: number): number =>
  steps > 0 ? Math.log1p(step) / Math.log1p(steps) : 0;

/** The kept step that stands closest to a position; null where none is kept. */
export function stepAtPosition(
  kept: readonly number[],
  steps: number,
  position: number,
): number | null {
  let found: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const step of kept) {
    const distance = Math.abs(positionOfStep(step, steps) - position);
    if (distance > least) break;
    least = distance;
    found = step;
  }
  return found;
}

/** The kept step `by` places after `step`, or before it where negative; stops at the ends. */
export function neighbourOf(kept: readonly number[], step: number, by: number): number | null {
  if (kept.length === 0) return null;
  const after = kept.findIndex((one) => one >= step);
  const at = after < 0 ? kept.length - 1 : after;
  return kept[Math.max(0, Math.min(kept.length - 1, at + by))];
}

/** The steps that the time line names: 0, powers of ten, and the end unless one is too close. */
export function namedSteps(steps: number): number[] {
  const named = [0];
  for (let step = 1; step < steps; step *= 10) {
    if (positionOfStep(step, steps) < 0.9) named.push(step);
  }
  return [...named, steps];
}
