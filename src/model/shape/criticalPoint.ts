/** What is found where the gradient of the mean loss vanishes or changes sign. */

export interface CriticalPoint {
  readonly kind: 'minimum' | 'maximum' | 'saddle';
  readonly point: readonly number[];
  /** The mean loss; ±∞ at a pole. */
  readonly value: number;
  /** Eigenvalues of the Hessian, ascending; null at a kink or a pole. */
  readonly curvatures: readonly number[] | null;
  /**
   * Points of the connected flat set that `point` stands for (an interval's two ends, a sampled
   * line of minima), in no order; empty where the point is isolated.
   */
  readonly flat: readonly (readonly number[])[];
}

/** The lowest way from one minimum to a neighbour. */
export interface Pass {
  /** Indices of the two minima. */
  readonly between: readonly [number, number];
  /** Index of the maximum (one parameter) or saddle (two) in between. */
  readonly over: number;
  /** Its height above each of the two. */
  readonly heights: readonly [number, number];
}

export interface CriticalPoints {
  /** In one dimension ascending; in two minima first, by their value. */
  readonly points: readonly CriticalPoint[];
  readonly passes: readonly Pass[];
}
