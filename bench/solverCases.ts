/**
 * What `npm run bench:solvers` times: a double well with one minibatch for each tilt, in one and in
 * two dimensions with coupled coordinates and a full diffusion tensor. Densities are dense: no cell
 * is empty.
 */
import { resolveExperiment } from '../src/model/file/resolve.js';
import { createCoefficients1d } from '../src/theory/fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../src/theory/fokkerPlanck/generator1d.js';
import { createImplicitStep } from '../src/theory/fokkerPlanck/implicitStep.js';
import { createCoefficients2d } from '../src/theory/fokkerPlanck2d/coefficients2d.js';
import { createGenerator2d } from '../src/theory/fokkerPlanck2d/generator2d.js';
import { createSplitStep2d } from '../src/theory/fokkerPlanck2d/splitStep2d.js';
import { createMaps1d } from '../src/theory/master/maps1d.js';
import { createTransferOperator1d } from '../src/theory/master/transferOperator1d.js';
import { createMaps2d } from '../src/theory/master2d/maps2d.js';
import {
  createTransferOperator2d,
  planOperator2d,
} from '../src/theory/master2d/transferOperator2d.js';
import type { Pace } from '../src/theory/pace.js';
import { createSolverGrid1d } from '../src/theory/solverGrid1d.js';
import { createSolverGrid2d } from '../src/theory/solverGrid2d.js';

/** No pauses for others: only the work is timed. */
const pace: Pace = {
  tick: () => null,
  plan: () => {},
  left: () => Number.POSITIVE_INFINITY,
  progress: () => {},
  renewed: () => pace,
};

/** Steps of a Fokker–Planck solution, in units of training time. */
const timeStep = 0.05;

/** Tilts up to ±`largest` that are all different; the peer computes the same. */
const tilts = (count: number, frequency: number, largest: number) =>
  Array.from({ length: count }, (_, i) => largest * Math.cos(frequency * i + 0.3));

export interface SolverCase {
  build(): Promise<void> | void;
  /** One step with what was built last. */
  apply(): void;
  /** What was built, in words. */
  size(): string;
}

/** Cells of the experiment, which the solver's grid refines by powers of two. */
const coarsest = { 1: 125, 2: 64 } as const;
const none = [0, 0] as const;

function experimentOf(dimension: 1 | 2, maps: number, largestTilt = 1) {
  const axis = { min: -2.5, max: 2.5, cells: coarsest[dimension] };
  const law = { normal: [0, 0.5] };
  const a = tilts(maps, 1.7, largestTilt);
  return resolveExperiment({
    name: 'bench',
    learningRate: 0.05,
    steps: 1,
    walkers: 1e6,
    ensembles: [{ name: 'sgd', rule: 'sgd', batchSize: 1 }],
    snapshots: [1],
    ...(dimension === 1
      ? {
          landscape: { parameters: ['x'], loss: '(x^2 - 1)^2 / 4 + a * x', data: { a } },
          initial: { x: law },
          grid: { x: axis },
        }
      : {
          landscape: {
            parameters: ['x', 'y'],
            loss: '(x^2 - 1)^2 / 4 + a * x + (1 + x^2) * y^2 / 2 + b * y',
            data: { a, b: tilts(maps, 2.9, largestTilt) },
          },
          initial: { x: law, y: law },
          grid: { x: axis, y: axis },
        }),
  });
}

/** Fails where a case of this file has no solution. */
function present<T extends object>(value: T | { absent: string } | null): T {
  if (value === null || 'absent' in value) throw new Error('the bench has a case without solution');
  return value as T;
}

export function operatorCase1d(cells: number, count: number): SolverCase {
  const { landscape, ensembles, grid } = experimentOf(1, count);
  const maps = present(createMaps1d(landscape, ensembles[0].law));
  const solverGrid = createSolverGrid1d(grid[0], cells / coarsest[1], none);
  const distribution = Float64Array.from(solverGrid.edges, (_, i) => i / cells);
  const next = new Float64Array(cells + 1);
  let operator: Awaited<ReturnType<typeof createTransferOperator1d>> | null = null;
  return {
    async build() {
      operator = await createTransferOperator1d(maps, solverGrid, pace);
    },
    apply: () => operator?.apply(distribution, next),
    size: () => `${operator?.matrix.values.length} entries`,
  };
}

export function operatorCase2d(cells: number, count: number, largestTilt = 1): SolverCase {
  const { landscape, ensembles, grid } = experimentOf(2, count, largestTilt);
  const maps = present(createMaps2d(landscape, ensembles[0].law));
  const solverGrid = createSolverGrid2d(grid, cells / coarsest[2], [none, none]);
  const masses = new Float64Array(cells * cells).fill(1 / cells ** 2);
  const next = new Float64Array(cells * cells);
  let operator: Awaited<ReturnType<typeof createTransferOperator2d>> | null = null;
  return {
    async build() {
      const plan = present(planOperator2d(maps, solverGrid, { degree: 5, order: 9 }));
      operator = await createTransferOperator2d(plan, pace);
    },
    apply: () => operator?.apply(masses, next),
    size: () =>
      operator
        ? `${(operator.multiplications / 1e6).toFixed(1)} million weights, ${Math.round(operator.bytes / 1e6)} MB`
        : '',
  };
}

export function fokkerPlanckCase1d(cells: number): SolverCase {
  const { landscape, ensembles, grid, learningRate } = experimentOf(1, 4);
  const coefficients = present(createCoefficients1d(landscape, ensembles[0].law, learningRate));
  const { edges } = createSolverGrid1d(grid[0], cells / coarsest[1], none);
  const p = new Float64Array(cells).fill(1 / cells);
  let step = (_: Float64Array) => {};
  return {
    build() {
      step = createImplicitStep(present(createGenerator1d(coefficients, edges)), timeStep);
    },
    apply: () => step(p),
    size: () => `${cells} cells`,
  };
}

export function fokkerPlanckCase2d(cells: number): SolverCase {
  const { landscape, ensembles, grid, learningRate } = experimentOf(2, 4);
  const coefficients = present(createCoefficients2d(landscape, ensembles[0].law, learningRate));
  const edges = grid.map((axis) => createSolverGrid1d(axis, cells / coarsest[2], none).edges);
  const p = new Float64Array(cells ** 2).fill(1 / cells ** 2);
  let step = (_: Float64Array) => {};
  let chains = 0;
  return {
    build() {
      const generator = createGenerator2d(coefficients, [edges[0], edges[1]]);
      chains = generator.chains.length;
      step = createSplitStep2d(generator, timeStep);
    },
    apply: () => step(p),
    size: () => `${chains} families of lines`,
  };
}
