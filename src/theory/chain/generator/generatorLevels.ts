/**
 * The levels on which a generator is solved for all times: domains wide enough for the stationary
 * law, cells halved until two extrapolations of it agree or the next level would be dear.
 */
import type { Experiment } from '../../../model/experiment.js';
import type { Absent } from '../../absent.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { coarsestRefinement, wholeRefinement } from '../../solverGrid1d.js';
import { isUnreached } from '../domainLimit.js';
import { largestAtWall, type Tails, tailsOf, unheldWords, wallsMatter } from '../tails.js';
import { type CellLaw, lawOnExperiment, startOnCells } from './cellLaw.js';
import type { GeneratorLevel, GeneratorSource, LevelSize } from './generatorLevel.js';
import { stationaryCellsOf } from './stationary.js';

export interface SolvedLevel extends GeneratorLevel {
  /** Stationary probability per cell. */
  readonly p: Float64Array;
  readonly residual: number;
  readonly law: CellLaw;
  /** Largest probability of an outermost cell of an open axis. */
  readonly atWall: number;
}

export interface SolvedLevels {
  /** Coarsest first, two at least, all on one domain. */
  readonly levels: readonly SolvedLevel[];
  readonly coarsest: LevelSize;
  /** What lies beyond the domain; null where that is nothing. */
  readonly tails: Tails | null;
}

const leastCells = [128, 32];
const mostCells = [6000, 40_000];
/** Of the coarsest level on its widest domain: the next has twice as many along each axis. */
const mostWide = [6000, 10_000];
const target = [1e-8, 1e-5];

/** The levels; or why there is no stationary law. */
export async function solveLevels(
  experiment: Experiment,
  source: GeneratorSource,
  pace: Pace,
): Promise<SolvedLevels | Absent> {
  const d = experiment.grid.length - 1;
  const coarsest = Math.max(
    ...experiment.grid.map((axis) => coarsestRefinement(axis, leastCells[d])),
  );
  const refinement = wholeRefinement(experiment.grid, coarsest);
  try {
    const wide = await wideEnough(experiment, source, refinement, pace);
    if (!wide) return { absent: degenerate };
    const { first, pad } = wide;
    const tails = wallsMatter(first.p, first.axes) ? tailsOf(first.p, first.axes) : null;
    if (tails && isUnreached(tails.beyond)) return { absent: unheldWords(tails.beyond) };
    const levels = [first];
    let previous: CellLaw | null = null;
    for (let level = 1; ; level++) {
      const next = solveLevel(experiment, source, { refinement: refinement * 2 ** level, pad });
      await pace.tick();
      if (!next) return { absent: degenerate };
      levels.push(next);
      pace.progress(0.4 * (1 - 2 ** -level));
      const law = extrapolateLaw(levels[level - 1].law, next.law);
      const settled = distance(law, previous ?? next.law) < target[d];
      previous = law;
      if (settled || next.p.length * 2 ** (d + 1) > mostCells[d]) break;
    }
    const last = levels[levels.length - 1];
    const vanishing = last.degenerateAt(last.p);
    return vanishing ? { absent: vanishing } : { levels, coarsest: { refinement, pad }, tails };
  } catch (error) {
    if (error instanceof NotConvergedError) return absentBecause(error);
    throw error;
  }
}

/** A domain at whose walls there is next to nothing, or as wide a one as there is. */
async function wideEnough(
  experiment: Experiment,
  source: GeneratorSource,
  refinement: number,
  pace: Pace,
): Promise<{ first: SolvedLevel; pad: number } | null> {
  const d = experiment.grid.length;
  let pad = 0.25;
  let first = solveLevel(experiment, source, { refinement, pad });
  for (const wider of [0.5, 1, 2, 4]) {
    if (!first || !wallsMatter(first.p, first.axes)) break;
    const cells = experiment.grid.reduce((n, axis) => n * axis.cells * refinement, 1);
    if (cells * (1 + 2 * wider) ** d > mostWide[d - 1]) break;
    const next = solveLevel(experiment, source, { refinement, pad: wider });
    await pace.tick();
    // Further out the equation may have no noise, or be too steep for numbers.
    if (!next || next.atWall >= first.atWall) break;
    [pad, first] = [wider, next];
  }
  return first && { first, pad };
}

const degenerate = 'the diffusion vanishes on the grid: the Fokker–Planck equation is degenerate';

/** The stationary law at one resolution; null where the diffusion is 0 or not finite. */
export function solveLevel(
  { initial }: Experiment,
  source: GeneratorSource,
  size: LevelSize,
): SolvedLevel | null {
  const level = source.level(size);
  if (!level) return null;
  const { axes, rates } = level;
  const { p, residual } = stationaryCellsOf(rates, startOnCells(initial, axes));
  return { ...level, p, residual, law: lawOnExperiment(p, axes), atWall: largestAtWall(p, axes) };
}

/** (4·fine − coarse)/3, cells kept ≥ 0 and with the outside at sum 1. */
export function extrapolateLaw(coarse: CellLaw, fine: CellLaw): CellLaw {
  const mix = (f: number, c: number) => f + (f - c) / 3;
  const positive = (f: number, c: number) => (mix(f, c) >= 0 ? mix(f, c) : Math.max(0, f));
  const cells = fine.cells.map((f, k) => positive(f, coarse.cells[k]));
  const outside = positive(fine.outside, coarse.outside);
  const total = cells.reduce((a, b) => a + b, outside);
  return {
    cells: cells.map((v) => v / total),
    outside: outside / total,
    mean: fine.mean.map((f, k) => mix(f, coarse.mean[k])),
    covariance: fine.covariance.map((f, k) => {
      const isVariance = k % (fine.mean.length + 1) === 0;
      return isVariance ? positive(f, coarse.covariance[k]) : mix(f, coarse.covariance[k]);
    }),
  };
}

/** Total variation, the outside being one more cell. */
export const distance = (a: CellLaw, b: CellLaw): number =>
  a.cells.reduce((sum, v, k) => sum + Math.abs(v - b.cells[k]), Math.abs(a.outside - b.outside)) /
  2;
