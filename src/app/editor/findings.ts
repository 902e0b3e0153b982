/** What was found on a landscape, in words. */
import type { EnsembleSpec, Experiment } from '../../model/experiment.js';
import type { CriticalPoint } from '../../model/shape/criticalPoint.js';
import type { StabilityLimits } from '../../model/shape/stability.js';
import { number, placeOf } from '../shape/placeWords.js';
import type { Shape } from '../shape/shape.js';

export interface Finding {
  readonly kind: CriticalPoint['kind'];
  /** "minimum at x = −1" */
  readonly title: string;
  /** "L = 0.12, curvature 2" */
  readonly numbers: string;
  /** Sentences on what holds walkers there; `isBeyond` where the present learning rate does not. */
  readonly limits: readonly { readonly text: string; readonly isBeyond: boolean }[];
}

/** One finding for each critical point, in the order of the shape. */
export function findingsOf(shape: Shape, experiment: Experiment): Finding[] {
  const { landscape, ensembles } = experiment;
  return shape.points.map((found, index) => {
    const { kind, point, value, curvatures, flat } = found;
    const where = placeOf(point, landscape.parameters);
    const limits = shape.limits[index];
    return {
      kind,
      title:
        flat.length > 0 ? `a flat set of ${plural(kind)} around ${where}` : `${kind} at ${where}`,
      numbers: [`L = ${number(value)}`, curvatureWords(curvatures)].join(', '),
      limits: limits ? limitWords(limits, ensembles) : [],
    };
  });
}

const plural = (kind: CriticalPoint['kind']) =>
  kind === 'minimum' ? 'minima' : kind === 'maximum' ? 'maxima' : 'saddles';

function curvatureWords(curvatures: readonly number[] | null): string {
  if (!curvatures) return 'a kink, without a curvature';
  const words = curvatures.map((c) => number(c, 3)).join(' and ');
  return `${curvatures.length > 1 ? 'curvatures' : 'curvature'} ${words}`;
}

/** The barriers between neighbouring minima, a sentence each. */
export function barrierWords({ points, passes }: Shape, names: readonly string[]): string[] {
  return passes.map(({ between, over, heights }) => {
    const [from, to] = between.map((i) => placeOf(points[i].point, names));
    const [there, back] = heights.map((h) => number(h, 3));
    const high = there === back ? there : `${there} from ${from}, ${back} from ${to}`;
    return `over ${placeOf(points[over].point, names)}, between ${from} and ${to}: ${high}`;
  });
}

/** Noise models with the same limits at the same learning rate share a sentence. */
function limitWords(limits: readonly StabilityLimits[], ensembles: readonly EnsembleSpec[]) {
  const groups = new Map<string, { text: string; isBeyond: boolean; names: string[] }>();
  for (const [index, spec] of ensembles.entries()) {
    const said = sentence(limits[index], spec.learningRate);
    const group = groups.get(said.text) ?? { ...said, names: [] };
    group.names.push(spec.name);
    groups.set(said.text, group);
  }
  return [...groups.values()].map(({ names, text, isBeyond }) => ({
    text: `${names.length === ensembles.length && names.length > 1 ? 'All' : names.join(', ')}: ${text}`,
    isBeyond,
  }));
}

function sentence({ mean, secondMoment }: StabilityLimits, rate: number) {
  const present = `η = ${number(rate)}`;
  if (mean === Number.POSITIVE_INFINITY) {
    return { text: 'flat here: no learning rate drives the mean away.', isBeyond: false };
  }
  if (rate > mean) {
    return {
      text: `stable up to η = ${number(mean)}; ${present} is beyond, and steps overshoot ever farther.`,
      isBeyond: true,
    };
  }
  if (secondMoment === 0) {
    return {
      text:
        `the mean is stable up to η = ${number(mean)}, the variance at none: along a direction in which ` +
        'the mean loss is flat, samples differ in curvature, and nothing pulls back what that spreads.',
      isBeyond: true,
    };
  }
  if (secondMoment >= mean * (1 - 1e-9)) {
    return { text: `stable up to η = ${number(mean)}; ${present} is within.`, isBeyond: false };
  }
  const isBeyond = rate > secondMoment;
  const verdict = isBeyond
    ? `${present} is beyond the second: the mean settles, the variance grows.`
    : `${present} is within both.`;
  return {
    text: `mean stable up to η = ${number(mean)}, variance up to η = ${number(secondMoment)}; ${verdict}`,
    isBeyond,
  };
}
