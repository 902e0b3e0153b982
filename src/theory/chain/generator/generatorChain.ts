/** A Fokker–Planck generator as a chain in continuous time; its equations by state elimination. */
import { eliminateStates, type JumpRates } from '../../../math/sparse/stateElimination.js';
import { NotConvergedError } from '../../notConverged.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';
import type { Chain, ChainSolver } from '../chain.js';
import { confine, expectedChange, flow } from './jumpRates.js';

/** The chain with the jumps of `rates` on the cells of `axes`. */
export function createGeneratorChain(rates: JumpRates, axes: readonly SolverGrid1d[]): Chain {
  return {
    clock: 'time',
    axes,
    cells: rates.states,
    apply: (p, out) => flow(rates, p, out),
    applyTransposed: (u, out) => expectedChange(rates, u, out),
    solver: createSolver(rates),
  };
}

function createSolver(rates: JumpRates): ChainSolver {
  let last: { inside: Uint8Array; solve: ReturnType<typeof solverOn> } | null = null;
  return {
    async solve(inside, right, transposed, tolerance) {
      if (!last?.inside.every((v, c) => v === inside[c])) {
        last = { inside: inside.slice(), solve: solverOn(rates, inside) };
      }
      return last.solve(right, transposed, tolerance);
    },
  };
}

function solverOn(whole: JumpRates, inside: Uint8Array) {
  const { rates, states } = confine(whole, inside);
  const elimination = eliminateStates(rates);
  return (right: Float64Array, transposed: boolean, tolerance: number) => {
    const negative = Float64Array.from(states, (c) => -right[c]);
    const x = transposed ? elimination.backward(negative) : elimination.forward(negative);
    const residual = relativeResidual(rates, x, negative, transposed);
    if (!(residual <= tolerance)) {
      const remedy = Number.isFinite(residual)
        ? 'more cells, or a domain without its steepest parts, make it better conditioned'
        : 'walkers in some of the cells can never leave them; a region with a way out has a solution';
      throw new NotConvergedError('the linear equation of the generator', residual, remedy);
    }
    const out = new Float64Array(whole.states);
    states.forEach((c, k) => {
      out[c] = x[k];
    });
    return out;
  };
}

/** Largest residual of an equation of −A x = right, relative to the terms of its own row. */
function relativeResidual(
  rates: JumpRates,
  x: Float64Array,
  right: Float64Array,
  transposed: boolean,
): number {
  const { states, starts, targets, losses } = rates;
  const sum = Float64Array.from(right, (v) => -v);
  const size = right.map(Math.abs);
  const add = (row: number, term: number) => {
    sum[row] += term;
    size[row] += Math.abs(term);
  };
  for (let c = 0; c < states; c++) {
    let total = losses[c];
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      total += rates.rates[e];
      if (transposed) add(c, -rates.rates[e] * x[targets[e]]);
      else add(targets[e], -rates.rates[e] * x[c]);
    }
    add(c, total * x[c]);
  }
  let worst = 0;
  for (let c = 0; c < states; c++) {
    if (!Number.isFinite(x[c])) return Number.POSITIVE_INFINITY;
    if (size[c] > 0) worst = Math.max(worst, Math.abs(sum[c]) / size[c]);
  }
  return worst;
}
