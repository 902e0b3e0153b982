/** From a start near a critical point to the point itself, and what kind of point it is. */

import { type Eigen2, eigen2 } from '../../../math/symmetric2.js';
import type { CriticalPoint } from '../criticalPoint.js';
import type { Surface } from '../surface.js';
import type { Point2, Scan2d } from './scan2d.js';

/** A point where ∇L vanishes. */
export interface Settled {
  readonly point: Point2;
  readonly value: number;
  readonly eigen: Eigen2;
  /** A curvature is 0 beside those around: the Hessian does not tell the kind. */
  readonly isSingular: boolean;
}

/** Curvatures below this share of the largest nearby are 0. */
const singularShare = 1e-6;
/** Enough for the linear convergence at a degenerate minimum, where a step leaves 2/3. */
const maxIterations = 60;

export interface Newton2d {
  /** Damped Newton; null where it leaves the neighbourhood of `start` or does not converge. */
  settle(start: Point2): Settled | null;
  /** The kind by the loss on a small circle; null where it is no extremum and no saddle. */
  probe(point: Point2, value: number): CriticalPoint['kind'] | null;
  /** Whether ∇L stays away from 0 however near one comes. */
  isKink(point: Point2): boolean;
  /** Search without derivatives for a minimum at a kink; null where it leads away. */
  descend(start: Point2): CriticalPoint | null;
}

/** The tools of one surface and one scan of it. */
export function createNewton2d(surface: Surface, scan: Scan2d): Newton2d {
  const [sx, sy] = scan.size;
  const [px, py, gx, gy, a, b, c, out] = Array.from({ length: 8 }, () => new Float64Array(1));
  const lossAt = (x: number, y: number) => {
    px[0] = x;
    py[0] = y;
    surface.loss([px, py], out);
    return out[0];
  };
  /** Gradient in units of loss per cell, Hessian in θ. */
  const slopesAt = ([x, y]: Point2) => {
    px[0] = x;
    py[0] = y;
    surface.slopes([px, py], [gx, gy], [a, b, c]);
    const size = Math.hypot(gx[0] * sx, gy[0] * sy);
    return { g: [gx[0], gy[0]] as const, size, eigen: eigen2(a[0], b[0], c[0]) };
  };
  const largestCurvature = (x: number, y: number) =>
    [-1, 1]
      .flatMap((i) => [-1, 1].map((j): Point2 => [x + i * sx, y + j * sy]))
      .map((p) => slopesAt(p).eigen.values)
      .reduce((m, [low, high]) => Math.max(m, Math.abs(low), Math.abs(high)), 0);

  const settle = (start: Point2): Settled | null => {
    let point = start;
    let here = slopesAt(point);
    const first = Math.max(here.size, scan.slope);
    for (let k = 0; k < maxIterations && here.size > 0; k++) {
      const step = newtonStep(here.g, here.eigen);
      const length = Math.hypot(step[0] / sx, step[1] / sy);
      let damping = Math.min(1, 1 / length);
      let next = here;
      let to = point;
      for (let halvings = 0; halvings < 6; halvings++, damping /= 2) {
        to = [point[0] + damping * step[0], point[1] + damping * step[1]];
        next = slopesAt(to);
        if (next.size < here.size) break;
      }
      if (!(next.size < here.size) || scan.distance(to, start) > 3) break;
      point = to;
      here = next;
      if (length < 1e-13) break;
    }
    const converged = here.size <= 1e-9 * first && scan.isInside(point);
    if (!converged) return null;
    const { values } = here.eigen;
    const scale = Math.max(largestCurvature(...point), Math.abs(values[0]), Math.abs(values[1]));
    const isSingular = values.some((v) => Math.abs(v) <= singularShare * scale);
    return { point, value: lossAt(...point), eigen: here.eigen, isSingular };
  };

  const circle = ([x, y]: Point2, radius: number, count: number, turn = 0) =>
    Array.from({ length: count }, (_, k) => {
      const angle = turn + (2 * Math.PI * k) / count;
      return [x + radius * sx * Math.cos(angle), y + radius * sy * Math.sin(angle)] as const;
    });

  const probe = (point: Point2, value: number): CriticalPoint['kind'] | null => {
    const around = circle(point, 0.5, 64).map((p) => lossAt(...p) - value);
    const tolerance = 1e-6 * Math.max(...around.map(Math.abs)) + 1e-14 * Math.abs(value);
    const signs = around.map((d) => (Math.abs(d) <= tolerance ? 0 : Math.sign(d)));
    if (!signs.includes(-1)) return 'minimum';
    if (!signs.includes(1)) return 'maximum';
    const known = signs.filter((s) => s !== 0);
    const changes = known.filter((s, k) => s !== known[(k + 1) % known.length]).length;
    return changes >= 4 ? 'saddle' : null;
  };

  const isKink = (point: Point2) => {
    const largest = (radius: number) =>
      Math.max(...circle(point, radius, 8, 0.3).map((p) => slopesAt(p).size));
    return largest(1e-4) > 0.05 * largest(0.5);
  };

  const descend = (start: Point2): CriticalPoint | null => {
    let point = start;
    let value = lossAt(...point);
    let radius = 1;
    for (let k = 0; radius > 1e-9 && k < 400; k++) {
      // A golden turn each time, so that the spokes come to lie along any kink.
      const spokes = circle(point, radius, 16, 2.399963 * k).map((p) => ({ p, v: lossAt(...p) }));
      const best = spokes.reduce((m, s) => (s.v < m.v ? s : m));
      if (best.v < value) {
        point = best.p;
        value = best.v;
        if (scan.distance(point, start) > 3) return null;
      } else {
        radius *= 0.7;
      }
    }
    const stays = scan.isInside(point) && radius <= 1e-9;
    return stays ? { kind: 'minimum', point, value, curvatures: null, flat: [] } : null;
  };

  return { settle, probe, isKink, descend };
}

/** −H⁺g; no step along a direction without curvature. */
function newtonStep([gx, gy]: readonly [number, number], { values, vector }: Eigen2): Point2 {
  const [u, v] = vector;
  const largest = Math.max(Math.abs(values[0]), Math.abs(values[1]));
  const inverse = (lambda: number) => (Math.abs(lambda) > 1e-12 * largest ? 1 / lambda : 0);
  const first = -(gx * u + gy * v) * inverse(values[0]);
  const second = -(gy * u - gx * v) * inverse(values[1]);
  return [first * u - second * v, first * v + second * u];
}
