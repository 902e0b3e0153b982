/**
 * The master equation in frames that follow the law, with more and more cells until two resolutions
 * agree, the next would cost too much, or more cells no longer help.
 */
import { remainingDistance, remainingError } from '../resolutions.js';
import { type Errors, errorsBetween2d, type Law2d } from '../snapshot2d.js';
import { deposits, type FrameSetting, followLaw2d } from './followLaw2d.js';
import type { Maps2d } from './maps2d.js';
import { startingPointsWithin } from './start2d.js';
import { type SolvedLaws, type Task2d, updatesOf } from './task2d.js';

/** Cells of a frame along each axis grow by `ratio` from one resolution to the next. */
const ratio = 1.5;
const sizes = [48, 72, 108, 162, 243];
/**
 * Gauss–Hermite nodes, more at every resolution: of the one normal that additive noise shares, or of
 * each that is followed by itself.
 */
const settingsOf = ({ additive }: Maps2d): FrameSetting[] =>
  sizes.map((size, k) => ({ size, order: additive ? 9 + 4 * k : 5 + 2 * k }));
/** Multiplications that one deposit of a moving frame is worth, with finding where it goes. */
const perDeposit = 100;
/** More cells are of no use where they do not lower the largest error by this factor. */
const leastGain = 1.3;

/** The laws at all steps asked for; null where they cannot be had in frames for the budget. */
export async function lawsInFrames(task: Task2d): Promise<SolvedLaws | null> {
  const { experiment, maps, exact, steps, pace, budget, target } = task;
  const { grid } = experiment;
  if (grid.some(({ boundary }) => (boundary ?? 'open') !== 'open')) return null;
  const pathOf = (size: number) => {
    const start = startingPointsWithin(task, size);
    return { maps, grid, start, first: exact.lastStep, steps };
  };
  const fits = (s: FrameSetting) => perDeposit * deposits(maps, updatesOf(task), s) <= budget.work;
  const settings = settingsOf(maps);
  if (!fits(settings[1])) return null;
  let coarse = await followLaw2d(pathOf(settings[0].size), settings[0], pace);
  let solved: SolvedLaws | null = null;
  let before = new Map<number, Errors>();
  for (const [level, setting] of settings.slice(1).entries()) {
    if (!coarse || !fits(setting)) break;
    pace.progress(1 - 1 / (2 + level));
    const fine = await followLaw2d(pathOf(setting.size), setting, pace);
    if (!fine) break;
    const changes = changesBetween(coarse, fine);
    solved = claims(fine, before, changes);
    const [last, previous] = [changes, before].map((c) =>
      Math.max(...[...c.values()].map((e) => e.solverError)),
    );
    const done = [...solved.values()].every(
      ({ errors }) => errors.solverError < target && errors.momentError < target,
    );
    if (done || (level > 0 && previous < leastGain * last)) break;
    coarse = fine;
    before = changes;
  }
  return solved;
}

type Laws = ReadonlyMap<number, Law2d>;

const changesBetween = (coarse: Laws, fine: Laws) =>
  new Map([...fine].map(([step, law]) => [step, errorsBetween2d(coarse.get(step)!, law)]));

/** What the last two or three resolutions say of the finest; what a frame has lost may be anywhere. */
function claims(
  fine: Laws,
  before: ReadonlyMap<number, Errors>,
  last: ReadonlyMap<number, Errors>,
): SolvedLaws {
  const solved = [...fine].map(([step, law]) => {
    const [b, l] = [before.get(step), last.get(step)!];
    const own = remainingDistance(b?.solverError ?? Number.NaN, l.solverError, ratio);
    const moments = remainingError(b?.momentError ?? Number.NaN, l.momentError, ratio);
    const errors = {
      solverError: Math.min(1, Math.max(1e-15, own + law.lost)),
      momentError: Math.max(1e-13, moments + law.lost),
    };
    return [step, { law, errors, notes: [] }] as const;
  });
  return new Map(solved);
}
