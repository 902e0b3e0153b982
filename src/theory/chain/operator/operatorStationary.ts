/** What the transfer operator says about the stationary law of a chain, in steps. */
import type { Absent } from '../../absent.js';
import type { Prediction } from '../../prediction.js';
import type { Relaxation } from '../../solution.js';
import type { StepChain } from './stepRates.js';

export interface OperatorStationary extends Omit<Prediction, 'step' | 'probabilities'> {
  readonly name: 'masterEquation';
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
  readonly relaxation: Relaxation;
  /** Currents are those of continuous time. */
  readonly current: null;
  readonly currentError: null;
  readonly irreversibility: null;
  /** The operators of two resolutions with their laws, the coarser first. */
  readonly chains: readonly [StepChain, StepChain];
}

export type OperatorStationarySeries =
  | OperatorStationary
  | (Absent & { readonly name: 'masterEquation' });

/** What the eigenvalues of one resolution say. */
export interface Spectrum {
  readonly first: { readonly re: number; readonly im: number };
  readonly second: { readonly re: number; readonly im: number };
}

/** An eigenvalue this near to modulus 1 is taken for one of modulus 1. */
const unresolvedGap = 1e-10;
/** Losses below this are rounding. */
export const negligibleLoss = 1e-12;

export const lostPerStep = ({ first }: Spectrum) => Math.max(0, 1 - Math.hypot(first.re, first.im));

/** How the slowest deviation dies out, from the spectra of two resolutions. */
export function relaxationOf(coarse: Spectrum, fine: Spectrum): Relaxation {
  const gapOf = ({ second }: Spectrum) => -Math.log(Math.hypot(second.re, second.im));
  const gap = gapOf(fine);
  const error = Math.abs(gap - gapOf(coarse));
  return { gap: { value: gap, error }, time: { value: 1 / gap, error: error / gap ** 2 } };
}

/** Why there is no stationary law, with the eigenvalues or the mass lost; null where there is one. */
export function reasonForNone(spectrum: Spectrum): string | null {
  const { first, second } = spectrum;
  const modulus = Math.hypot(second.re, second.im);
  const lost = lostPerStep(spectrum);
  const gap = 1 - lost - modulus;
  if (
    first.im > 0 ||
    first.re <= 0 ||
    lost > 1e-3 ||
    lost > 0.01 * Math.max(0, gap) + negligibleLoss
  ) {
    return (
      `no stationary law: ${lost.toPrecision(3)} of the walkers leave the solver's grid in every ` +
      `step for good (largest eigenvalue ${printEigenvalue(first)}, next ` +
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
