/** How points move where there is no chance: by the law's map step by step, or along a flow. */
import type { Pace } from '../pace.js';

/** Many points, one column per parameter. A point that is lost has NaN in every column. */
export type Points = readonly Float64Array[];

export interface Motion {
  /** Moves the points in place from one step of the experiment to a later one. */
  advance(points: Points, from: number, to: number, pace: Pace): Promise<void>;
  /** Evaluations of the gradient that one point takes from step 0 to `step`, at most. */
  effort(step: number): number;
  /** Error of a position, in units of an axis' length. */
  readonly error: number;
  /** Whether walkers take these very steps, so that their float32 rounding adds up as the map says. */
  readonly isMap: boolean;
}
