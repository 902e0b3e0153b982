/**
 * The Fokker–Planck equation in two dimensions at one resolution: cells of the chain of lines,
 * split implicit steps that grow from the scale of the initial law, the law at every snapshot.
 */
import { endsOf } from '../../math/grid.js';
import { createMonotoneSlopes } from '../../math/spline.js';
import type { Experiment } from '../../model/experiment.js';
import { cutNegative, keepMass, timeSteps } from '../fokkerPlanck/timeSteps.js';
import { lawAtStart } from '../law/initialLaw2d.js';
import type { Pace } from '../pace.js';
import { atExperimentEdges } from '../snapshot1d.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import {
  createSolverGrid2d,
  type Padding2d,
  type SolverGrid2d,
  solverCentres,
} from '../solverGrid2d.js';
import type { Coefficients2d } from './coefficients2d.js';
import { createGenerator2d, type Generator2d } from './generator2d.js';
import { createSplitStep2d } from './splitStep2d.js';
import { startOn } from './start2d.js';

export interface Level2d {
  readonly grid: SolverGrid2d;
  readonly generator: Generator2d;
  /** Laws by step. */
  readonly laws: ReadonlyMap<number, Law2d>;
  /** Largest probability of an outermost cell of a padded axis, up to each step and in all. */
  readonly atWallBy: ReadonlyMap<number, number>;
  readonly atWall: number;
  /** Probability that has left by each step: x low, x high, y low, y high. */
  readonly absorbedBy: ReadonlyMap<number, Float64Array>;
  /** Cells that were solved for, over all lines and time steps. */
  readonly work: number;
  /** Largest probability of each cell over the start and all snapshots. */
  readonly visited: Float64Array;
}

export interface Resolution {
  /** Solver cells per cell of the experiment, along each axis. */
  readonly refinement: number;
  readonly pad: Padding2d;
  /** Longest time step, before it is cut into `parts`. */
  readonly longest: number;
  /** Share of the time since the start that a time step may take, before it is cut. */
  readonly growth: number;
  readonly parts: number;
}

/** What building the generator takes, as solutions of a line (measured). */
const sweepsToBuild = 150;
/** Operations of solving for one cell of a line. */
const workPerSweep = 10;

/** Cells that one time step solves for, over all lines. */
export const sweepsOf = ({ chains }: Generator2d) =>
  chains.reduce((sum, c) => sum + 2 * c.cells.length, 0);

/** Solves for the laws at the experiment's snapshots. Degenerate cells are left to the caller. */
export async function solveLevel2d(
  experiment: Experiment,
  coefficients: Coefficients2d,
  { refinement, pad, longest, growth, parts }: Resolution,
  pace: Pace,
): Promise<Level2d> {
  const { learningRate, snapshots } = experiment;
  const grid = createSolverGrid2d(experiment.grid, refinement, pad);
  const ends = [endsOf(grid.x.axis), endsOf(grid.y.axis)] as const;
  const generator = createGenerator2d(coefficients, [grid.x.edges, grid.y.edges], ends);
  await pace.tick(workPerSweep * sweepsToBuild * grid.cells);
  const firstTime = learningRate * (snapshots.find((s) => s > 0) ?? 0);
  const begin = startOn(grid, coefficients, experiment.initial, firstTime);
  const { state } = begin;
  const cells = state.subarray(0, grid.cells);
  const absorbedBy = new Map<number, Float64Array>();
  const laws = new Map<number, Law2d>();
  const atWallBy = new Map<number, number>();
  const visited = Float64Array.from(cells);
  const sweeps = sweepsOf(generator);
  let { time } = begin;
  let work = sweepsToBuild * grid.cells;
  let cut = 0;
  for (const step of snapshots) {
    if (step === 0) {
      laws.set(0, lawAtStart(experiment.initial, experiment.grid));
      continue;
    }
    const end = step * learningRate;
    for (const { dt, count } of timeSteps(time, end, begin.age, { longest, growth, parts })) {
      const advance = createSplitStep2d(generator, dt);
      for (let k = 0; k < count; k++) {
        advance(state);
        cut += cutNegative(state);
        await pace.tick(workPerSweep * sweeps);
      }
      keepMass(state);
      work += count * sweeps;
    }
    time = end;
    const law = lawFromSolverCells(grid, cells);
    laws.set(step, { ...law, negative: law.negative + cut });
    if (state.length > grid.cells) absorbedBy.set(step, state.slice(grid.cells));
    for (let c = 0; c < visited.length; c++) visited[c] = Math.max(visited[c], cells[c]);
    atWallBy.set(step, largestAtWall(grid, visited));
  }
  const atWall = largestAtWall(grid, visited);
  return { grid, generator, laws, atWallBy, atWall, absorbedBy, work, visited };
}

/** The law of probabilities per cell of the solver's grid. */
function lawFromSolverCells(grid: SolverGrid2d, cells: Float64Array): Law2d {
  const { x, y } = grid;
  const [a, b] = [solverCentres(x), solverCentres(y)];
  const total = cells.reduce((sum, v) => sum + v, 0);
  const mean = Float64Array.of(0, 0);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      mean[0] += (cells[i * b.length + j] / total) * a[i];
      mean[1] += (cells[i * b.length + j] / total) * b[j];
    }
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const p = cells[i * b.length + j] / total;
      const [u, v] = [a[i] - mean[0], b[j] - mean[1]];
      xx += p * u * u;
      xy += p * u * v;
      yy += p * v * v;
    }
  }
  // Sheppard: probabilities of cells are wider than the density by the variance of a cell.
  const own = (v: number, width: number) => Math.max(v / 2, v - width ** 2 / 12);
  const covariance = Float64Array.of(own(xx, x.width), xy, xy, own(yy, y.width));
  return lawFromExperimentCells(ontoExperiment(grid, cells), mean, covariance, 0);
}

/** Probabilities of the experiment's cells: axis after axis through the distribution function. */
function ontoExperiment({ x, y }: SolverGrid2d, cells: Float64Array): Float64Array {
  const inY = new Float64Array(x.cells * y.axis.cells);
  const onY = createLineMap(y);
  for (let i = 0; i < x.cells; i++) {
    onY(cells.subarray(i * y.cells, (i + 1) * y.cells), inY, i * y.axis.cells, 1);
  }
  const out = new Float64Array(x.axis.cells * y.axis.cells);
  const onX = createLineMap(x);
  const column = new Float64Array(x.cells);
  for (let j = 0; j < y.axis.cells; j++) {
    for (let i = 0; i < x.cells; i++) column[i] = inY[i * y.axis.cells + j];
    onX(column, out, j, y.axis.cells);
  }
  return out;
}

/** Writes what a line of solver cells says of the experiment's cells to out[at + k·stride]. */
function createLineMap(grid: SolverGrid1d) {
  const distribution = new Float64Array(grid.cells + 1);
  const slopes = new Float64Array(grid.cells + 1);
  const findSlopes = createMonotoneSlopes(grid.cells + 1);
  return (line: Float64Array, out: Float64Array, at: number, stride: number) => {
    for (let j = 0; j < line.length; j++) distribution[j + 1] = distribution[j] + line[j];
    findSlopes(distribution, slopes);
    const outer = atExperimentEdges(grid, distribution, slopes);
    for (let k = 0; k + 1 < outer.length; k++) out[at + k * stride] = outer[k + 1] - outer[k];
  };
}

function largestAtWall({ x, y }: SolverGrid2d, cells: Float64Array): number {
  const [left, right] = endsOf(x.axis).map((end) => end === 'open');
  const [bottom, top] = endsOf(y.axis).map((end) => end === 'open');
  let most = 0;
  for (let i = 0; i < x.cells; i++) {
    if (bottom) most = Math.max(most, cells[i * y.cells]);
    if (top) most = Math.max(most, cells[(i + 1) * y.cells - 1]);
  }
  for (let j = 0; j < y.cells; j++) {
    if (left) most = Math.max(most, cells[j]);
    if (right) most = Math.max(most, cells[(x.cells - 1) * y.cells + j]);
  }
  return most;
}
