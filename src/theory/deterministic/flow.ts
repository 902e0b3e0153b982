/**
 * The motion of a Fokker–Planck equation without diffusion, dθ/dt = a(θ): embedded Runge–Kutta of
 * orders 5 and 4 (Dormand, Prince, J. Comput. Appl. Math. 6, 1980), with steps that all points take
 * together, as long as the worst of them allows. Explicit: a drift of slope −λ takes some λt/3 steps,
 * no more than training does where it is stable. At a kink or a pole that draws it in from both
 * sides a coordinate stays for good.
 */
import { endsOf, type Grid } from '../../math/grid.js';
import { divergenceBounds } from '../../model/divergence.js';
import type { Experiment } from '../../model/experiment.js';
import { workPerGradient } from './map.js';
import type { Motion, Points } from './motion.js';

/** Writes the drift at the points. */
export type Drift = (points: Points, out: Points) => void;

const stages = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
/** Fifth-order weights less those of fourth order. */
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
/** Time steps from one snapshot to the next, at most. */
const mostTimeSteps = 100_000;
/** Time steps of this share of the whole are short because of a kink or a pole, */
const short = 1e-9;
/** and are not made shorter than this. */
const shortest = 1e-12;

/** A flow that explicit steps cannot follow. */
export class StiffFlowError extends Error {
  override readonly name = 'StiffFlowError';
}

/**
 * The flow of `drift` in the experiment's training time ηk; every time step errs by less than
 * `tolerance` in units of an axis' length. Throws StiffFlowError where it takes too many.
 */
export function createFlowMotion(
  { grid, learningRate }: Experiment,
  drift: Drift,
  { tolerance, passes }: { readonly tolerance: number; readonly passes: number },
): Motion {
  const scales = grid.map(({ min, max }) => max - min);
  const hold = createHold(grid);
  let proposed = learningRate;
  let resting: readonly Uint8Array[] = [];
  /** Stages, and the points that they lead to. */
  let k: readonly Points[] = [];
  let trial: Points = [];
  const driftAt = (points: Points, out: Points) => {
    drift(points, out);
    resting.forEach((rests, a) => {
      for (let i = 0; i < rests.length; i++) if (rests[i]) out[a][i] = 0;
    });
  };
  const attempt = (points: Points, dt: number) => {
    for (let s = 0; s < 6; s++) {
      points.forEach((column, a) => {
        trial[a].set(column);
        for (let l = 0; l <= s; l++) addScaled(trial[a], k[l][a], dt * stages[s][l]);
      });
      driftAt(trial, k[s + 1]);
    }
  };
  /** The error of coordinate a of point i over what is tolerated; NaN where it is not finite. */
  const misfit = (points: Points, dt: number, a: number, i: number) => {
    let sum = 0;
    for (let l = 0; l < 7; l++) sum += errorWeights[l] * k[l][a][i];
    return Math.abs(dt * sum) / (tolerance * (scales[a] + Math.abs(points[a][i])));
  };
  const worstMisfit = (points: Points, dt: number) => {
    let worst = 0;
    for (let a = 0; a < points.length; a++) {
      for (let i = 0; i < points[a].length; i++) {
        if (Number.isNaN(points[a][i])) continue;
        const own = misfit(points, dt, a, i);
        if (Number.isNaN(own)) return Number.POSITIVE_INFINITY;
        if (own > worst) worst = own;
      }
    }
    return worst;
  };
  /** Lets the coordinates rest whose drift turns round, or ends, within a short step; whether any. */
  const rest = (points: Points): boolean => {
    let isAny = false;
    for (let i = 0; i < points[0].length; i++) {
      if (Number.isNaN(points[0][i])) continue;
      const isPole = points.some((_, a) => !Number.isFinite(k[6][a][i]));
      const turns = points.map((_, a) => isPole || k[0][a][i] * k[6][a][i] < 0);
      // Along a slanted kink a point slides, which no step of ours follows.
      if (turns.length > 1 && turns.every(Boolean) && !isPole) throw new StiffFlowError(slides);
      for (const [a, isTurned] of turns.entries()) {
        if (!isTurned || resting[a][i]) continue;
        resting[a][i] = 1;
        isAny = true;
      }
    }
    return isAny;
  };
  return {
    isMap: false,
    error: 100 * tolerance,
    effort: (step) => 7 * passes * (1000 + step),
    async advance(points, from, to, pace) {
      const end = (to - from) * learningRate;
      const n = points[0].length;
      if (trial.length === 0) {
        const columns = () => points.map(() => new Float64Array(n));
        k = Array.from({ length: 7 }, columns);
        trial = columns();
        resting = points.map(() => new Uint8Array(n));
      }
      driftAt(points, k[0]);
      let time = 0;
      for (let count = 0; time < end && k[0].some((column) => column.some(moves)); count++) {
        if (count === mostTimeSteps) throw new StiffFlowError(tooStiff(time, end));
        const dt = Math.min(proposed, end - time);
        attempt(points, dt);
        let worst = worstMisfit(points, dt);
        if (dt <= shortest * end || (dt <= short * end && worst <= 1)) {
          if (rest(points)) {
            driftAt(points, k[0]);
            attempt(points, dt);
          }
          // What is left is a kink that is crossed.
          worst = Math.min(worst, 1);
        }
        const factor = worst > 0 ? 0.9 * worst ** -0.2 : 5;
        const next = dt * Math.min(5, Math.max(0.2, factor || 0.2));
        // The last step before a snapshot is short for another reason.
        if (dt === proposed || next < proposed) proposed = Math.max(next, shortest * end);
        if (worst <= 1) {
          time = dt === end - time ? end : time + dt;
          const isOver = arrived(k[0], k[6], points, end - time, scales);
          for (const [a, column] of points.entries()) column.set(trial[a]);
          if (isOver) return;
          if (hold(points)) driftAt(points, k[0]);
          else for (const [a, column] of k[0].entries()) column.set(k[6][a]);
        }
        await pace.tick(7 * workPerGradient * passes * n);
      }
    },
  };
}

const moves = (v: number) => v !== 0 && !Number.isNaN(v);

const slides = 'the flow without noise slides along a kink of the loss, which is not followed';

const tooStiff = (time: number, end: number) =>
  `the drift without noise is too steep to follow: ${mostTimeSteps.toExponential(0)} time steps (as ` +
  `many as are taken) lead to ${time.toPrecision(3)} of ${end.toPrecision(3)} in training time, all ` +
  `of which would take some ${((mostTimeSteps * end) / time).toExponential(1)}`;

function addScaled(sum: Float64Array, values: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let i = 0; i < sum.length; i++) sum[i] += factor * values[i];
}

/** Whether the drift dies out and what is left of the time moves no point by more than rounding. */
function arrived(
  before: Points,
  drift: Points,
  points: Points,
  left: number,
  scales: readonly number[],
): boolean {
  for (let a = 0; a < points.length; a++) {
    for (let i = 0; i < points[a].length; i++) {
      const speed = Math.abs(drift[a][i]);
      if (speed > Math.abs(before[a][i])) return false;
      if (speed * left > 1e-17 * (scales[a] + Math.abs(points[a][i]))) return false;
    }
  }
  return true;
}

/**
 * Drops points that have diverged or come to an absorbing end, and stops others at reflecting ends;
 * whether any was touched.
 */
function createHold(grid: Grid) {
  const bounds = divergenceBounds(grid);
  const ends = grid.map(endsOf);
  return (points: Points): boolean => {
    let isTouched = false;
    for (let k = 0; k < points[0].length; k++) {
      let isLost = false;
      for (let a = 0; a < grid.length; a++) {
        const x = points[a][k];
        if (Number.isNaN(x)) continue;
        const { min, max } = grid[a];
        const isBeyond = x < min || x > max;
        const end = ends[a][x <= min ? 0 : 1];
        if (end === 'reflecting' && isBeyond) {
          points[a][k] = x < min ? min : max;
          isTouched = true;
        } else if (end === 'absorbing' && (isBeyond || x === min || x === max)) isLost = true;
        else if (!(Math.abs(x) < bounds[a])) isLost = true;
      }
      if (!isLost) continue;
      isTouched = true;
      for (const column of points) column[k] = Number.NaN;
    }
    return isTouched;
  };
}
