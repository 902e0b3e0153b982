/** Whether the walkers start between the walls of the axes: beyond one there is no place for them. */
import erfc from '@stdlib/math-base-special-erfc';
import { type Axis, endsOf, type Grid } from '../math/grid.js';
import { joinPath, SpecError } from './errors.js';
import type { InitialLaw } from './experiment.js';

/** Probability beyond a reflecting end that a start may have, and that must be left where ends absorb. */
const negligible = 1e-6;

/**
 * Throws SpecError where walkers start beyond a reflecting end, or none starts between absorbing
 * ones. The tail of a normal law beyond a reflecting end is folded back while it is negligible;
 * beyond an absorbing end walkers may start: they are removed at step 0.
 */
export function requireStartInside(initial: readonly InitialLaw[], grid: Grid): void {
  for (const [i, axis] of grid.entries()) {
    const beyond = shareBeyond(initial[i], axis);
    const walls = [axis.min, axis.max];
    for (const [k, end] of endsOf(axis).entries()) {
      if (end === 'reflecting' && beyond[k] > negligible) {
        throw new SpecError(
          joinPath('initial', axis.name),
          `${formatShare(beyond[k])} of the walkers start beyond the reflecting end ` +
            `${axis.name} = ${walls[k]}; start them within, or move that end`,
        );
      }
    }
    const taken = endsOf(axis).reduce(
      (sum, end, k) => sum + (end === 'absorbing' ? beyond[k] : 0),
      0,
    );
    if (taken > 1 - negligible) {
      throw new SpecError(
        joinPath('initial', axis.name),
        `all walkers start beyond an absorbing end of [${axis.min}, ${axis.max}], where none is left; ` +
          'start them within, or move that end',
      );
    }
  }
}

const formatShare = (share: number) =>
  share > 1 - negligible ? 'all' : `${Number((100 * share).toPrecision(2))} %`;

/** Probability of the law below the low end and above the high one. */
function shareBeyond(law: InitialLaw, { min, max }: Axis): readonly [number, number] {
  switch (law.kind) {
    case 'point':
      return [Number(law.value < min), Number(law.value > max)];
    case 'normal': {
      const { mean, standardDeviation } = law;
      if (standardDeviation === 0) return [Number(mean < min), Number(mean > max)];
      const above = (x: number) => erfc((x - mean) / (standardDeviation * Math.SQRT2)) / 2;
      return [1 - above(min), above(max)];
    }
    case 'uniform': {
      const length = law.max - law.min;
      return [Math.max(0, min - law.min) / length, Math.max(0, law.max - max) / length].map((v) =>
        Math.min(1, v),
      ) as [number, number];
    }
    default:
      return law satisfies never;
  }
}
