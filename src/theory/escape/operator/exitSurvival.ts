/**
 * Survival inside a region step by step, and the mean that follows: once the law inside has settled
 * every further step keeps the same share λ₁ of it, so the rest is a geometric series.
 */
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';

export interface ExitLevel {
  /** P(inside through step k), k = 0 … steps. */
  readonly survival: Float64Array;
  /** Mean first-passage step. */
  readonly mean: number;
  /** 1 − λ₁ of the operator inside. */
  readonly rate: number;
  /** Multiplications that it took. */
  readonly work: number;
  /** Whether the rest took a dense system. */
  readonly dense: boolean;
}

/** The law of the walkers inside, at one step. */
export interface LawInside {
  mass(): number;
  /** Advances it by a step. */
  advance(): void;
}

/** Survival below this adds nothing to a mean. */
const nothing = 1e-16;
const settledTo = 1e-9;

/**
 * Appends to `survival` the masses of `law`, whose step is survival.length, up to `steps`, and on
 * until the law has settled or `most` steps are done, of so much `work` each. Gives the settled rate, or null.
 */
export async function followSurvival(
  law: LawInside,
  survival: number[],
  { steps, most, work }: { steps: number; most: number; work: number },
  pace: Pace,
): Promise<number | null> {
  for (let step = survival.length; ; step++) {
    const left = Math.max(0, Math.min(survival[step - 1], law.mass()));
    survival.push(left);
    if (step >= steps) {
      const rate = left > nothing ? settledRate(survival) : 1 - lastRatio(survival);
      if (rate !== null || step >= most) return rate;
    }
    law.advance();
    await pace.tick(work);
  }
}

/** 1 − S_{k+1}/S_k where it no longer changes over the last tenth of the steps; else null. */
function settledRate(survival: readonly number[]): number | null {
  const last = survival.length - 1;
  const back = Math.max(10, Math.ceil(0.1 * last));
  if (last <= back + 1) return null;
  const now = 1 - survival[last] / survival[last - 1];
  const then = 1 - survival[last - back] / survival[last - back - 1];
  return Math.abs(now - then) <= settledTo * now + 1e-15 && now > 0 ? now : null;
}

/** The ratio of survivals while there was something left of them. */
function lastRatio(survival: readonly number[]): number {
  let last = survival.length - 1;
  while (last > 1 && !(survival[last] > 1e-12)) last--;
  return last > 0 && survival[last - 1] > 0 ? survival[last] / survival[last - 1] : 0;
}

/** The mean Σ_k S_k with what comes after the last step as a geometric series. */
export function closedMean(survival: readonly number[], rate: number): number {
  const last = survival.length - 1;
  let mean = rate > 0 ? survival[last] / rate : 0;
  for (let k = last - 1; k >= 0; k--) mean += survival[k];
  return mean;
}

/** Below this 1 − λ₁ is rounding. */
export const leastRate = 1e-12;

/** Where the law inside has not settled within what can be followed. */
export function notSettled(survival: readonly number[], rate = 1 - lastRatio(survival)) {
  if (!(rate > leastRate)) {
    return new NotConvergedError(
      'a mean exit step in double precision',
      Number.POSITIVE_INFINITY,
      `less than ${leastRate} of the walkers inside leave in a step, if any ever do; a smaller ` +
        'region, more noise or a larger learning rate has exits',
    );
  }
  return new NotConvergedError(
    `the rate at which walkers leave the region, ${rate.toExponential(1)} a step after ` +
      `${survival.length - 1} steps,`,
    rate,
    'walkers leave it too seldom, or in too many ways at once, to be followed step by step; the ' +
      'generator has the answer where the learning rate is small, a smaller region has one here',
  );
}
