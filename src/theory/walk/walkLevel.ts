/** One walk at one resolution: from the start to the law at every snapshot. */

import type { Axis } from '../../math/grid.js';
import type { Experiment, InitialLaw } from '../../model/experiment.js';
import type { Evaluate } from '../closure/closures.js';
import { initialMoments, initialQuadrature } from '../law/initialLaw1d.js';
import { lawAtStart } from '../law/initialLaw2d.js';
import { windLaw } from '../law/ringLaw1d.js';
import type { Pace } from '../pace.js';
import type { Law2d } from '../snapshot2d.js';
import { createSolverGrid1d, type SolverGrid1d } from '../solverGrid1d.js';
import { type Jump, jumpsFrom } from './jumps.js';
import { createLattice, type Lattice } from './lattice.js';

export type Laws = ReadonlyMap<number, Law2d>;

/** Equal steps from one training time to another. */
export type Substeps = (from: number, to: number) => { dt: number; count: number };

export interface WalkSetting {
  readonly refinement: number;
  readonly pad: readonly (readonly [number, number])[];
  readonly degree: number;
  readonly stretch: number;
  readonly substeps: Substeps;
  /** Walks of so much work that are to be afforded in all, this one and those after it. */
  readonly times?: number;
}

export interface WalkLevel {
  readonly laws: Laws;
  /** Multiplications. */
  readonly work: number;
}

/** Walks through all snapshots of the experiment. */
export async function solveWalkLevel(
  experiment: Experiment,
  evaluate: Evaluate,
  { refinement, pad, degree, stretch, substeps, times: walks = 1 }: WalkSetting,
  pace: Pace,
): Promise<WalkLevel> {
  const { learningRate, snapshots, grid, initial } = experiment;
  const grids = grid.map((axis, i) => createSolverGrid1d(axis, refinement, pad[i]));
  const times = snapshots.map((s) => s * learningRate);
  const longest = Math.max(...times.map((t, k) => (t > 0 ? substeps(times[k - 1] ?? 0, t).dt : 0)));
  const plain = createLattice(
    grids,
    degree,
    grids.map(() => 0),
  );
  const jumpsOf = (dt: number) => jumpsFrom(plain.points, evaluate(plain.points), dt, stretch);
  const lattice = createLattice(grids, degree, reachOf(jumpsOf(longest), plain));
  const countBetween = (from: number, to: number) => (to > from ? substeps(from, to).count : 0);
  const laws = new Map<number, Law2d>();
  let masses: Float64Array = new Float64Array(lattice.size);
  let next: Float64Array = new Float64Array(lattice.size);
  let dt = 0;
  let operator = lattice.compile([]);
  let work = 0;
  let started = false;
  for (const [k, step] of snapshots.entries()) {
    if (step === 0) {
      laws.set(0, lawAtStart(initial, grid));
      continue;
    }
    const pieces = substeps(times[k - 1] ?? 0, times[k]);
    if (pieces.dt !== dt) {
      dt = pieces.dt;
      operator = lattice.compile(jumpsOf(dt));
      await pace.tick(20 * lattice.size);
    }
    let { count } = pieces;
    const perStep = operator.entries + 10 * lattice.size;
    const left = times
      .slice(k)
      .reduce((sum, t, i) => sum + countBetween(times[k + i - 1] ?? 0, t), 0);
    pace.plan(walks * left * perStep, 'following the law off the cells');
    if (!started) {
      const first = startingMasses(lattice, evaluate, initial, dt, grids);
      masses = first.masses;
      if (first.hasStepped) count--;
      started = true;
    }
    for (let s = 0; s < count; s++) {
      operator.apply(masses, next);
      lattice.settle(next);
      [masses, next] = [next, masses];
      await pace.tick(perStep);
    }
    work += count * operator.entries;
    laws.set(step, lattice.lawOf(masses));
  }
  return { laws, work };
}

/** Longest jump along each axis. */
function reachOf(jumps: readonly Jump[], { points }: Lattice): number[] {
  return points.map((own, i) =>
    jumps.reduce(
      (far, { image, weight }) =>
        own.reduce(
          (m, v, k) => (weight[k] !== 0 ? Math.max(m, Math.abs(image[i][k] - v)) : m),
          far,
        ),
      0,
    ),
  );
}

/**
 * Masses of the law at step 0. Where it is a point in some coordinate no grid holds it: then the
 * normal law with the first two moments of one step from there, and the step is done.
 */
function startingMasses(
  lattice: Lattice,
  evaluate: Evaluate,
  initial: readonly InitialLaw[],
  dt: number,
  grids: readonly SolverGrid1d[],
): { masses: Float64Array; hasStepped: boolean } {
  const masses = new Float64Array(lattice.size);
  const widths = grids.map(({ width }) => width);
  const rules = initial.map((law, i) => quadratureOn(grids[i].axis, law, 4 * widths[i]));
  const { points, weights } = product(rules);
  const hasStepped = initial.some((law) => initialMoments(law).variance === 0);
  if (hasStepped) {
    const { drift, diffusion } = evaluate(points);
    const d = points.length;
    const normal = { kind: 'normal', mean: 0, standardDeviation: 1 } as const;
    const image = points.map(() => Float64Array.of(0));
    for (let k = 0; k < weights.length; k++) {
      const a = Math.sqrt(2 * dt * diffusion[0][k]);
      const b = d === 2 && a > 0 ? (2 * dt * diffusion[1][k]) / a : 0;
      const c = d === 2 ? Math.sqrt(Math.max(0, 2 * dt * diffusion[2][k] - b * b)) : 0;
      const sizes = d === 2 ? [Math.max(a, Math.abs(b)), Math.max(c, Math.abs(b))] : [a];
      const noise = product(
        sizes.map((size, i) => {
          if (!(size > 0)) return { points: Float64Array.of(0), weights: Float64Array.of(1) };
          return initialQuadrature(normal, (4 * Math.min(...widths)) / Math.max(size, widths[i]));
        }),
      );
      for (let q = 0; q < noise.weights.length; q++) {
        const [u, v] = [noise.points[0][q], d === 2 ? noise.points[1][q] : 0];
        image[0][0] = points[0][k] + drift[0][k] * dt + a * u;
        if (d === 2) image[1][0] = points[1][k] + drift[1][k] * dt + b * u + c * v;
        lattice.deposit(image, Float64Array.of(weights[k] * noise.weights[q]), masses);
      }
    }
  } else {
    lattice.deposit(points, weights, masses);
  }
  lattice.settle(masses);
  return { masses, hasStepped };
}

/** Quadrature over a law, whose whole turns are one where the axis is a ring. */
function quadratureOn(axis: Axis, law: InitialLaw, scale: number): Rule {
  const parts = axis.boundary === 'periodic' ? windLaw(law, axis) : [{ weight: 1, law }];
  const rules = parts.map((part) => ({ ...part, rule: initialQuadrature(part.law, scale) }));
  return {
    points: Float64Array.from(rules.flatMap(({ rule }) => [...rule.points])),
    weights: Float64Array.from(
      rules.flatMap(({ weight, rule }) => Array.from(rule.weights, (w) => weight * w)),
    ),
  };
}

interface Rule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** The tensor product of one or two quadrature rules. */
function product(rules: readonly Rule[]): { points: Float64Array[]; weights: Float64Array } {
  if (rules.length === 1) return { points: [rules[0].points], weights: rules[0].weights };
  const [x, y] = rules;
  const n = y.points.length;
  const length = x.points.length * n;
  const at = (f: (i: number, j: number) => number) =>
    Float64Array.from({ length }, (_, k) => f(Math.floor(k / n), k % n));
  return {
    points: [at((i) => x.points[i]), at((_, j) => y.points[j])],
    weights: at((i, j) => x.weights[i] * y.weights[j]),
  };
}
