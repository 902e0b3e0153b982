/**
 * The order in which every solver converges, alone on its own cells: the change from one resolution
 * to the next, halved twice.
 */
import type { Boundary } from '../../src/math/grid.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { createClosureCoefficients1d } from '../../src/theory/fokkerPlanck/coefficients1d.js';
import { solveLevel } from '../../src/theory/fokkerPlanck/fokkerPlanckLevel1d.js';
import { createClosureCoefficients2d } from '../../src/theory/fokkerPlanck2d/coefficients2d.js';
import { solveLevel2d } from '../../src/theory/fokkerPlanck2d/fokkerPlanckLevel2d.js';
import { createMaps1d } from '../../src/theory/master/maps1d.js';
import { createTransferOperator1d } from '../../src/theory/master/transferOperator1d.js';
import { createMaps2d } from '../../src/theory/master2d/maps2d.js';
import { createLawFromMasses, initialPoints } from '../../src/theory/master2d/nodalMasses2d.js';
import {
  createTransferOperator2d,
  planOperator2d,
} from '../../src/theory/master2d/transferOperator2d.js';
import { createPace } from '../../src/theory/pace.js';
import { lawDistance, lawFromDistribution } from '../../src/theory/snapshot1d.js';
import { lawDistance2d } from '../../src/theory/snapshot2d.js';
import { createSolverGrid1d } from '../../src/theory/solverGrid1d.js';
import { createSolverGrid2d } from '../../src/theory/solverGrid2d.js';
import type { Claim } from './claim.js';

const pace = createPace();
const refinements = [1, 2, 4];
/** So long that a per cent of the walkers has met the ends. */
const fokkerPlanckSteps = 12;
const chainSteps = 4;

/** A smooth loss that repeats with period 2, so that it can be given every kind of end. */
function experimentOn(dimension: 1 | 2, boundary: Boundary, rule: object): Experiment {
  const isPlane = dimension === 2;
  const axis = { min: -1, max: 1, cells: isPlane ? 32 : 64, boundary };
  const start = { normal: [0.1, 0.15] };
  return resolveExperiment({
    name: 'orders',
    landscape: {
      parameters: isPlane ? ['x', 'y'] : ['x'],
      loss: isPlane
        ? '-cos(pi * x) / 8 + sin(pi * (x + y)) / 20 + a * (x + y / 2) + b * y'
        : '-cos(pi * x) / 8 + a * x',
      data: { a: [-0.8, 0.8, -0.8, 0.8], b: [-0.8, -0.8, 0.8, 0.8] },
    },
    learningRate: 0.1,
    steps: fokkerPlanckSteps,
    snapshots: [fokkerPlanckSteps],
    initial: isPlane ? { x: start, y: start } : { x: start },
    ensembles: [rule],
    grid: isPlane ? { x: axis, y: axis } : { x: axis },
  });
}

/** Distances between laws on successive resolutions become an order. */
async function orderOf<Law>(
  levels: readonly number[],
  law: (level: number) => Promise<Law>,
  distance: (a: Law, b: Law) => number,
): Promise<number> {
  const [a, b, c] = [await law(levels[0]), await law(levels[1]), await law(levels[2])];
  return Math.log2(distance(a, b) / distance(b, c));
}

const claim = (what: string, order: number, least: number): Claim => ({
  what: `order of convergence: ${what}`,
  expected: `${least} or more`,
  measured: order.toFixed(2),
  // Of second order are errors whose ratio is 4 in the limit.
  holds: order > least - 0.1,
});

async function fokkerPlanck1d(boundary: Boundary) {
  const experiment = experimentOn(1, boundary, { rule: 'gaussianSgd' });
  const closure = createClosureCoefficients1d(experiment, 0, 'fokkerPlanck');
  if ('absent' in closure) throw new Error(closure.absent);
  const pad = boundary === 'open' ? ([32, 32] as const) : ([0, 0] as const);
  const lawAt = async (refinement: number, parts: number) => {
    const level = await solveLevel(
      experiment,
      closure.coefficients,
      refinement,
      pad,
      { level: parts, most: 1e6 },
      pace,
    );
    if (!level) throw new Error('degenerate');
    return level.laws.get(fokkerPlanckSteps)!;
  };
  return {
    cells: await orderOf(refinements, (r) => lawAt(r, 3), lawDistance),
    steps: await orderOf([1, 2, 3], (parts) => lawAt(1, parts), lawDistance),
  };
}

/** Cells and steps halved together, as the solver does. */
async function fokkerPlanck2d(boundary: Boundary): Promise<number> {
  const experiment = experimentOn(2, boundary, { rule: 'gaussianSgd' });
  const closure = createClosureCoefficients2d(experiment, 0, 'fokkerPlanck');
  if ('absent' in closure) throw new Error(closure.absent);
  const side = boundary === 'open' ? ([16, 16] as const) : ([0, 0] as const);
  const lawAt = async (refinement: number) => {
    const setting = { refinement, pad: [side, side], longest: 0.02, growth: 0.5 } as const;
    const { coefficients } = closure;
    const level = await solveLevel2d(
      experiment,
      coefficients,
      { ...setting, parts: refinement },
      pace,
    );
    return level.laws.get(fokkerPlanckSteps)!;
  };
  return orderOf(refinements, lawAt, lawDistance2d);
}

async function master1d(rule: object): Promise<number> {
  const { landscape, ensembles, initial, grid } = experimentOn(1, 'open', rule);
  const maps = createMaps1d(landscape, ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const lawAt = async (refinement: number) => {
    const own = createSolverGrid1d(grid[0], refinement / 2, [32, 32]);
    const operator = await createTransferOperator1d(maps, own, pace);
    let f: Float64Array = operator.start(initial[0]);
    for (let step = 1; step < chainSteps; step++) {
      const next = new Float64Array(f.length);
      operator.apply(f, next);
      f = next;
    }
    const slopes = new Float64Array(f.length);
    operator.slopes(f, slopes);
    return lawFromDistribution(own, f, slopes);
  };
  return orderOf(refinements, lawAt, lawDistance);
}

async function master2d(rule: object): Promise<number> {
  const { landscape, ensembles, initial, grid } = experimentOn(2, 'open', rule);
  const maps = createMaps2d(landscape, ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const lawAt = async (refinement: number) => {
    const own = createSolverGrid2d(grid, refinement / 2, [
      [16, 16],
      [16, 16],
    ]);
    const plan = planOperator2d(maps, own, { degree: 5, order: 9 });
    if (!plan) throw new Error('not finite');
    const operator = await createTransferOperator2d(plan, pace);
    const [x, y] = [initialPoints(initial[0], own.x), initialPoints(initial[1], own.y)];
    const size = x.points.length * y.points.length;
    const at = (f: (i: number, j: number) => number) =>
      Float64Array.from({ length: size }, (_, k) =>
        f(Math.floor(k / y.points.length), k % y.points.length),
      );
    let masses: Float64Array = operator.start(
      [at((i) => x.points[i]), at((_, j) => y.points[j])],
      at((i, j) => x.weights[i] * y.weights[j]),
    );
    for (let step = 1; step < chainSteps; step++) {
      const next = new Float64Array(masses.length);
      operator.apply(masses, next);
      masses = next;
    }
    return createLawFromMasses(own, 5)(masses);
  };
  return orderOf(refinements, lawAt, lawDistance2d);
}

/** Every solver, every kind of end. */
export async function* convergenceOrders(): AsyncGenerator<Claim> {
  const rules = [{ rule: 'sgd' }, { rule: 'gaussianSgd' }, { rule: 'langevin', temperature: 0.03 }];
  for (const rule of rules) {
    yield claim(`master equation, one parameter, ${rule.rule}`, await master1d(rule), 3);
    yield claim(`master equation, two parameters, ${rule.rule}`, await master2d(rule), 3);
  }
  for (const boundary of ['open', 'reflecting', 'periodic', 'absorbing'] as const) {
    const { cells, steps } = await fokkerPlanck1d(boundary);
    yield claim(`Fokker–Planck, one parameter, ${boundary} ends, in cells`, cells, 2);
    yield claim(`Fokker–Planck, one parameter, ${boundary} ends, in time steps`, steps, 2);
    const plane = await fokkerPlanck2d(boundary);
    yield claim(`Fokker–Planck, two parameters, ${boundary} ends, in both together`, plane, 2);
  }
}
