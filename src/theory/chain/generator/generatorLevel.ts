/**
 * The generator of a closure on the solver's cells at one resolution, in one or two dimensions, as
 * jump rates with the ends that the axes of the experiment have: padded where open, walls where
 * reflecting, joined where periodic, losing walkers where absorbing.
 */
import { type Axis, endsOf } from '../../../math/grid.js';
import type { JumpRates } from '../../../math/sparse/stateElimination.js';
import type { Experiment } from '../../../model/experiment.js';
import type { ClosureName } from '../../closure/closures.js';
import { createClosureCoefficients1d } from '../../fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../../fokkerPlanck/generator1d.js';
import { createClosureCoefficients2d } from '../../fokkerPlanck2d/coefficients2d.js';
import { degeneracyIn } from '../../fokkerPlanck2d/degeneracy2d.js';
import { createGenerator2d } from '../../fokkerPlanck2d/generator2d.js';
import { createSolverGrid1d, type SolverGrid1d } from '../../solverGrid1d.js';
import { createJumpBuilder, jumpRates1d, jumpRates2d } from './jumpRates.js';

export interface GeneratorLevel {
  readonly axes: readonly SolverGrid1d[];
  readonly rates: JumpRates;
  /** Why the equation is degenerate where these probabilities are; null where it is not. */
  degenerateAt(p: Float64Array): string | null;
}

/** Solver cells per cell of the experiment, and cells of padding of the experiment's size. */
export interface LevelSize {
  readonly refinement: number;
  /** Share of each open axis that is added at both of its ends. */
  readonly pad: number;
}

export interface GeneratorSource {
  /** Null where the diffusion is 0 or not finite. */
  level(size: LevelSize): GeneratorLevel | null;
  readonly notes: readonly string[];
}

/** What builds the levels of closure `name`, or the reason why there are none. */
export function createGeneratorSource(
  experiment: Experiment,
  index: number,
  name: ClosureName,
): GeneratorSource | { readonly absent: string } {
  return experiment.grid.length === 1
    ? source1d(experiment, index, name)
    : source2d(experiment, index, name);
}

function solverAxis(axis: Axis, { refinement, pad }: LevelSize): SolverGrid1d {
  const [low, high] = endsOf(axis).map((end) => (end === 'open' ? Math.ceil(pad * axis.cells) : 0));
  return createSolverGrid1d(axis, refinement, [low, high]);
}

function source1d(experiment: Experiment, index: number, name: ClosureName) {
  const closure = createClosureCoefficients1d(experiment, index, name);
  if ('absent' in closure) return closure;
  const { coefficients, notes } = closure;
  const [axis] = experiment.grid;
  const level = (size: LevelSize): GeneratorLevel | null => {
    const own = solverAxis(axis, size);
    const ring = axis.boundary === 'periodic';
    const edges = ring ? withGhosts(own, 1) : own.edges;
    const onRing = (x: Float64Array) => (ring ? wrapped(x, axis) : x);
    const generator = createGenerator1d(
      { evaluate: (x, drift, diffusion) => coefficients.evaluate(onRing(x), drift, diffusion) },
      edges,
    );
    if (!generator) return null;
    const [left, right] = endsOf(axis).map((end) =>
      end === 'absorbing' ? 'absorbing' : 'reflecting',
    );
    const rates = jumpRates1d(generator, { left, right });
    return {
      axes: [own],
      rates: ring ? joined(rates, [own], [1]) : rates,
      degenerateAt: () => null,
    };
  };
  return { level, notes };
}

/** Longest jump in cells of a two-dimensional generator. */
const longestJump = 6;

function source2d(experiment: Experiment, index: number, name: ClosureName) {
  const closure = createClosureCoefficients2d(experiment, index, name);
  if ('absent' in closure) return closure;
  const { coefficients, notes } = closure;
  const { grid } = experiment;
  const level = (size: LevelSize): GeneratorLevel | null => {
    const [x, y] = grid.map((axis) => solverAxis(axis, size));
    const ghosts = grid.map((axis) => (axis.boundary === 'periodic' ? longestJump : 0));
    const edges = [withGhosts(x, ghosts[0]), withGhosts(y, ghosts[1])] as const;
    const generator = createGenerator2d(
      {
        passes: coefficients.passes,
        evaluate: (u, v, out) =>
          coefficients.evaluate(
            ghosts[0] > 0 ? wrapped(u, grid[0]) : u,
            ghosts[1] > 0 ? wrapped(v, grid[1]) : v,
            out,
          ),
      },
      edges,
    );
    const all = jumpRates2d(generator);
    const own = { x, y, cells: x.cells * y.cells };
    const isRing = ghosts.some((g) => g > 0);
    return {
      axes: [x, y],
      rates: isRing ? joined(all, [x, y], ghosts) : all,
      degenerateAt: (p) =>
        isRing ? null : degeneracyIn(coefficients, { grid: own, generator, visited: p }),
    };
  };
  return { level, notes };
}

/** Edges with so many more cells at both ends. */
function withGhosts({ edges, cells, width }: SolverGrid1d, ghosts: number): Float64Array {
  return Float64Array.from({ length: cells + 1 + 2 * ghosts }, (_, k) => {
    const i = k - ghosts;
    if (i < 0) return edges[0] + i * width;
    return i > cells ? edges[cells] + (i - cells) * width : edges[i];
  });
}

/** Coordinates modulo the length of the axis. */
function wrapped(x: Float64Array, { min, max }: Axis): Float64Array {
  const length = max - min;
  return x.map((v) => v - length * Math.floor((v - min) / length));
}

/** Jumps between the cells proper; what leads from one to a ghost cell leads to the cell it stands for. */
function joined(
  rates: JumpRates,
  axes: readonly SolverGrid1d[],
  ghosts: readonly number[],
): JumpRates {
  const states = axes.reduce((n, { cells }) => n * cells, 1);
  const sizes = axes.map(({ cells }, a) => cells + 2 * ghosts[a]);
  const cellOf = (state: number) => {
    let rest = state;
    let [cell, stride, isOwn] = [0, 1, true];
    for (let a = axes.length - 1; a >= 0; a--) {
      const { cells } = axes[a];
      const i = (rest % sizes[a]) - ghosts[a];
      rest = Math.floor(rest / sizes[a]);
      isOwn &&= i >= 0 && i < cells;
      cell += stride * ((i + cells) % cells);
      stride *= cells;
    }
    return { cell, isOwn };
  };
  const builder = createJumpBuilder(states);
  for (let state = 0; state < rates.states; state++) {
    const from = cellOf(state);
    if (!from.isOwn) continue;
    for (let e = rates.starts[state]; e < rates.starts[state + 1]; e++) {
      builder.add(from.cell, cellOf(rates.targets[e]).cell, rates.rates[e]);
    }
  }
  const place = new Float64Array(states * axes.length);
  for (let c = 0; c < states; c++) {
    let rest = c;
    for (let a = axes.length - 1; a >= 0; a--) {
      place[c * axes.length + a] = rest % axes[a].cells;
      rest = Math.floor(rest / axes[a].cells);
    }
  }
  const losses = new Float64Array(states);
  return { ...builder.finish(), losses, place, dimensions: axes.length };
}
