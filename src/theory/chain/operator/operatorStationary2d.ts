/**
 * The stationary law of the master equation in two dimensions: the eigenvector of the transfer
 * operator on nodal masses, which is linear, by restarted Arnoldi on grids of doubled resolution; a
 * law that B-splines cannot carry is found with linear deposits, which are never negative.
 */
import { type Eigenpair, leadingEigenvalues } from '../../../math/krylov/arnoldi.js';
import type { Experiment } from '../../../model/experiment.js';
import { initialRange } from '../../law/initialLaw1d.js';
import {
  createEnds2d,
  createLawBetweenEnds,
  gridBeyondEnds,
  withEnds,
} from '../../master2d/ends2d.js';
import { createMaps2d, type Maps2d } from '../../master2d/maps2d.js';
import {
  createTransferOperator2d,
  type OperatorPlan2d,
  planOperator2d,
} from '../../master2d/transferOperator2d.js';
import type { Pace } from '../../pace.js';
import { remainingError } from '../../resolutions.js';
import { errorsBetween2d, type Law2d, predictionFrom2d, targetError2d } from '../../snapshot2d.js';
import { wholeRefinement } from '../../solverGrid1d.js';
import { coarsestRefinement2d, type Padding2d, paddingFor2d } from '../../solverGrid2d.js';
import { isUnreached, limitOnDomains, paddingTimes } from '../domainLimit.js';
import {
  largestAtWall,
  missingMoments,
  tailsOf,
  unheldWords,
  wallsMatter,
  withTails,
} from '../tails.js';
import { balancingWeights, followingEigenvalues } from './deflation.js';
import {
  gapOf,
  lostPerStep,
  negligibleLoss,
  notFound,
  type OperatorStationarySeries,
  reasonForNone,
  relaxationOf,
  type Spectrum,
  unsettledError,
} from './operatorStationary.js';
import type { StepChain } from './stepRates.js';

const name = 'masterEquation';
const leastCells = 32;
/** Memory of one operator, and multiplications of the applications that an eigenvector takes. */
const budget = { bytes: 4e8, work: 1.5e10 };
const expectedApplications = 300;
const smoothDegree = 5;
/** Beyond this negative probability linear deposits are tried. */
const unresolved = 1e-2;
const useless = 0.1;

interface Setting {
  readonly refinement: number;
  readonly pad: Padding2d;
  readonly degree: number;
  readonly order: number;
}

interface Level {
  readonly law: Law2d;
  readonly spectrum: Spectrum;
  readonly pairs: readonly Eigenpair[];
  readonly residual: number;
  readonly nodes: number;
  readonly chain: StepChain;
}

/** The stationary law of ensemble `index` of an experiment with two parameters. */
export async function stationaryOperator2d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<OperatorStationarySeries> {
  const maps = createMaps2d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps) return { name, absent: maps.absent };
  if (maps.normals === 0 && maps.weights.length === 1) {
    return { name, absent: 'the update has no noise: walkers settle on points, not to a density' };
  }
  const { grid } = experiment;
  const ranges = experiment.initial.map(initialRange);
  let setting: Setting = {
    refinement: wholeRefinement(grid, coarsestRefinement2d(grid, leastCells)),
    pad: paddingFor2d(grid, ranges, 0.25),
    degree: smoothDegree,
    order: 9,
  };
  const refused = planRefusal(planFor(experiment, maps, finer(setting)));
  if (refused) return { name, absent: refused };
  let coarse = await solve(experiment, maps, setting, pace);
  let pad = 0.25;
  const paddedBy = (share: number) => ({ ...setting, pad: paddingFor2d(grid, ranges, share) });
  for (const share of [0.5, 1, 2]) {
    if (!wallsMatterTo(coarse)) break;
    const wider = paddedBy(share);
    if (planRefusal(planFor(experiment, maps, finer(wider)))) break;
    [pad, setting] = [share, wider];
    coarse = await solve(experiment, maps, setting, pace);
  }
  const reason = reasonOf(coarse);
  if (reason) return { name, ...reason };
  const gapAt = async (factor: number) => {
    const wider = paddedBy(paddingTimes(pad, factor));
    if (planRefusal(planFor(experiment, maps, wider))) return null;
    const { spectrum, chain } = await solve(experiment, maps, wider, pace);
    const hidden = !isSeen(chain);
    return notFound(spectrum) ? null : { value: gapOf(spectrum), hidden };
  };
  const here = gapOf(coarse.spectrum);
  const isSmooth = coarse.law.negative < unresolved;
  // Where rounding hides the law at the walls it hides what they would do to the gap.
  const limit =
    isSmooth && isSeen(coarse.chain)
      ? await limitOnDomains(here, gapAt, true)
      : { value: here, error: 0 };
  const gap = { here, limit };
  const smooth = await refine(experiment, maps, setting, coarse, pace);
  if (smooth.at(-1)!.law.negative < unresolved) return report(experiment, smooth, gap, []);
  const linear = { ...setting, degree: 1 };
  const first = await solve(experiment, maps, linear, pace);
  const positive = await refine(experiment, maps, linear, first, pace);
  if (errorWith(positive) >= errorWith(smooth)) return report(experiment, smooth, gap, []);
  return report(experiment, positive, gap, [
    `no smooth density on ${smooth.at(-1)!.nodes} cells (${smooth.at(-1)!.law.negative.toExponential(1)} ` +
      'negative probability): found with linear deposits, which are of first order only and widen ' +
      'the law at every step',
  ]);
}

/** What is wrong with the finest level: its distance from the one before, and what is negative. */
const errorWith = (levels: readonly Level[]) =>
  errorsOf(levels).solverError + levels.at(-1)!.law.negative;

const finer = (s: Setting): Setting => ({
  ...s,
  refinement: 2 * s.refinement,
  order: s.order + 2,
});

const planFor = (
  { grid }: Experiment,
  maps: Maps2d,
  { refinement, pad, degree, order }: Setting,
): OperatorPlan2d | null =>
  planOperator2d(maps, gridBeyondEnds(grid, refinement, pad, maps), { degree, order });

/** Why a plan cannot be carried out, with both numbers; null where it can. */
function planRefusal(plan: OperatorPlan2d | null): string | null {
  if (!plan) return 'the update is not finite anywhere on the grid';
  const work = plan.work * expectedApplications;
  if (plan.bytes <= budget.bytes && work <= budget.work) return null;
  return (
    `an eigenvector on ${plan.grid.cells} cells takes ${Math.ceil(plan.bytes / 1e6)} MB of memory ` +
    `(at most ${budget.bytes / 1e6} MB) and some ${work.toExponential(1)} multiplications (at most ` +
    `${budget.work.toExponential(1)}); fewer samples, a smaller batch or fewer cells would do`
  );
}

/** Levels of doubled resolution from `coarse` on until two agree, or no more can be afforded. */
async function refine(
  experiment: Experiment,
  maps: Maps2d,
  coarsest: Setting,
  coarse: Level,
  pace: Pace,
): Promise<Level[]> {
  const target = targetError2d(experiment.walkers);
  const levels = [coarse];
  for (let setting = finer(coarsest); ; setting = finer(setting)) {
    pace.progress(1 - 1 / (1 + levels.length));
    levels.push(await solve(experiment, maps, setting, pace));
    const { solverError, momentError } = errorsOf(levels);
    if (solverError < target && momentError < target) return levels;
    if (planRefusal(planFor(experiment, maps, finer(setting)))) return levels;
  }
}

async function solve(
  experiment: Experiment,
  maps: Maps2d,
  setting: Setting,
  pace: Pace,
): Promise<Level> {
  const plan = planFor(experiment, maps, setting)!;
  const ends = createEnds2d(plan.grid);
  const operator = withEnds(await createTransferOperator2d(plan, pace), ends);
  const { cells } = plan.grid;
  const tick = () => pace.tick(plan.work);
  const search = { subspace: 24, maximumApplications: 600 };
  const leading = await leadingEigenvalues(operator.apply, cells, {
    count: 1,
    tolerance: 1e-11,
    start: new Float64Array(cells).fill(1),
    ...search,
    tick,
  });
  const [first] = leading.pairs;
  const sum = first.vector.reduce((a, b) => a + b, 0);
  const masses = first.vector.map((v) => v / sum);
  const weights = balancingWeights(masses);
  const options = { count: 2, ...search };
  const rest = await followingEigenvalues(operator.apply, weights, options, tick);
  const pairs = [first, ...rest];
  const [, second] = pairs;
  return {
    law: createLawBetweenEnds(plan.grid, ends, setting.degree)(masses, 0),
    spectrum: { first, second },
    pairs,
    residual: first.residual / Math.abs(sum),
    nodes: cells,
    chain: { ...operator, axes: [plan.grid.x, plan.grid.y], p: masses },
  };
}

/** Nodes beyond which hundreds of applications are dear. */
const mostNodes = 50_000;

/** The last two resolutions that are affordable. */
function chainsOf(levels: readonly Level[]): readonly [StepChain, StepChain] {
  const affordable = levels.filter(({ nodes }, k) => nodes <= mostNodes || k < 2).slice(-2);
  return [affordable[0].chain, affordable[1].chain];
}

const isSeen = ({ p, axes }: StepChain) => largestAtWall(p, axes) > 1e-13;

const reasonOf = ({ spectrum, chain }: Level) => reasonForNone(spectrum, chain.p, chain.axes);

const wallsMatterTo = ({ spectrum, chain }: Level) =>
  lostPerStep(spectrum) >= negligibleLoss || wallsMatter(chain.p, chain.axes);

function errorsOf(levels: readonly Level[]) {
  const [coarse, middle, fine] = [levels.at(-3), levels.at(-2)!, levels.at(-1)!];
  const last = errorsBetween2d(middle.law, fine.law);
  const before = coarse ? errorsBetween2d(coarse.law, middle.law) : null;
  const unsettled = unsettledError(fine.residual, fine.spectrum);
  const left = (a: number | undefined, b: number) => remainingError(a ?? Number.NaN, b) + unsettled;
  return {
    solverError: Math.max(1e-15, left(before?.solverError, last.solverError)),
    momentError: Math.max(1e-13, left(before?.momentError, last.momentError)),
  };
}

function report(
  { grid, landscape }: Experiment,
  levels: readonly Level[],
  gap: Parameters<typeof relaxationOf>[2],
  notes: readonly string[],
): OperatorStationarySeries {
  const [before, finest] = [levels.at(-2)!, levels.at(-1)!];
  const reason = reasonOf(finest);
  if (reason) return { name, ...reason };
  const tails = wallsMatterTo(finest) ? tailsOf(finest.chain.p, finest.chain.axes) : null;
  if (tails && isUnreached(tails.beyond)) return { name, absent: unheldWords(tails.beyond) };
  const resolved = errorsOf(levels);
  const { law, error, momentError } = withTails(finest.law, tails);
  const errors = {
    solverError: resolved.solverError + error,
    momentError: resolved.momentError + momentError,
  };
  if (errors.solverError > useless) {
    return {
      name,
      notConverged: true,
      absent:
        `the stationary law on ${finest.nodes} cells is known to ` +
        `${errors.solverError.toPrecision(2)} in total variation only: coarser cells in the experiment ` +
        'would hold it, a smaller learning rate would smooth it',
    };
  }
  const own = [...notes];
  if (finest.residual > 1e-9) {
    own.push(`one more step still changes it by ${finest.residual.toExponential(1)}`);
  }
  const { step: _, ...prediction } = predictionFrom2d(0, grid, finest.law, errors, own);
  return {
    ...prediction,
    probabilities: law.cells,
    outside: law.outside,
    mean: law.mean,
    covariance: law.covariance,
    missing: tails ? missingMoments(tails, landscape.parameters) : [],
    name,
    current: null,
    currentError: null,
    irreversibility: null,
    residual: finest.residual,
    negative: finest.law.negative,
    lostPerStep: lostPerStep(finest.spectrum),
    eigenvalues: finest.pairs.map(({ re, im }) => ({ re, im })),
    relaxation: relaxationOf(before.spectrum, finest.spectrum, gap),
    chains: chainsOf(levels),
  };
}
