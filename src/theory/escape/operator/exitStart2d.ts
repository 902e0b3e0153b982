/**
 * The beginning of a first passage in the plane: the survival of the steps whose law is a list of
 * atoms, and the masses inside one step after it.
 */
import { divergenceBounds } from '../../../model/divergence.js';
import type { Experiment } from '../../../model/experiment.js';
import type { InRegion } from '../../../model/region.js';
import type { Pair } from '../../law/gradient2d.js';
import { initialMoments } from '../../law/initialLaw1d.js';
import { outerProduct } from '../../law/initialLaw2d.js';
import { affordableAtoms, workOfAtoms } from '../../master/atoms1d.js';
import { type Atoms2d, oneAtom, stepAtoms2d } from '../../master2d/atoms2d.js';
import type { Maps2d } from '../../master2d/maps2d.js';
import { initialPoints } from '../../master2d/nodalMasses2d.js';
import type { SolverGrid2d } from '../../solverGrid2d.js';
import { onLine } from '../generator/intervals1d.js';
import { sharesInside } from './exitLevel2d.js';

/** Points inside with their weights, at the last step that needs no grid. */
export interface Start2d {
  /** P(inside through step k), k = 0 … that step. */
  readonly survival: readonly number[];
  readonly points: Pair;
  readonly weights: Float64Array;
}

/** The atoms of a point start while they can be listed; null where the start is no point. */
export function atomsInside(
  experiment: Experiment,
  maps: Maps2d,
  inRegion: InRegion,
): Start2d | null {
  const [x, y] = experiment.initial.map(initialMoments);
  if (x.variance > 0 || y.variance > 0) return null;
  const bounds = divergenceBounds(experiment.grid);
  const line = experiment.grid.map(onLine);
  let atoms = onlyInside(oneAtom(x.mean, y.mean), inRegion);
  const survival = [total(atoms)];
  let work = 0;
  const mayGoOn = () => survival.length <= experiment.steps && work < affordableAtoms;
  while (maps.normals === 0 && mayGoOn() && total(atoms) > 0) {
    const next = stepAtoms2d(atoms, maps, bounds, line);
    if (!next) break;
    atoms = onlyInside(next, inRegion);
    survival.push(total(atoms));
    work += workOfAtoms(atoms);
  }
  return { survival, points: atoms.positions, weights: atoms.weights };
}

const total = ({ weights }: Atoms2d) => weights.reduce((a, b) => a + b, 0);

function onlyInside({ positions: [x, y], weights, lost }: Atoms2d, inRegion: InRegion): Atoms2d {
  const inside = new Uint8Array(weights.length);
  inRegion([x, y], inside);
  const kept = (_: number, i: number) => inside[i] === 1;
  return { positions: [x.filter(kept), y.filter(kept)], weights: weights.filter(kept), lost };
}

/** Points that stand for the law at step 0 on `grid`, weighted by their cells' share inside. */
export function pointsInside(
  { initial }: Experiment,
  grid: SolverGrid2d,
  inRegion: InRegion,
): Start2d {
  const x = initialPoints(initial[0], grid.x);
  const y = initialPoints(initial[1], grid.y);
  const n = y.points.length;
  const count = x.points.length * n;
  const points: Pair = [
    Float64Array.from({ length: count }, (_, k) => x.points[Math.floor(k / n)]),
    Float64Array.from({ length: count }, (_, k) => y.points[k % n]),
  ];
  const shares = sharesInside(inRegion, points, [spacing(x.points), spacing(y.points)]);
  const weights = outerProduct(x.weights, y.weights).map((w, k) => w * shares[k]);
  return { survival: [weights.reduce((a, b) => a + b, 0)], points, weights };
}

/** The mean distance of ascending points; 0 for one. */
const spacing = (points: Float64Array) =>
  points.length > 1 ? (points[points.length - 1] - points[0]) / (points.length - 1) : 0;
