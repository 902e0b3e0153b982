/**
 * Laws at step 0 on a ring, where walkers are counted modulo its length: a law anywhere on the line,
 * however wide, as a few laws of the line that together wind to the same.
 */
import type { Axis } from '../../math/grid.js';
import type { Experiment, InitialLaw } from '../../model/experiment.js';
import { initialDistribution, normalReach } from './initialLaw1d.js';

/** A law with the share of the walkers that obeys it. */
export interface WeightedLaw {
  readonly weight: number;
  readonly law: InitialLaw;
}

type Ends = Pick<Axis, 'min' | 'max'>;

/** Turns of the standard deviation of a normal law from which it is uniform: 2e^{−2π²·1.4²} < 1e-16. */
const uniformFrom = 1.4;

/**
 * `law` wound around the ring from `min` to `max`, as laws that add up to it: a point or a normal law
 * has its mean on [min, max), a uniform law lies within the ring, whole turns being one uniform law.
 */
export function windLaw(law: InitialLaw, { min, max }: Ends): WeightedLaw[] {
  const length = max - min;
  switch (law.kind) {
    case 'point':
      return [{ weight: 1, law: { ...law, value: onRing(law.value, { min, max }) } }];
    case 'normal': {
      const isUniform = law.standardDeviation > uniformFrom * length;
      const wound = { ...law, mean: onRing(law.mean, { min, max }) } as const;
      return [{ weight: 1, law: isUniform ? { kind: 'uniform', min, max } : wound }];
    }
    case 'uniform': {
      const width = law.max - law.min;
      const turns = Math.floor(width / length);
      const rest = width - turns * length;
      const from = onRing(law.min, { min, max });
      const over = Math.max(0, from + rest - max);
      const part = (low: number, high: number) => ({
        weight: (high - low) / width,
        law: { kind: 'uniform', min: low, max: high } as const,
      });
      return [
        { weight: (turns * length) / width, law: { kind: 'uniform', min, max } as const },
        part(from, from + rest - over),
        part(min, min + over),
      ].filter(({ weight }) => weight > 0);
    }
    default:
      return law satisfies never;
  }
}

/** The images of `law` on the line, turn after turn, that reach into [from, to]. */
export function imagesOnLine(law: InitialLaw, axis: Ends, from: number, to: number): WeightedLaw[] {
  const length = axis.max - axis.min;
  return windLaw(law, axis).flatMap(({ weight, law: own }) => {
    const [low, high] = rangeOf(own);
    const first = Math.ceil((from - high) / length);
    // A point at the end of the ring is the one at its beginning.
    const last = Math.ceil((to - low) / length) - 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => ({
      weight,
      law: shifted(own, (first + k) * length),
    }));
  });
}

/** Probabilities of the cells between `edges`, which are a ring, of a law wound around it. */
export function cellsOnRing(law: InitialLaw, edges: Float64Array): Float64Array {
  const cells = new Float64Array(edges.length - 1);
  const [min, max] = [edges[0], edges[cells.length]];
  for (const { weight, law: image } of imagesOnLine(law, { min, max }, min, max)) {
    let before = initialDistribution(image, min);
    for (let i = 0; i < cells.length; i++) {
      const after = initialDistribution(image, edges[i + 1]);
      cells[i] += weight * (after - before);
      before = after;
    }
  }
  return cells;
}

/** The experiment with starts on periodic axes moved by whole turns, so that their means are on them. */
export function startOnRings(experiment: Experiment): Experiment {
  const { grid, initial } = experiment;
  if (!grid.some(({ boundary }) => boundary === 'periodic')) return experiment;
  const moved = initial.map((law, i) => {
    const axis = grid[i];
    if (axis.boundary !== 'periodic') return law;
    const mean = law.kind === 'uniform' ? (law.min + law.max) / 2 : meanOf(law);
    return shifted(law, onRing(mean, axis) - mean);
  });
  return { ...experiment, initial: moved };
}

const meanOf = (law: Exclude<InitialLaw, { kind: 'uniform' }>) =>
  law.kind === 'point' ? law.value : law.mean;

/** A coordinate modulo the length of the ring, on [min, max). */
export function onRing(x: number, { min, max }: Ends): number {
  if (x >= min && x < max) return x;
  const length = max - min;
  const wound = x - length * Math.floor((x - min) / length);
  return wound < max ? Math.max(min, wound) : min;
}

function rangeOf(law: InitialLaw): readonly [number, number] {
  if (law.kind === 'uniform') return [law.min, law.max];
  const reach = law.kind === 'normal' ? normalReach * law.standardDeviation : 0;
  return [meanOf(law) - reach, meanOf(law) + reach];
}

function shifted(law: InitialLaw, by: number): InitialLaw {
  if (by === 0) return law;
  switch (law.kind) {
    case 'point':
      return { ...law, value: law.value + by };
    case 'normal':
      return { ...law, mean: law.mean + by };
    case 'uniform':
      return { ...law, min: law.min + by, max: law.max + by };
    default:
      return law satisfies never;
  }
}
