/**
 * How a solver follows the minibatches of a draw: all distinct ones where they are few; in one
 * dimension the law of their sum where they are drawn with replacement; else a random sample,
 * whose error has to be added. One place decides.
 */
import type { Landscape } from '../../../model/experiment.js';
import type { MinibatchDraw } from '../../../model/law.js';
import { minibatchCount } from '../../../model/minibatches.js';
import { listMinibatches, type MinibatchList } from './minibatchList.js';
import { type MinibatchSample, sampleMinibatches } from './minibatchSample.js';

export interface MinibatchLimits {
  /** Distinct minibatches that are followed one by one, where their sum cannot be followed. */
  readonly listed: number;
  /** The same where it can. */
  readonly listedBeforeSum: number;
  /** Minibatches of a random sample. */
  readonly sampled: number;
}

/** `Sum` is 'sum' for solvers that can follow the law of a sum of independent draws. */
export type MinibatchRoute<Sum extends 'sum'> =
  | { readonly kind: 'listed'; readonly list: MinibatchList }
  | { readonly kind: Sum }
  | { readonly kind: 'sampled'; readonly sample: MinibatchSample; readonly of: number }
  | { readonly kind: 'absent'; readonly absent: string };

/**
 * The route for `draw`. Without a `seed` nothing is sampled: for solvers that cannot add a sample's
 * error.
 */
export function chooseMinibatches<Sum extends 'sum' = never>(
  landscape: Landscape,
  draw: MinibatchDraw,
  limits: MinibatchLimits,
  seed: string | null,
  sum: Sum | null,
): MinibatchRoute<Sum> {
  const canSum = sum !== null && draw.replacement;
  const most = canSum ? limits.listedBeforeSum : limits.listed;
  const list = listMinibatches(landscape, draw, most);
  if (list) return { kind: 'listed', list };
  if (canSum) return { kind: sum };
  const { rows } = landscape.data;
  const of = minibatchCount(rows, draw);
  if (seed !== null) {
    const sample = sampleMinibatches(landscape, draw, seed, limits.sampled);
    return { kind: 'sampled', sample, of };
  }
  return {
    kind: 'absent',
    absent:
      `${rows} samples in batches of ${draw.batchSize} make ${of.toPrecision(3)} minibatches; ` +
      `at most ${limits.listed} can be followed: take smaller batches or fewer samples` +
      (draw.replacement ? '' : ', or draw with replacement'),
  };
}
