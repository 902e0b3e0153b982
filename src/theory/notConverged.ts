/** A computation that did not get there: what is left of its equation, and what would help. */
import type { Absent } from './absent.js';

export class NotConvergedError extends Error {
  override readonly name = 'NotConvergedError';
  /** Relative residual that is left; not finite where the equation has no solution. */
  readonly residual: number;
  readonly remedy: string;
  constructor(what: string, residual: number, remedy: string) {
    super(
      Number.isFinite(residual)
        ? `${what} did not converge (residual ${residual.toExponential(1)}): ${remedy}`
        : `${what} does not exist: ${remedy}`,
    );
    this.residual = residual;
    this.remedy = remedy;
  }
}

/** Nothing to show for the error; a failure of the solver where there is an answer to be had. */
export const absentBecause = ({ message, residual }: NotConvergedError): Absent =>
  Number.isFinite(residual) ? { absent: message, notConverged: true } : { absent: message };
