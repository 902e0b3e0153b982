/**
 * The Fokker–Planck equation in one dimension at one resolution: cells of the reversible generator,
 * TR-BDF2 steps that grow from the scale of the initial law, the law at every snapshot.
 */
import { createMonotoneSlopes } from '../../math/spline.js';
import type { Experiment, InitialLaw } from '../../model/experiment.js';
import { initialDistribution, initialMoments } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import { type Law1d, lawFromDistribution } from '../snapshot1d.js';
import { createSolverGrid1d, type SolverGrid1d } from '../solverGrid1d.js';
import type { Coefficients1d } from './coefficients1d.js';
import { createGenerator1d, type Generator1d, stationaryCells } from './generator1d.js';
import { createImplicitStep } from './implicitStep.js';
import { shortTimeLaw } from './shortTime1d.js';
import { carefulGrowth, keepMass, timeSteps } from './timeSteps.js';

/** Laws by step. */
export type Laws = Map<number, Law1d>;

export interface Level {
  readonly grid: SolverGrid1d;
  readonly laws: Laws;
  /** Largest probability of an outermost cell. */
  readonly atWall: number;
  readonly work: number;
  /** Largest probability of each cell over all snapshots. */
  readonly visited: Float64Array;
}

/**
 * Solves on the experiment's cells times `refinement`, padded by `pad`; time steps are halved
 * `level` times. Null where the diffusion is 0 or not finite.
 */
export async function solveLevel(
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
  const pacing = { longest, growth: carefulGrowth, parts: 2 ** level };
  let time = begin.time;
  let work = 0;
  for (const step of snapshots) {
    if (step === 0) {
      laws.set(0, initialLawOn(grid, initial));
      continue;
    }
    const end = step * learningRate;
    for (const { dt, count } of timeSteps(time, end, begin.age - begin.time, pacing)) {
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

/** The law that time starts from: exact cells, or for a point a Gaussian a short time later. */
export function startOn(
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

/** The law of probabilities per cell of the solver's grid. */
export function lawFromCells(grid: SolverGrid1d, cells: Float64Array): Law1d {
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
