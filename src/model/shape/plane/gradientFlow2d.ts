/**
 * Gradient flow θ̇ = −∇L in two dimensions, for many starts in lock step. Each step solves the flow
 * of the local quadratic model exactly (exponential Rosenbrock–Euler: second order, and no step
 * limit from the sharp side of a valley) for a time in which it moves by about one `stride`.
 */

import { eigen2Into } from '../../../math/symmetric2.js';
import { createColumns, type Points, type Surface } from '../surface.js';

export interface FlowScale {
  /** Length of a step along each axis. */
  readonly stride: readonly [number, number];
  /** What lies beyond is given up. */
  readonly bounds: readonly (readonly [number, number])[];
}

export interface FlowTarget {
  readonly point: readonly [number, number];
  /** In strides: a walker that comes so near is taken to end here. */
  readonly radius: number;
  /** What the walkers caught here are marked with, ≥ 0. */
  readonly label: number;
}

const maxRounds = 3000;
/** Steps shorter than this, in strides, have ended. */
const restStep = 1e-6;
/** On a ridge a walker rests only if its step is shorter by this than that: it may yet slip off. */
const ridgeShare = 1e-6;
/** Smallest share of a stride that overshooting shortens steps to. */
const shortest = 1 / 32;
/** A walker at rest belongs to a target at most this many strides away. */
const restReach = 4;

/** The label of the target that the flow from each of `starts` ends in; −1 where in none. */
export function followFlow(
  surface: Pick<Surface, 'slopes'>,
  starts: Points,
  targets: readonly FlowTarget[],
  { stride, bounds }: FlowScale,
): Int32Array {
  const count = starts[0].length;
  const labels = new Int32Array(count).fill(-1);
  const caught = createCatcher(targets, stride);
  const flowStep = createFlowStep(stride);
  const active = Int32Array.from({ length: count }, (_, k) => k);
  const [x, y] = starts.map((c) => Float64Array.from(c));
  const [dx, dy, share] = createColumns(3, count);
  // The gradient expected at the end of the last step, and the squared size of that at its start.
  const [ex, ey, before] = createColumns(3, count);
  share.fill(1);
  const [gx, gy, h00, h10, h11] = createColumns(5, count);
  let alive = count;
  for (let round = 0; round < maxRounds && alive > 0; round++) {
    const view = (c: Float64Array) => c.subarray(0, alive);
    surface.slopes([view(x), view(y)], [view(gx), view(gy)], [view(h00), view(h10), view(h11)]);
    let kept = 0;
    for (let k = 0; k < alive; k++) {
      // Uphill at the end of the last step: it went too far.
      const overshot = gx[k] * dx[k] + gy[k] * dy[k] > 0;
      const limit = Math.max(shortest, Math.min(1, share[k] * (overshot ? 0.5 : 2)));
      let step = flowStep(gx[k], gy[k], h00[k], h10[k], h11[k], limit);
      if (overshot && !step.rests) {
        const slide = slideAlongKink(gx[k], gy[k], ex[k], ey[k], before[k]);
        if (slide) step = flowStep(slide[0], slide[1], 0, 0, 0, 1);
      }
      const px = x[k] + step.dx;
      const py = y[k] + step.dy;
      const inside =
        px > bounds[0][0] && px < bounds[0][1] && py > bounds[1][0] && py < bounds[1][1];
      if (!inside) continue;
      const label = caught(px, py, step.rests);
      if (label >= 0) labels[active[k]] = label;
      if (label >= 0 || step.rests) continue;
      active[kept] = active[k];
      x[kept] = px;
      y[kept] = py;
      dx[kept] = step.dx;
      dy[kept] = step.dy;
      ex[kept] = gx[k] + h00[k] * step.dx + h10[k] * step.dy;
      ey[kept] = gy[k] + h10[k] * step.dx + h11[k] * step.dy;
      before[kept] = gx[k] * gx[k] + gy[k] * gy[k];
      share[kept++] = limit;
    }
    alive = kept;
  }
  return labels;
}

/**
 * The gradient that flow along a kink follows: the shortest of the weighted means of the gradient
 * found across it and the one expected (Filippov). Null where the two differ by less than half of
 * the gradient before the step, whose squared size is `before`: the loss is smooth there.
 */
function slideAlongKink(
  gx: number,
  gy: number,
  ex: number,
  ey: number,
  before: number,
): readonly [number, number] | null {
  const [jx, jy] = [ex - gx, ey - gy];
  const jump = jx * jx + jy * jy;
  if (!(jump > before / 4)) return null;
  const weight = Math.max(0, Math.min(1, -(gx * jx + gy * jy) / jump));
  return [gx + weight * jx, gy + weight * jy];
}

/** Which target holds a point; one at rest may lie `restReach` strides off. */
function createCatcher(targets: readonly FlowTarget[], [sx, sy]: readonly [number, number]) {
  const wide = targets.filter((t) => t.radius > 0);
  const key = (i: number, j: number) => `${i},${j}`;
  const blockOf = (px: number, py: number) =>
    [Math.floor(px / (restReach * sx)), Math.floor(py / (restReach * sy))] as const;
  const blocks = new Map<string, FlowTarget[]>();
  for (const target of targets) {
    const block = key(...blockOf(...target.point));
    blocks.set(block, [...(blocks.get(block) ?? []), target]);
  }
  const nearest = (candidates: readonly FlowTarget[], px: number, py: number, reach: number) => {
    let label = -1;
    let best = Infinity;
    for (let t = 0; t < candidates.length; t++) {
      const { point, radius, label: own } = candidates[t];
      const d = ((px - point[0]) / sx) ** 2 + ((py - point[1]) / sy) ** 2;
      if (d < best && d <= Math.max(radius, reach) ** 2) {
        best = d;
        label = own;
      }
    }
    return label;
  };
  return (px: number, py: number, rests: boolean): number => {
    if (!rests) return nearest(wide, px, py, 0);
    const [i, j] = blockOf(px, py);
    const around = [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => key(i + a, j + b)));
    const near = around.flatMap((block) => blocks.get(block) ?? []);
    return nearest(near, px, py, restReach);
  };
}

/** One step from a point: where to, and whether the walker has come to rest. */
interface FlowStep {
  dx: number;
  dy: number;
  rests: boolean;
}

/**
 * Steps of at most about `limit` strides from a point with this gradient and Hessian; each call
 * writes over the last result.
 */
function createFlowStep([sx, sy]: readonly [number, number]) {
  const eigen = new Float64Array(4);
  const step: FlowStep = { dx: 0, dy: 0, rests: true };
  return (gx: number, gy: number, a: number, b: number, c: number, limit: number): FlowStep => {
    const speed = Math.sqrt((gx / sx) ** 2 + (gy / sy) ** 2);
    eigen2Into(a, b, c, eigen);
    const low = eigen[0];
    // Downhill from a ridge the flow grows exponentially: at most by e a step.
    const time = Math.min(limit / speed, low < 0 ? -1 / low : Infinity);
    const u = eigen[2];
    const v = eigen[3];
    const first = speed === 0 ? 0 : (gx * u + gy * v) * averageDecay(low, time);
    const second = speed === 0 ? 0 : (gy * u - gx * v) * averageDecay(eigen[1], time);
    step.dx = second * v - first * u;
    step.dy = -first * v - second * u;
    const length = Math.sqrt((step.dx / sx) ** 2 + (step.dy / sy) ** 2);
    const onRidge = low < -1e-9 * Math.abs(eigen[1]);
    step.rests = length < (onRidge ? ridgeShare : 1) * restStep;
    return step;
  };
}

/** ∫₀^t e^{−λs} ds. */
function averageDecay(lambda: number, time: number): number {
  const z = lambda * time;
  if (z > 40) return 1 / lambda;
  return Math.abs(z) < 1e-8 ? time * (1 - z / 2) : (time * -Math.expm1(-z)) / z;
}
