/** What the transfer operator says about the stationary law of a chain, in steps. */
import type { Absent } from '../../absent.js';
import type { Prediction } from '../../prediction.js';
import type { Relaxation } from '../../solution.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';
import { type DomainLimit, isUnreached, noGapWords } from '../domainLimit.js';
import { tailsOf, unheldWords, wallsMatter } from '../tails.js';
import type { StepChain } from './stepRates.js';

export interface OperatorStationary extends Omit<Prediction, 'step' | 'probabilities'> {
  readonly name: 'masterEquation';
  /** Which moments there are none of; sentences. */
  readonly missing: readonly string[];
  /** Probability per cell of the experiment's grid. */
  readonly probabilities: Float64Array;
  /** Largest change of a cell, or of the distribution function, that one more step would make. */
  readonly residual: number;
  /** Negative probability that the smooth discretisation would have had. */
  readonly negative: number;
  /** Probability that leaves the solver's grid in one step; the law is that of the rest. */
  readonly lostPerStep: number;
  /** Of the operator by falling modulus, 1 − lostPerStep first; a complex pair once. */
  readonly eigenvalues: readonly { readonly re: number; readonly im: number }[];
  /** −ln|λ₂| a step, and the steps in which what is not stationary falls by e. */
  readonly relaxation: Relaxation | Absent;
  /** Per step, on a ring of one parameter alone: elsewhere walkers jump over points. */
  readonly current: readonly Float64Array[] | null;
  readonly currentError: number | null;
  readonly irreversibility: null;
  /** The operators of two resolutions with their laws, the coarser first. */
  readonly chains: readonly [StepChain, StepChain];
}

export type OperatorStationarySeries =
  | OperatorStationary
  | (Absent & { readonly name: 'masterEquation' });

/** What the eigenvalues of one resolution say. */
export interface Spectrum {
  readonly first: { readonly re: number; readonly im: number; readonly residual: number };
  readonly second: { readonly re: number; readonly im: number; readonly residual: number };
}

/** An eigenvalue this near to modulus 1 is taken for one of modulus 1. */
const unresolvedGap = 1e-12;
/** What rounding leaves in doubt of an eigenvalue. */
const rounding = 4e-15;
/** Losses below this are rounding. */
export const negligibleLoss = 1e-12;

export const lostPerStep = ({ first }: Spectrum) => Math.max(0, 1 - Math.hypot(first.re, first.im));

export const gapOf = ({ second }: Spectrum) => -Math.log(Math.hypot(second.re, second.im));

/**
 * How the slowest deviation dies out, from the spectra of two resolutions and the limit of the gap
 * `here` of one of them as the domain widens.
 */
export function relaxationOf(
  coarse: Spectrum,
  fine: Spectrum,
  { here, limit }: { readonly here: number; readonly limit: DomainLimit },
): Relaxation | Absent {
  const { residual } = fine.second;
  if (residual > mostOfGap * Math.abs(gapOf(fine))) {
    return {
      notConverged: true,
      absent:
        'the slowest relaxation was not found: the search ended with a residual of ' +
        `${residual.toExponential(1)} beside a gap of ${gapOf(fine).toExponential(1)}; a narrower ` +
        'grid or a larger learning rate keeps slow modes apart',
    };
  }
  if (isUnreached(limit)) return { absent: noGapWords(limit) };
  const gap = gapOf(fine) + limit.value - here;
  const error = Math.abs(gapOf(fine) - gapOf(coarse)) + limit.error + rounding;
  return { gap: { value: gap, error }, time: { value: 1 / gap, error: error / gap ** 2 } };
}

/** Share of the gap that may be left of the equation of its mode. */
const mostOfGap = 0.01;

/** An eigenvalue of a chain is 1 at most; one that is off by more than this was not found. */
const unknown = 1e-7;

/** That the largest eigenvalue, real and 1 or a little less, was not found; null where it was. */
export function notFound({ first, second }: Spectrum): Absent | null {
  const { re, im, residual } = first;
  const isChain = Math.max(re, Math.hypot(second.re, second.im)) < 1 + unknown;
  if (im === 0 && re > 0 && isChain && residual <= unknown) return null;
  return {
    notConverged: true,
    absent:
      'the largest eigenvalue of the transfer operator, which is 1 where no walker leaves the grid, ' +
      `was not found: the search ended with a residual of ${residual.toExponential(1)}; modes that ` +
      'are almost as slow crowd there, and a narrower grid, a larger learning rate or more noise ' +
      'keeps them apart',
  };
}

/**
 * What is left of the stationary equation by how slowly it would die out: an upper bound, about, of the
 * error in total variation that the residual stands for.
 */
export const unsettledError = (residual: number, { first, second }: Spectrum) =>
  residual / Math.max(1e-300, Math.hypot(first.re, first.im) - Math.hypot(second.re, second.im));

/**
 * Why there is no stationary law, with the eigenvalues or the mass lost, or why none was found; null
 * where there is one. Masses `p` on `axes` that lie at the walls say so though modes crowd there.
 */
export function reasonForNone(
  spectrum: Spectrum,
  p: Float64Array,
  axes: readonly SolverGrid1d[],
): Absent | null {
  const unknown = notFound(spectrum);
  if (unknown) {
    const isMass = spectrum.first.im === 0 && p.every((v) => v > -unheldRounding);
    const tails = isMass && wallsMatter(p, axes) ? tailsOf(p, axes) : null;
    return tails && isUnreached(tails.beyond) ? { absent: unheldWords(tails.beyond) } : unknown;
  }
  const reason = noLaw(spectrum);
  return reason === null ? null : { absent: reason };
}

/** Negative probability of a cell that an eigenvector may have and yet be a law, about. */
const unheldRounding = 1e-6;

function noLaw(spectrum: Spectrum): string | null {
  const { first, second } = spectrum;
  const modulus = Math.hypot(second.re, second.im);
  const lost = lostPerStep(spectrum);
  const gap = 1 - lost - modulus;
  if (lost > 1e-3 || lost > 0.01 * Math.max(0, gap) + negligibleLoss) {
    return (
      `no stationary law: a share ${lost.toPrecision(3)} of the walkers leaves the solver's grid in ` +
      `every step for good (largest eigenvalue ${printEigenvalue(first)}, next ` +
      `${printEigenvalue(second)}): a direction is flat, or the learning rate too large; a wider ` +
      'grid helps only where the walkers do come back'
    );
  }
  if (gap > unresolvedGap) return null;
  const eigenvalues = `eigenvalues ${printEigenvalue(first)} and ${printEigenvalue(second)}`;
  if (second.im === 0 && second.re > 0) {
    return (
      `no single stationary law: ${eigenvalues} are one to working accuracy; walkers take more ` +
      `than ${(1 / unresolvedGap).toExponential(0)} steps from one part of the grid to another, if ` +
      'they ever get there, and the start decides where they are'
    );
  }
  const period = (2 * Math.PI) / Math.abs(Math.atan2(second.im, second.re));
  return (
    `no law that walkers settle to: ${eigenvalues}; the chain turns with a period of ` +
    `${Number(period.toPrecision(4))} steps`
  );
}

const printEigenvalue = ({ re, im }: { re: number; im: number }) =>
  im === 0 ? re.toPrecision(12) : `${re.toPrecision(8)} ± ${im.toPrecision(8)} i`;
