/**
 * The law at step 0 as nodes and pieces between them: one node where it is a point, a line of nodes
 * where one coordinate is spread, a lattice where two are. A piece holds the probability of the start
 * between its nodes.
 */
import type { InitialLaw } from '../../model/experiment.js';
import { initialDistribution, initialMoments, normalReach } from '../law/initialLaw1d.js';
import type { Points } from './motion.js';

export interface NodedStart {
  readonly points: Points;
  /** Pieces along each coordinate that is spread. */
  readonly pieces: number;
  /** Of each spread coordinate: the probability below node `i`, which need not be whole; 1 in all. */
  readonly below: readonly ((i: number) => number)[];
}

/** The law at step 0 with `pieces` pieces along every coordinate in which it is spread. */
export function createNodedStart(initial: readonly InitialLaw[], pieces: number): NodedStart {
  const lines = initial.map((law) => nodesOf(law, pieces));
  const size = lines.reduce((n, line) => n * line.length, 1);
  let after = size;
  const points = lines.map((line) => {
    after /= line.length;
    const stride = after;
    return Float64Array.from(
      { length: size },
      (_, k) => line[Math.floor(k / stride) % line.length],
    );
  });
  const below = initial.flatMap((law, a) =>
    lines[a].length > 1 ? [belowNode(law, lines[a])] : [],
  );
  return { points, pieces, below };
}

function nodesOf(law: InitialLaw, pieces: number): Float64Array {
  const { mean, variance } = initialMoments(law);
  if (variance === 0) return Float64Array.of(mean);
  const reach = normalReach * Math.sqrt(variance);
  const [low, high] = law.kind === 'uniform' ? [law.min, law.max] : [mean - reach, mean + reach];
  return Float64Array.from({ length: pieces + 1 }, (_, i) => low + ((high - low) * i) / pieces);
}

function belowNode(law: InitialLaw, nodes: Float64Array): (i: number) => number {
  const last = nodes.length - 1;
  const [low, high] = [nodes[0], nodes[last]];
  const first = initialDistribution(law, low);
  const total = initialDistribution(law, high) - first;
  const at = (i: number) =>
    (initialDistribution(law, low + ((high - low) * i) / last) - first) / total;
  const whole = Float64Array.from({ length: last + 1 }, (_, i) => at(i));
  return (i) => whole[i] ?? at(i);
}
