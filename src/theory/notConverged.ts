/** A computation that did not get there: what is left of its equation, and what would help. */

export class NotConvergedError extends Error {
  override readonly name = 'NotConvergedError';
  /** Relative residual that is left; not finite where the equation has no solution. */
  readonly residual: number;
  readonly remedy: string;
  constructor(what: string, residual: number, remedy: string) {
    const left = Number.isFinite(residual) ? residual.toExponential(1) : 'without bound';
    super(`${what} did not converge (residual ${left}): ${remedy}`);
    this.residual = residual;
    this.remedy = remedy;
  }
}
