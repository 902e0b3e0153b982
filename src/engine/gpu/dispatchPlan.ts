/**
 * How much work one submission takes: enough to hide its overhead, little enough that a watchdog
 * does not kill it and that the page stays alive (5–50 ms). Pure; results never depend on it.
 */

/** What a submission should take, in milliseconds. */
export const targetTime = 25;
/** Workgroups that WebGPU guarantees per dimension. */
export const maxWorkgroups = 65535;
/** Slices of an ensemble are multiples of this, so that workgroups are full. */
const sliceUnit = 256;
/** Walkers that keep an adapter busy; below that, fewer steps rather than a thinner slice. */
const busySlice = 1 << 14;
/** Steps worth fusing: with fewer, loading and storing the walkers is felt. */
const fusedSteps = 32;

export interface Round {
  /** Updates that every walker does in this round. */
  readonly steps: number;
  /** Walkers per submission; the whole ensemble where that fits. */
  readonly slice: number;
}

/**
 * The next round of an ensemble at `step` that has to reach `endStep`: whole blocks, between
 * multiples of `stepsPerBlock`, or what is left of one block. `timePerUpdate` is the time of one
 * update of one walker in ms.
 */
export function planRound(
  step: number,
  endStep: number,
  walkers: number,
  stepsPerBlock: number,
  timePerUpdate: number,
): Round {
  const affordable = targetTime / timePerUpdate;
  const fused = Math.min(fusedSteps, Math.max(1, Math.floor(affordable / busySlice)));
  const aim = step + Math.max(fused, Math.floor(affordable / walkers));
  const nextBlock = Math.floor(step / stepsPerBlock) + 1;
  const isWhole = step % stepsPerBlock === 0 && nextBlock * stepsPerBlock <= endStep;
  const blocks = Math.max(Math.floor(Math.min(aim, endStep) / stepsPerBlock), nextBlock);
  const end = isWhole ? blocks * stepsPerBlock : Math.min(endStep, nextBlock * stepsPerBlock);
  const units = Math.floor(affordable / ((end - step) * sliceUnit));
  return { steps: end - step, slice: Math.min(walkers, Math.max(1, units) * sliceUnit) };
}

/** Share of the predicted time that a waiting thread may sleep through. */
export const sleepShare = 0.85;

/** Below this a submission's time is mostly that of asking and being answered, in ms. */
const latency = 5;

/**
 * The estimate of `timePerUpdate` after a submission of `updates` walker-updates took `elapsed` ms,
 * of which up to `sleepShare` of the prediction was slept through. A submission that took hardly
 * longer than that sleep was done before the thread woke, and shows no more than that the estimate
 * is too high: it is halved. (Believing it would keep a single stall in the estimate for long.)
 * A very short one never raises the estimate: the rest of a round, a few hundred walkers, would
 * otherwise make all walkers look slow and cut the next round into slivers. Nor does it more than
 * halve it: browsers may tell of two submissions at once, and the second then took no time at all.
 */
export function adaptTime(estimate: number, updates: number, elapsed: number): number {
  const wokeLate = elapsed < 1.05 * sleepShare * estimate * updates;
  const measured = elapsed / updates;
  if (elapsed < latency) return Math.max(Math.min(estimate, measured), estimate / 2, 1e-12);
  return Math.max(wokeLate ? estimate / 2 : measured, 1e-12);
}

/** Workgroups for `walkers`, each invocation taking about `walkersPerInvocation` of them. */
export function planWorkgroups(
  walkers: number,
  workgroupSize: number,
  walkersPerInvocation: number,
): number {
  const wanted = Math.ceil(walkers / (workgroupSize * walkersPerInvocation));
  return Math.min(maxWorkgroups, Math.max(1, wanted));
}
