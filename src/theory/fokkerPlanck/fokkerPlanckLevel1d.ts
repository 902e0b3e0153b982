/**
 * The Fokker–Planck equation in one dimension at one resolution: cells of the reversible generator,
 * TR-BDF2 steps that grow from the scale of the initial law, the law at every snapshot.
 */
import { type Ends, endsOf, isPeriodic } from '../../math/grid.js';
import { createMonotoneSlopes } from '../../math/spline.js';
import type { Experiment, InitialLaw } from '../../model/experiment.js';
import { cellsAtStart, lawOnCells, momentsAtStart } from '../law/cutLaw.js';
import { initialMoments } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import { type Law1d, lawFromDistribution } from '../snapshot1d.js';
import { createSolverGrid1d, type SolverGrid1d } from '../solverGrid1d.js';
import type { Coefficients1d } from './coefficients1d.js';
import { createGenerator1d, type Generator1d, stationaryCells } from './generator1d.js';
import { type ChainRates, createImplicitStep } from './implicitStep.js';
import { shortTimeLaw } from './shortTime1d.js';
import { carefulGrowth, keepMass, timeSteps } from './timeSteps.js';

/** Operations of a time step for each cell. */
const workPerCell = 20;

/** Laws by step. */
export type Laws = Map<number, Law1d>;

export interface Level {
  readonly grid: SolverGrid1d;
  readonly laws: Laws;
  /** Largest probability of an outermost cell of a padded axis. */
  readonly atWall: number;
  /** Probability that has left at the absorbing ends by each step. */
  readonly absorbed: ReadonlyMap<number, readonly [low: number, high: number]>;
  /** Probability of the cells that came out negative by each step, as a positive number. */
  readonly negative: ReadonlyMap<number, number>;
  readonly work: number;
  /** Largest probability of each cell over all snapshots. */
  readonly visited: Float64Array;
}

/**
 * Solves on the experiment's cells times `refinement`, padded by `pad`; time steps, `most` of full
 * length, are halved `level` times: however steep the drift, implicit steps stay stable. Null where the diffusion is 0 or not finite.
 */
export async function solveLevel(
  experiment: Experiment,
  coefficients: Coefficients1d,
  refinement: number,
  pad: readonly [number, number],
  { level, most }: { readonly level: number; readonly most: number },
  pace: Pace,
): Promise<Level | null> {
  const grid = createSolverGrid1d(experiment.grid[0], refinement, pad);
  const ends = endsOf(grid.axis);
  const generator = createGenerator1d(coefficients, grid.edges, isPeriodic(grid.axis));
  if (!generator) return null;
  const isAbsorbing = ends.includes('absorbing');
  const rates = isAbsorbing ? withSinks(generator, ends) : generator;
  const absorbed = new Map<number, readonly [number, number]>();
  const { learningRate, snapshots } = experiment;
  const [initial] = experiment.initial;
  const firstTime = learningRate * (snapshots.find((s) => s > 0) ?? 0);
  const begin = startOn(grid, coefficients, initial, firstTime);
  const { state } = begin;
  const cells = isAbsorbing ? state.subarray(1, state.length - 1) : state;
  const laws: Laws = new Map();
  const negative = new Map<number, number>();
  const visited = new Float64Array(grid.cells);
  const whole = learningRate * snapshots[snapshots.length - 1];
  const rate = relaxationRate(coefficients, grid, generator, initial);
  const longest = Math.max(0.25 / rate, whole / most);
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
      const advance = createImplicitStep(rates, dt);
      for (let k = 0; k < count; k++) {
        advance(state);
        await pace.tick(workPerCell * grid.cells);
      }
      keepMass(state);
      work += count * grid.cells;
    }
    time = end;
    const below = negativePart(cells);
    negative.set(step, below);
    laws.set(step, lawFromCells(grid, cells, below));
    if (isAbsorbing) absorbed.set(step, [state[0], state[state.length - 1]]);
    for (let j = 0; j < grid.cells; j++) visited[j] = Math.max(visited[j], cells[j]);
  }
  const atWall = Math.max(
    ends[0] === 'open' ? visited[0] : 0,
    ends[1] === 'open' ? visited[grid.cells - 1] : 0,
  );
  return { grid, laws, atWall, absorbed, negative, work, visited };
}

/** The chain with one more cell at each end, in which absorbed walkers stay. */
function withSinks({ up, down, exitLeft, exitRight }: Generator1d, ends: Ends): ChainRates {
  const n = up.length;
  const [rise, fall] = [new Float64Array(n + 2), new Float64Array(n + 2)];
  rise.set(up, 1);
  fall.set(down, 1);
  if (ends[1] === 'absorbing') rise[n] = exitRight[n - 1];
  if (ends[0] === 'absorbing') fall[1] = exitLeft[0];
  return { up: rise, down: fall };
}

/** The law that time starts from: exact cells, or for a point a Gaussian a short time later. */
export function startOn(
  grid: SolverGrid1d,
  coefficients: Coefficients1d,
  initial: InitialLaw,
  firstTime: number,
): { state: Float64Array; time: number; age: number } {
  const { mean, variance } = initialMoments(initial);
  const { diffusion } = pointCoefficients(coefficients, mean);
  if (variance > 0) {
    // The time in which diffusion alone would have spread a point as far.
    const scale = initial.kind === 'uniform' ? grid.width ** 2 : variance;
    return { state: stateOf(grid, initial), time: 0, age: scale / (2 * diffusion) };
  }
  const time = Math.min(firstTime, (2 * grid.width ** 2) / diffusion);
  return {
    state: stateOf(grid, shortTimeLaw(coefficients, mean, time, grid.width)),
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

/** Probabilities of the cells, between those of the sinks where the ends absorb. */
function stateOf({ axis, edges }: SolverGrid1d, law: InitialLaw): Float64Array {
  const { cells, below, above } = lawOnCells(law, axis, edges);
  return endsOf(axis).includes('absorbing') ? Float64Array.of(below, ...cells, above) : cells;
}

function initialLawOn({ axis }: SolverGrid1d, law: InitialLaw): Law1d {
  const cells = cellsAtStart(law, axis);
  const outside = Math.max(0, 1 - cells.reduce((a, b) => a + b, 0));
  return { cells, outside, lost: 0, ...momentsAtStart(law, axis) };
}

/** Implicit steps of second order may undershoot where a law moves many times its width at once. */
const negativePart = (cells: Float64Array) => cells.reduce((sum, v) => sum + Math.max(0, -v), 0);

/** Negative cells become 0 and the others shrink, so that the mass stays. */
function lawFromCells(grid: SolverGrid1d, cells: Float64Array, negative: number): Law1d {
  const distribution = new Float64Array(grid.cells + 1);
  const mass = cells.reduce((sum, v) => sum + v, 0);
  const scale = mass > 0 ? mass / (mass + negative) : 0;
  for (let j = 0; j < grid.cells; j++)
    distribution[j + 1] = distribution[j] + scale * Math.max(0, cells[j]);
  const slopes = new Float64Array(grid.cells + 1);
  createMonotoneSlopes(grid.cells + 1)(distribution, slopes);
  // What absorbing ends took is told apart from what strays off a padded grid.
  return { ...lawFromDistribution(grid, distribution, slopes), lost: 0 };
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
    const change = Math.abs(drift[j + 1] - drift[j]) / grid.width;
    // Not so at an end where the gradient is infinite.
    if (Number.isFinite(change)) rate = Math.max(rate, change);
  }
  return rate;
}
