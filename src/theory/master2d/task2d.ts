/** One solution of the master equation in the plane: what is asked, what is known, what it may cost. */
import type { Experiment } from '../../model/experiment.js';
import type { Budget } from '../master/operatorPlan1d.js';
import type { Pace } from '../pace.js';
import type { Errors, Law2d } from '../snapshot2d.js';
import type { Beginning2d } from './beginning2d.js';
import type { Maps2d } from './maps2d.js';

export interface Task2d {
  readonly experiment: Experiment;
  readonly maps: Maps2d;
  /** What is known without a grid. */
  readonly exact: Beginning2d;
  /** Steps that are left, ascending. */
  readonly steps: readonly number[];
  readonly pace: Pace;
  readonly budget: Budget;
  /** Error at which refinement ends. */
  readonly target: number;
}

/** A law at one step with the error that it claims. */
export interface Solved2d {
  readonly law: Law2d;
  readonly errors: Errors;
  readonly notes: readonly string[];
}

export type SolvedLaws = ReadonlyMap<number, Solved2d>;

/** Updates from the last law that is known to the last that is asked for. */
export const updatesOf = ({ steps, exact }: Task2d) => steps[steps.length - 1] - exact.lastStep;

/** What a law is wrong by as it claims: negative cells that were set to 0 count. */
export const claimOf = ({ law, errors }: Solved2d) => errors.solverError + law.negative;
