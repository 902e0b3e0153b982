/**
 * How much work one submission takes: enough to hide its overhead, little enough that a watchdog
 * does not kill it and that the page stays alive (5–50 ms). Pure; results never depend on it.
 */

/** What a submission should take, in milliseconds. */
export const targetTime = 25;
/** Workgroups that WebGPU guarantees per dimension. */
export const maxWorkgroups = 65535;
/** Slices of an ensemble are multiples of this, so that every workgroup is full. */
const sliceUnit = 4096;

export interface Round {
  /** Updates that every walker does in this round. */
  readonly steps: number;
  /** Walkers per submission; the whole ensemble where that fits. */
  readonly slice: number;
}

/**
 * The next round of an ensemble at `step` that has to reach `endStep`. Rounds end at multiples of
 * `stepsPerBlock` where they can. `timePerUpdate` is the time of one update of one walker in ms.
 */
export function planRound(
  step: number,
  endStep: number,
  walkers: number,
  stepsPerBlock: number,
  timePerUpdate: number,
): Round {
  const left = endStep - step;
  const affordable = Math.floor(targetTime / (timePerUpdate * walkers));
  const toBoundary = stepsPerBlock - (step % stepsPerBlock);
  if (affordable >= toBoundary) {
    const end = Math.floor((step + affordable) / stepsPerBlock) * stepsPerBlock;
    return { steps: Math.min(left, end - step), slice: walkers };
  }
  const steps = Math.min(left, toBoundary);
  const units = Math.floor(targetTime / (timePerUpdate * steps * sliceUnit));
  return { steps, slice: Math.min(walkers, Math.max(1, units) * sliceUnit) };
}

/**
 * The estimate of `timePerUpdate` after a submission of `updates` walker-updates took `elapsed` ms.
 * It follows at once when work turns out slower; it speeds up by no more than 8 at a time, since a
 * short submission says little.
 */
export function adaptTime(estimate: number, updates: number, elapsed: number): number {
  return Math.max(elapsed / updates, estimate / 8, 1e-12);
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
