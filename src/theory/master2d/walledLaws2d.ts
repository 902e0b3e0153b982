/**
 * The master equation in the plane between walls and around rings: on one grid that reaches beyond
 * the ends as far as one update leads; after every update what lies there is folded back or absorbed.
 * Resolutions are doubled until two agree.
 */
import { endsOf, type Grid, isPeriodic } from '../../math/grid.js';
import { foldBetween } from '../../model/boundary.js';
import { absorbedNote } from '../fokkerPlanck/ends.js';
import type { Pair } from '../law/gradient2d.js';
import { initialQuadrature, initialRange } from '../law/initialLaw1d.js';
import { windLaw } from '../law/ringLaw1d.js';
import { remainingDistance } from '../resolutions.js';
import { type Errors, errorsBetween2d, type Law2d } from '../snapshot2d.js';
import { type SolverGrid1d, wholeRefinement } from '../solverGrid1d.js';
import { coarsestRefinement2d, paddingFor2d } from '../solverGrid2d.js';
import { absorbingEnd } from './atoms2d.js';
import { createEnds2d, createLawBetweenEnds, gridBeyondEnds } from './ends2d.js';
import { refusal } from './gridLaws2d.js';
import { initialPoints } from './nodalMasses2d.js';
import { type SolvedLaws, type Task2d, updatesOf } from './task2d.js';
import { createTransferOperator2d, planOperator2d } from './transferOperator2d.js';

const degree = 5;
const leastCells = 32;
const fewestCells = 16;
const negligibleLoss = 1e-9;

interface Setting {
  readonly refinement: number;
  /** Share of an axis that open ends are padded by. */
  readonly share: number;
  readonly order: number;
}

/** A law with what each end has absorbed. */
interface Walled {
  readonly law: Law2d;
  readonly absorbed: readonly (readonly number[])[];
}
type Laws = ReadonlyMap<number, Walled>;

const finerThan = (s: Setting): Setting => ({
  ...s,
  refinement: 2 * s.refinement,
  order: s.order + 2,
});

/** The laws at all steps asked for, or the reason why there are none. */
export async function lawsBetweenEnds(task: Task2d): Promise<SolvedLaws | { absent: string }> {
  const { experiment, maps, steps, budget, target, pace } = task;
  const { grid, initial } = experiment;
  const planFor = ({ refinement, share, order }: Setting) => {
    const pad = paddingFor2d(grid, initial.map(initialRange), share);
    return planOperator2d(maps, gridBeyondEnds(grid, refinement, pad, maps), { degree, order });
  };
  const fits = (s: Setting) => {
    const plan = planFor(s);
    return plan && plan.bytes <= budget.bytes && plan.work * updatesOf(task) <= budget.work;
  };
  let setting: Setting = {
    refinement: wholeRefinement(grid, coarsestRefinement2d(grid, leastCells)),
    share: 0.25,
    order: 9,
  };
  while (!fits(finerThan(setting))) {
    const plan = planFor(finerThan(setting));
    if (!plan) return { absent: 'the update is not finite anywhere on the grid' };
    const coarser = setting.refinement / 2;
    const isWhole = wholeRefinement(grid, coarser) === coarser;
    if (!isWhole || coarser * Math.min(...grid.map((a) => a.cells)) < fewestCells)
      return { absent: refusal(task, plan) };
    setting = { ...setting, refinement: coarser };
  }
  const solve = (s: Setting) => solveOn(task, planFor(s)!);
  let coarse = await solve(setting);
  let truncation: Errors = { solverError: 0, momentError: 0 };
  for (let share = 0.5; share <= 2 && lostBy(coarse) > negligibleLoss; share *= 2) {
    const wider = { ...setting, share };
    if (!fits(finerThan(wider))) break;
    const wide = await solve(wider);
    truncation = largest(changes(coarse, wide));
    [setting, coarse] = [wider, wide];
    if (Math.max(truncation.solverError, truncation.momentError) < target / 10) break;
  }
  let before: Changes = new Map();
  for (let level = 1; ; level++) {
    pace.progress(1 - 1 / (1 + level));
    setting = finerThan(setting);
    const fine = await solve(setting);
    const last = changes(coarse, fine);
    const { solverError, momentError } = largest(last);
    if (Math.max(solverError, momentError) < target || !fits(finerThan(setting))) {
      const solved = steps.map((step) => {
        const { law, absorbed } = fine.get(step)!;
        const own = last.get(step)!;
        const left = remainingDistance(
          before.get(step)?.solverError ?? Number.NaN,
          own.solverError,
        );
        const errors = {
          solverError: Math.min(1, Math.max(left + truncation.solverError, 1e-15)),
          momentError: Math.max(own.momentError + truncation.momentError, 1e-13),
        };
        return [step, { law, errors, notes: notesOn(grid, absorbed) }] as const;
      });
      return new Map(solved);
    }
    [before, coarse] = [last, fine];
  }
}

const ringNote = 'on a ring, moments are those within the axis; walkers’ own count their turns';

const notesOn = (grid: Grid, absorbed: Walled['absorbed']): string[] => [
  ...grid.flatMap((axis, a) => absorbedNote(axis, [absorbed[a][0], absorbed[a][1]])),
  ...(grid.some(isPeriodic) ? [ringNote] : []),
];

type Changes = ReadonlyMap<number, Errors>;

const changes = (coarse: Laws, fine: Laws): Changes =>
  new Map([...fine].map(([step, { law }]) => [step, errorsBetween2d(coarse.get(step)!.law, law)]));

const largest = (all: Changes): Errors => ({
  solverError: Math.max(...[...all.values()].map((e) => e.solverError)),
  momentError: Math.max(...[...all.values()].map((e) => e.momentError)),
});

const lostBy = (laws: Laws) => Math.max(...[...laws.values()].map(({ law }) => law.lost));

async function solveOn(
  task: Task2d,
  plan: NonNullable<ReturnType<typeof planOperator2d>>,
): Promise<Laws> {
  const { exact, steps, pace } = task;
  const operator = await createTransferOperator2d(plan, pace);
  const ends = createEnds2d(plan.grid);
  const lawOf = createLawBetweenEnds(plan.grid, ends, degree);
  const { points, weights, absorbed } = startBetweenEnds(task, plan.grid);
  const take = (masses: Float64Array) => {
    ends.fold(masses).forEach((own, a) => {
      own.forEach((mass, k) => {
        absorbed[a][k] += mass;
      });
    });
  };
  let masses: Float64Array = operator.start(points, weights);
  take(masses);
  let next: Float64Array = new Float64Array(masses.length);
  const laws = new Map<number, Walled>();
  const last = steps[steps.length - 1];
  for (let step = exact.lastStep + 1; ; step++) {
    if (steps.includes(step)) {
      const gone = absorbed.flat().reduce((a, b) => a + b, 0);
      laws.set(step, {
        law: lawOf(masses, gone),
        absorbed: absorbed.map((own) => [...own]),
      });
    }
    if (step >= last) return laws;
    operator.apply(masses, next);
    [masses, next] = [next, masses];
    take(masses);
    await pace.tick();
  }
}

/** The last law that is known, as weighted points between the ends, and what these absorb of it. */
function startBetweenEnds(
  { exact, experiment: { grid, initial } }: Task2d,
  solver: { readonly x: SolverGrid1d; readonly y: SolverGrid1d },
) {
  const absorbed = grid.map(() => [0, 0]);
  const axes = [solver.x, solver.y];
  if (exact.atoms) {
    const { positions, weights, absorbed: taken = absorbed } = exact.atoms;
    return { points: positions, weights, absorbed: taken.map((own) => [...own]) };
  }
  const along = grid.map((axis, a) => {
    const fold = foldBetween(endsOf(axis), axis.min, axis.max);
    const parts = isPeriodic(axis)
      ? windLaw(initial[a], axis).map(({ weight, law }) => ({
          weight,
          ...initialQuadrature(law, 4 * axes[a].width),
        }))
      : [{ weight: 1, ...initialPoints(initial[a], axes[a]) }];
    return parts.flatMap(({ weight, points, weights }) =>
      Array.from(points, (x, k) => ({ at: fold(x), mass: weight * weights[k] })),
    );
  });
  const points: [number[], number[]] = [[], []];
  const weights: number[] = [];
  for (const u of along[0]) {
    for (const v of along[1]) {
      const mass = u.mass * v.mass;
      const taken = grid.findIndex((axis, a) => absorbingEnd(axis, [u.at, v.at][a]) >= 0);
      if (taken >= 0) {
        absorbed[taken][absorbingEnd(grid[taken], [u.at, v.at][taken])] += mass;
        continue;
      }
      points[0].push(u.at);
      points[1].push(v.at);
      weights.push(mass);
    }
  }
  const pair: Pair = [Float64Array.from(points[0]), Float64Array.from(points[1])];
  return { points: pair, weights: Float64Array.from(weights), absorbed };
}
