/**
 * An update law is the one description of how a walker moves: θ ← θ + increment(θ, noise).
 * The increment is a vector of expressions of the parameters, of scalars (learning rate,
 * temperature, constants of the landscape), and of the inputs named here. WGSL, the CPU twin,
 * the transfer operator and the Fokker–Planck coefficients are all derived from it.
 */
import { type Expression, symbol, symbolsOf } from '../math/expression/expression.js';

/** Inputs of increments. The leading # keeps them apart from every name a user can write. */
export const inputs = {
  /** The i-th independent standard normal of the step. */
  normal: (i: number) => symbol(`#normal.${i}`),
  /** Component i of the gradient of the loss on the step's minibatch. */
  minibatchGradient: (i: number) => symbol(`#minibatchGradient.${i}`),
  /** Component i of the gradient of the loss (the mean over all samples). */
  gradient: (i: number) => symbol(`#gradient.${i}`),
  /** Entry (i, j ≤ i) of the lower Cholesky factor of the covariance of the minibatch gradient. */
  covarianceFactor: (i: number, j: number) => symbol(`#covarianceFactor.${i}.${j}`),
};

/** How the samples of one minibatch are drawn. */
export interface MinibatchDraw {
  readonly batchSize: number;
  readonly replacement: boolean;
}

export interface UpdateLaw {
  /** One expression per parameter. */
  readonly increment: readonly Expression[];
  /** Values of the scalar symbols in the increment and in the landscape's expressions. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Set where the law uses `minibatchGradient` or `covarianceFactor`. */
  readonly minibatch: MinibatchDraw | null;
}

export interface LawInputs {
  /** Standard normals drawn per step. */
  readonly normals: number;
  readonly minibatchGradient: boolean;
  readonly gradient: boolean;
  readonly covarianceFactor: boolean;
}

/** Which inputs a law's increment reads. */
export function lawInputs(law: Pick<UpdateLaw, 'increment'>): LawInputs {
  const names = [...symbolsOf(...law.increment)];
  const uses = (prefix: string) => names.some((n) => n.startsWith(prefix));
  const indices = names.filter((n) => n.startsWith('#normal.')).map((n) => Number(n.slice(8)));
  return {
    normals: indices.length === 0 ? 0 : Math.max(...indices) + 1,
    minibatchGradient: uses('#minibatchGradient.'),
    gradient: uses('#gradient.'),
    covarianceFactor: uses('#covarianceFactor.'),
  };
}
