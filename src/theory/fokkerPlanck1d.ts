/**
 * The Fokker–Planck equation in one dimension (diffusion limit of order 1, Itô): finite volumes
 * with the reversible generator, TR-BDF2 in time, steps that grow from the scale of the initial
 * law. Cells are halved, time steps with them until theirs is the smaller error, and extrapolated
 * (both errors are of second order) until two extrapolations agree.
 */

import { createMonotoneSlopes } from '../math/spline.js';
import type { Experiment, InitialLaw } from '../model/experiment.js';
import { type Coefficients1d, createCoefficients1d } from './coefficients1d.js';
import { createGenerator1d, type Generator1d, stationaryCells } from './generator1d.js';
import { createImplicitStep } from './implicitStep.js';
import { initialDistribution, initialMoments, initialRange } from './initialLaw1d.js';
import type { Pace } from './pace.js';
import type { Prediction, PredictionSeries } from './prediction.js';
import { shortTimeLaw } from './shortTime1d.js';
import {
  type Law1d,
  lawDistance,
  lawFromDistribution,
  predictionFrom,
  targetError,
  varianceDistance,
} from './snapshot1d.js';
import {
  coarsestRefinement,
  createSolverGrid1d,
  paddingFor,
  type SolverGrid1d,
} from './solverGrid1d.js';

type Laws = Map<number, Law1d>;

/** Cells times time steps that one resolution may cost. */
const affordableWork = 8e7;
const negligibleAtWall = 1e-9;
const leastCells = 80;

/** Solves for ensemble `index` of an experiment with one parameter. */
export async function solveFokkerPlanck1d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'fokkerPlanck';
  const { landscape, learningRate, grid } = experiment;
  const { law } = experiment.ensembles[index];
  const coefficients = createCoefficients1d(landscape, law, learningRate);
  if ('absent' in coefficients) return { name, absent: coefficients.absent };
  const [axis] = grid;
  const range = initialRange(experiment.initial[0]);
  const base = coarsestRefinement(axis, leastCells);
  let pad = paddingFor(axis, range, 0.25);
  let coarse = await solveLevel(experiment, coefficients, base, pad, 0, pace);
  for (let share = 0.5; share <= 4 && coarse && coarse.atWall > negligibleAtWall; share *= 2) {
    const wider = paddingFor(axis, range, share);
    const wide = await solveLevel(experiment, coefficients, base, wider, 0, pace);
    if (!wide) break;
    pad = wider;
    coarse = wide;
  }
  if (!coarse) return { name, absent: degenerate };
  const notes =
    coarse.atWall > 1e-6
      ? [`${coarse.atWall.toExponential(1)} of the probability has reached the solver's walls`]
      : [];
  const target = targetError(experiment.walkers);
  const { timeLevel, timeError } = await enoughTimeSteps(
    experiment,
    coefficients,
    coarse,
    pad,
    target,
    pace,
  );
  let previous: Laws | null = null;
  for (let level = 1; ; level++) {
    pace.progress(1 - 2 ** -level);
    const parts = Math.min(level, timeLevel);
    const fine = await solveLevel(experiment, coefficients, base * 2 ** level, pad, parts, pace);
    if (!fine || touchesZero(coefficients, fine)) return { name, absent: degenerate };
    const laws = extrapolate(coarse.laws, fine.laws);
    // Once time steps are no longer halved, extrapolation leaves their error in.
    const left = level > timeLevel ? timeError : 0;
    const errors = errorsOf(previous ?? fine.laws, laws, left);
    const done = previous && errors.every((e) => e.solverError < target && e.momentError < target);
    if (done || fine.work * (level < timeLevel ? 4 : 2) > affordableWork) {
      const predictions = new Map<number, Prediction>();
      experiment.snapshots.forEach((step, k) => {
        predictions.set(step, predictionFrom(step, { axis }, laws.get(step)!, errors[k], notes));
      });
      return { name, predictions };
    }
    previous = laws;
    coarse = fine;
  }
}

/** How often time steps must be halved until their own error, seen on the coarsest grid, is small. */
async function enoughTimeSteps(
  experiment: Experiment,
  coefficients: Coefficients1d,
  coarse: Level,
  pad: readonly [number, number],
  target: number,
  pace: Pace,
): Promise<{ timeLevel: number; timeError: number }> {
  const most = 7;
  let { laws } = coarse;
  let timeError = 0;
  for (let level = 1; level < most; level++) {
    const { refinement } = coarse.grid;
    const next = await solveLevel(experiment, coefficients, refinement, pad, level, pace);
    if (!next) break;
    timeError = Math.max(...errorsOf(laws, next.laws).map((e) => e.solverError)) / 3;
    if (timeError < target / 2) return { timeLevel: level, timeError };
    laws = next.laws;
  }
  return { timeLevel: most, timeError };
}

const degenerate =
  'the diffusion vanishes where the walkers are: the Fokker–Planck equation is degenerate there';

interface Level {
  readonly grid: SolverGrid1d;
  readonly laws: Laws;
  /** Largest probability of an outermost cell. */
  readonly atWall: number;
  readonly work: number;
  /** Largest probability of each cell over all snapshots. */
  readonly visited: Float64Array;
}

async function solveLevel(
  experiment: Experiment,
  coefficients: Coefficients1d,
  refinement: number,
  pad: readonly [number, number],
  level: number,
  pace: Pace,
): Promise<Level | null> {
  const grid = createSolverGrid1d(experiment.grid[0], refinement, pad);
  const generator = createGenerator1d(coefficients, grid.edges);
  if (!generator) return null;
  const { learningRate, snapshots } = experiment;
  const [initial] = experiment.initial;
  const firstTime = learningRate * (snapshots.find((s) => s > 0) ?? 0);
  const begin = startOn(grid, coefficients, initial, firstTime);
  const { cells } = begin;
  const laws: Laws = new Map();
  const visited = new Float64Array(grid.cells);
  const longest = 0.25 / relaxationRate(coefficients, grid, generator, initial);
  let time = begin.time;
  let work = 0;
  for (const step of snapshots) {
    if (step === 0) {
      laws.set(0, initialLawOn(grid, initial));
      continue;
    }
    const end = step * learningRate;
    for (const { dt, count } of timeSteps(time, end, begin.age - begin.time, longest, 2 ** level)) {
      const advance = createImplicitStep(generator, dt);
      for (let k = 0; k < count; k++) {
        advance(cells);
        await pace.tick();
      }
      keepMass(cells);
      work += count * grid.cells;
    }
    time = end;
    laws.set(step, lawFromCells(grid, cells));
    for (let j = 0; j < grid.cells; j++) visited[j] = Math.max(visited[j], cells[j]);
  }
  return { grid, laws, atWall: Math.max(visited[0], visited[grid.cells - 1]), work, visited };
}

/** The chain conserves mass exactly; this takes off what the rounding of many steps adds. */
function keepMass(cells: Float64Array): void {
  const total = cells.reduce((a, b) => a + b, 0);
  for (let j = 0; j < cells.length; j++) cells[j] /= total;
}

/** Steps from `start` to `end` that grow with time + age up to `longest`, each cut into `parts`. */
function timeSteps(start: number, end: number, age: number, longest: number, parts: number) {
  const steps: { dt: number; count: number }[] = [];
  let time = start;
  while (end - time > 1e-12 * end) {
    const left = end - time;
    const wanted = Math.min(longest, 0.25 * (time + age));
    const count = Math.max(1, Math.ceil(left / wanted - 1e-9));
    // Once steps have their full length the rest of the interval is equal steps.
    const all = wanted === longest || count === 1;
    const dt = all ? left / count : wanted;
    steps.push({ dt: dt / parts, count: (all ? count : 1) * parts });
    time = all ? end : time + dt;
  }
  return steps;
}

/** The law that time starts from: exact cells, or for a point a Gaussian a short time later. */
function startOn(
  grid: SolverGrid1d,
  coefficients: Coefficients1d,
  initial: InitialLaw,
  firstTime: number,
): { cells: Float64Array; time: number; age: number } {
  const { mean, variance } = initialMoments(initial);
  const { diffusion } = pointCoefficients(coefficients, mean);
  if (variance > 0) {
    // The time in which diffusion alone would have spread a point as far.
    const scale = initial.kind === 'uniform' ? grid.width ** 2 : variance;
    return { cells: cellsOf(grid, initial), time: 0, age: scale / (2 * diffusion) };
  }
  const time = Math.min(firstTime, (2 * grid.width ** 2) / diffusion);
  return {
    cells: cellsOf(grid, shortTimeLaw(coefficients, mean, time, grid.width)),
    time,
    age: time,
  };
}

function pointCoefficients(coefficients: Coefficients1d, x: number) {
  const drift = new Float64Array(1);
  const diffusion = new Float64Array(1);
  coefficients.evaluate(Float64Array.of(x), drift, diffusion);
  return { drift: drift[0], diffusion: diffusion[0] };
}

function cellsOf({ edges, cells }: SolverGrid1d, law: InitialLaw): Float64Array {
  const below = edges.map((x) => initialDistribution(law, x));
  const all = Float64Array.from({ length: cells }, (_, i) => below[i + 1] - below[i]);
  all[0] += below[0];
  all[cells - 1] += 1 - below[cells];
  return all;
}

function initialLawOn(grid: SolverGrid1d, law: InitialLaw): Law1d {
  const { axis } = grid;
  const exact = createSolverGrid1d(axis, 1, [0, 0]);
  const below = exact.edges.map((x) => initialDistribution(law, x));
  const cells = Float64Array.from({ length: axis.cells }, (_, i) => below[i + 1] - below[i]);
  return {
    cells,
    outside: Math.max(0, below[0] + 1 - below[axis.cells]),
    lost: 0,
    ...initialMoments(law),
  };
}

function lawFromCells(grid: SolverGrid1d, cells: Float64Array): Law1d {
  const distribution = new Float64Array(grid.cells + 1);
  for (let j = 0; j < grid.cells; j++)
    distribution[j + 1] = distribution[j] + Math.max(0, cells[j]);
  const slopes = new Float64Array(grid.cells + 1);
  createMonotoneSlopes(grid.cells + 1)(distribution, slopes);
  return lawFromDistribution(grid, distribution, slopes);
}

/** Steepest change of the drift where walkers start or stay. */
function relaxationRate(
  coefficients: Coefficients1d,
  grid: SolverGrid1d,
  generator: Generator1d,
  initial: InitialLaw,
): number {
  const { edges, cells } = grid;
  const drift = new Float64Array(cells + 1);
  coefficients.evaluate(edges, drift, new Float64Array(cells + 1));
  const stays = stationaryCells(generator);
  const { mean, variance } = initialMoments(initial);
  const low = mean - 3 * Math.sqrt(variance);
  const high = mean + 3 * Math.sqrt(variance);
  const often = 1e-2 * stays.reduce((m, v) => Math.max(m, v), 0);
  let rate = 1e-9;
  for (let j = 0; j < cells; j++) {
    const starts = edges[j + 1] >= low && edges[j] <= high;
    if (!starts && !(stays[j] > often)) continue;
    rate = Math.max(rate, Math.abs(drift[j + 1] - drift[j]) / grid.width);
  }
  return rate;
}

/** Whether the diffusion has a zero at a cell that walkers visit. */
function touchesZero(coefficients: Coefficients1d, { grid, visited }: Level): boolean {
  const { edges, cells } = grid;
  const diffusion = new Float64Array(cells + 1);
  coefficients.evaluate(edges, new Float64Array(cells + 1), diffusion);
  const reach = 3;
  for (let j = reach; j <= cells - reach; j++) {
    const around = Math.min(diffusion[j - reach], diffusion[j + reach]);
    if (diffusion[j] <= 0.04 * around && Math.max(visited[j - 1], visited[j]) > 1e-9) return true;
  }
  return false;
}

/** (4·fine − coarse)/3 where that has no negative cell, else the finer. */
function extrapolate(coarse: Laws, fine: Laws): Laws {
  return new Map(
    [...fine].map(([step, b]) => {
      const a = coarse.get(step)!;
      const mix = (f: number, c: number) => f + (f - c) / 3;
      const cells = b.cells.map((v, i) => mix(v, a.cells[i]));
      if (cells.some((v) => v < -1e-10)) return [step, b];
      const law = {
        cells: cells.map((v) => Math.max(0, v)),
        outside: Math.max(0, mix(b.outside, a.outside)),
        mean: mix(b.mean, a.mean),
        variance: mix(b.variance, a.variance),
        lost: 0,
      };
      return [step, law];
    }),
  );
}

function errorsOf(before: Laws, laws: Laws, left = 0) {
  return [...laws].map(([step, law]) => ({
    solverError: Math.max(1e-15, lawDistance(before.get(step)!, law) + left),
    momentError: Math.max(1e-13, varianceDistance(before.get(step)!, law) + left),
  }));
}
