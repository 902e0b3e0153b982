/** An exit law in units of time as the prediction in steps, and why there may be none. */
import type { Region } from '../../../model/region.js';
import type { ExitSeries } from '../exitPrediction.js';
import type { ExitLaw } from './exitLaw.js';

export interface Circumstances {
  readonly learningRate: number;
  /** Probability that a walker starts inside. */
  readonly share: number;
  /** Share of the time inside that is spent at the solver's walls. */
  readonly atWall: number;
  /** Of the closure. */
  readonly notes: readonly string[];
}

/** The prediction from the generator. */
export function exitSeries(
  law: ExitLaw,
  { learningRate, share, atWall, notes: given }: Circumstances,
): ExitSeries {
  const notes = [...given];
  const distribution = Float64Array.from(law.distribution);
  distribution[0] = Math.max(0, 1 - share);
  if (share < 1 - 1e-9) {
    const percent = (100 * (1 - share)).toPrecision(3);
    notes.push(`${percent} % of the walkers start outside the region and count as out at step 0`);
  }
  if (atWall > 1e-6) {
    notes.push(
      `the region is open on a side where nothing holds the walkers: they spend ${atWall.toPrecision(2)} ` +
        "of their time at the solver's wall there, and the prediction depends on where it stands",
    );
  }
  return {
    name: 'fokkerPlanck',
    distribution,
    distributionError: law.errors.distribution + atWall,
    mean: law.mean / learningRate,
    meanError: (law.mean / learningRate) * (law.errors.mean + atWall),
    rate: -Math.expm1(-law.rate * learningRate),
    notes,
  };
}

/** Why walkers that start outside have no exit; `where` tells which part of the region was found. */
export function noStart(region: Region, share: number, where: string): string {
  const found = where === '' ? 'the region holds no point near the grid' : `inside is ${where}`;
  return (
    `walkers start inside the region "${region.text}" with probability ${share.toPrecision(2)}, ` +
    `and ${found}: start the walkers within it, or widen the region`
  );
}

/** Why there is no exit from a region without an edge. */
export function noWayOut(region: Region, where: string): string {
  return (
    `the region "${region.text}" has no edge that walkers could leave through: all of ${where} is ` +
    'inside; a region that ends within the grid has an exit time'
  );
}
