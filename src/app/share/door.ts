/**
 * The door for experiments that come from outside, by a link or a file: whatever would take this
 * device long, or much of its memory, waits here for a click.
 */
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { plainOf, withValue } from '../plain.js';
import { type Device, estimateCost, isHeavy } from './cost.js';
import { askForCost, type Offer } from './costCard.js';

/** Walkers that any device moves smoothly. */
export const fewWalkers = 100_000;

/**
 * Gives the experiment itself where it is light, what the user chose where it is heavy, and null
 * where the user chose not to open it, or another one came to the door meanwhile.
 */
export type Door = (what: string, experiment: Experiment) => Promise<Experiment | null>;

/** A door in front of a device. */
export function createDoor(device: Device, ask: typeof askForCost = askForCost): Door {
  let last = 0;
  return async (what, experiment) => {
    last += 1;
    const mine = last;
    const whole: Offer = { experiment, cost: estimateCost(experiment, device) };
    if (!isHeavy(whole.cost)) return experiment;
    const chosen = await ask(what, whole, smallerThan(whole, device));
    return mine === last ? chosen : null;
  };
}

/** The same with few walkers; null where it has no more. */
function smallerThan({ experiment }: Offer, device: Device): Offer | null {
  if (experiment.walkers <= fewWalkers) return null;
  const fewer = resolveExperiment(withValue(plainOf(experiment.source), 'walkers', fewWalkers));
  return { experiment: fewer, cost: estimateCost(fewer, device) };
}
