/**
 * The door for experiments that come from outside, by a link or a file: what a link holds and would
 * take this device long, or much of its memory, waits here for a click. A file is one's own, like
 * what the menu has: with too many walkers it is opened with fewer, and only what would be too much
 * even so is asked about.
 */
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { plainOf, withValue } from '../plain.js';
import { type Device, estimateCost, isHeavy, isHeavyToWalk } from './cost.js';
import { askForCost, type Offer } from './costCard.js';

/** Walkers that any device moves smoothly. */
export const fewWalkers = 100_000;

/**
 * Gives the experiment itself where it is light, what the user chose where it is heavy, and null
 * where the user chose not to open it, or another one came to the door meanwhile.
 */
export type Door = (visitor: Visitor) => Promise<Experiment | null>;

export interface Visitor {
  /** "This link" or "The file x.yaml". */
  readonly what: string;
  readonly experiment: Experiment;
  /** A file of the user's own. */
  readonly isOwn: boolean;
}

/** A door in front of a device. */
export function createDoor(device: Device, ask: typeof askForCost = askForCost): Door {
  let last = 0;
  return async ({ what, experiment, isOwn }) => {
    last += 1;
    const mine = last;
    const whole: Offer = { experiment, cost: estimateCost(experiment, device) };
    const isTooMuch = isOwn ? isHeavyToWalk : isHeavy;
    if (!isTooMuch(whole.cost)) return experiment;
    const smaller = smallerThan(whole, device);
    if (isOwn && smaller && !isTooMuch(smaller.cost)) return smaller.experiment;
    const chosen = await ask(what, whole, smaller);
    return mine === last ? chosen : null;
  };
}

/** The same with few walkers; null where it has no more. */
function smallerThan({ experiment }: Offer, device: Device): Offer | null {
  if (experiment.walkers <= fewWalkers) return null;
  const fewer = resolveExperiment(withValue(plainOf(experiment.source), 'walkers', fewWalkers));
  return { experiment: fewer, cost: estimateCost(fewer, device) };
}
