/**
 * The beginning of a first passage in one dimension: the survival of the steps whose law is a list
 * of atoms, and the first law on the grids of the region's intervals.
 */
import { divergenceBounds } from '../../../model/divergence.js';
import type { Experiment, InitialLaw } from '../../../model/experiment.js';
import type { InRegion } from '../../../model/region.js';
import { initialDistribution, initialMoments } from '../../law/initialLaw1d.js';
import {
  type Atoms1d,
  affordableAtoms,
  atomDistribution,
  oneAtom,
  stepAtoms,
  workOfAtoms,
} from '../../master/atoms1d.js';
import type { Maps1d } from '../../master/maps1d.js';
import type { TransferOperator1d } from '../../master/transferOperator1d.js';
import { type Interval, onLine } from '../generator/intervals1d.js';

export interface Beginning1d {
  /** P(inside through step k), k = 0 … the last step that needs no grid. */
  readonly survival: readonly number[];
  /** The atoms inside at that step; null where the law is none of atoms. */
  readonly atoms: Atoms1d | null;
}

/** Follows a point start under maps without noise as long as its atoms can be listed. */
export function exitBeginning(
  experiment: Experiment,
  maps: Maps1d,
  inRegion: InRegion,
  intervals: readonly Interval[],
): Beginning1d {
  const [initial] = experiment.initial;
  const { mean, variance } = initialMoments(initial);
  if (variance > 0 || maps.noisy) {
    const share = intervals.reduce((s, i) => s + massIn(initial, i), 0);
    return { survival: [variance > 0 ? share : massAt(inRegion, mean)], atoms: null };
  }
  const [bound] = divergenceBounds(experiment.grid);
  const axis = onLine(experiment.grid[0]);
  let atoms = onlyInside(oneAtom(mean), inRegion);
  const survival = [total(atoms)];
  let work = 0;
  while (survival.length <= experiment.steps && total(atoms) > 0 && work < affordableAtoms) {
    const next = stepAtoms(atoms, maps, bound, axis);
    if (!next) break;
    atoms = onlyInside(next, inRegion);
    survival.push(total(atoms));
    work += workOfAtoms(atoms);
  }
  return { survival, atoms };
}

const total = ({ weights }: Atoms1d) => weights.reduce((a, b) => a + b, 0);

function massAt(inRegion: InRegion, x: number): number {
  const inside = new Uint8Array(1);
  inRegion([Float64Array.of(x)], inside);
  return inside[0];
}

const massIn = (law: InitialLaw, { low, high }: Interval) =>
  initialDistribution(law, high) - initialDistribution(law, low);

function onlyInside(atoms: Atoms1d, inRegion: InRegion): Atoms1d {
  const { positions, weights } = atoms;
  const inside = new Uint8Array(positions.length);
  inRegion([positions], inside);
  const keep = (_: number, i: number) => inside[i] === 1;
  return { ...atoms, positions: positions.filter(keep), weights: weights.filter(keep) };
}

/**
 * The law one step after the beginning, as distribution functions on the edges of each interval's
 * cells. `blocks[i][j]` leads from interval j to interval i.
 */
export function firstLaw(
  blocks: readonly (readonly TransferOperator1d[])[],
  intervals: readonly Interval[],
  beginning: Beginning1d,
  law: InitialLaw,
  noisy: boolean,
): Float64Array[] {
  return blocks.map((row) => {
    const sum = new Float64Array(row[0].grid.cells + 1);
    row.forEach((operator, j) => {
      const part = startIn(operator, intervals[j], beginning, law, noisy);
      if (part) for (let r = 0; r < sum.length; r++) sum[r] += part[r];
    });
    return sum;
  });
}

/** What the part of the beginning in one interval becomes under one block; null where none is. */
function startIn(
  operator: TransferOperator1d,
  interval: Interval,
  { atoms }: Beginning1d,
  law: InitialLaw,
  noisy: boolean,
): Float64Array | null {
  if (atoms) return operator.startFrom(atomDistribution(atoms));
  // The exact first step without noise already counts no walker that starts off its grid.
  if (!noisy) return operator.start(law);
  const { low, high } = interval;
  if (law.kind === 'point')
    return law.value >= low && law.value <= high ? operator.start(law) : null;
  const share = massIn(law, interval);
  if (!(share > 0)) return null;
  if (share > 1 - 1e-15) return operator.start(law);
  if (law.kind === 'uniform') {
    const cut = { ...law, min: Math.max(low, law.min), max: Math.min(high, law.max) };
    return operator.start(cut).map((v) => v * share);
  }
  // A normal law that is cut by the region's edge starts on the cells.
  const below = initialDistribution(law, low);
  const start = operator.grid.edges.map((x) => initialDistribution(law, x) - below);
  const next = new Float64Array(start.length);
  operator.apply(start, next);
  return next;
}
