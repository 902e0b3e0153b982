/**
 * The levels on which a generator is solved for all times: domains wide enough for the stationary
 * law, cells halved until two extrapolations of it agree or the next level would be dear.
 */
import type { Experiment } from '../../../model/experiment.js';
import type { Absent } from '../../absent.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { coarsestRefinement, type SolverGrid1d, wholeRefinement } from '../../solverGrid1d.js';
import { type CellLaw, lawOnExperiment, startOnCells } from './cellLaw.js';
import type { GeneratorLevel, GeneratorSource } from './generatorLevel.js';
import { stationaryCellsOf } from './stationary.js';

export interface SolvedLevel extends GeneratorLevel {
  /** Stationary probability per cell. */
  readonly p: Float64Array;
  readonly residual: number;
  readonly law: CellLaw;
  /** Largest probability of an outermost cell of an open axis. */
  readonly atWall: number;
}

const leastCells = [128, 32];
const mostCells = [6000, 40_000];
const target = [1e-8, 1e-5];
const negligibleAtWall = 1e-10;
/** More than this at the walls and there is no law that the walls do not make. */
const heldByWalls = 1e-4;

/** The levels, coarsest first, two at least; or why there is no stationary law. */
export async function solveLevels(
  experiment: Experiment,
  source: GeneratorSource,
  pace: Pace,
): Promise<readonly SolvedLevel[] | Absent> {
  const d = experiment.grid.length - 1;
  const coarsest = Math.max(
    ...experiment.grid.map((axis) => coarsestRefinement(axis, leastCells[d])),
  );
  const base = wholeRefinement(experiment.grid, coarsest);
  try {
    let [pad, first] = [0.25, solveLevel(experiment, source, base, 0.25)];
    for (const wider of [0.5, 1, 2, 4]) {
      if (!first || first.atWall < negligibleAtWall) break;
      const next = solveLevel(experiment, source, base, wider);
      await pace.tick();
      // Further out the equation may have no noise, or be too steep for numbers.
      if (!next || next.atWall >= first.atWall) break;
      [pad, first] = [wider, next];
    }
    if (!first) return { absent: degenerate };
    if (first.atWall > heldByWalls) return { absent: unheld(first) };
    const levels = [first];
    let previous: CellLaw | null = null;
    for (let level = 1; ; level++) {
      const next = solveLevel(experiment, source, base * 2 ** level, pad);
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
    return vanishing ? { absent: vanishing } : levels;
  } catch (error) {
    if (error instanceof NotConvergedError) return absentBecause(error);
    throw error;
  }
}

const degenerate = 'the diffusion vanishes on the grid: the Fokker–Planck equation is degenerate';

const unheld = ({ atWall }: SolvedLevel) =>
  'no stationary law that the loss holds: the outermost cells of the solver’s padded grid have ' +
  `probability ${atWall.toPrecision(2)} each, so that walls alone keep the walkers; a boundary that ` +
  'is reflecting or periodic makes the grid’s own law the answer';

function solveLevel(
  { initial }: Experiment,
  source: GeneratorSource,
  refinement: number,
  pad: number,
): SolvedLevel | null {
  const level = source.level({ refinement, pad });
  if (!level) return null;
  const { axes, rates } = level;
  const { p, residual } = stationaryCellsOf(rates, startOnCells(initial, axes));
  return { ...level, p, residual, law: lawOnExperiment(p, axes), atWall: largestAtWall(p, axes) };
}

function largestAtWall(p: Float64Array, axes: readonly SolverGrid1d[]): number {
  let worst = 0;
  let after = p.length;
  for (const { axis, cells } of axes) {
    after /= cells;
    if (axis.boundary !== undefined && axis.boundary !== 'open') continue;
    for (let c = 0; c < p.length; c++) {
      const i = Math.floor(c / after) % cells;
      if (i === 0 || i === cells - 1) worst = Math.max(worst, p[c]);
    }
  }
  return worst;
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
    covariance: fine.covariance.map((f, k) => mix(f, coarse.covariance[k])),
  };
}

/** Total variation, the outside being one more cell. */
export const distance = (a: CellLaw, b: CellLaw): number =>
  a.cells.reduce((sum, v, k) => sum + Math.abs(v - b.cells[k]), Math.abs(a.outside - b.outside)) /
  2;
