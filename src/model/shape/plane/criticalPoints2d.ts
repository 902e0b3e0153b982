/**
 * Critical points in two dimensions: Newton's method from every cell of a scan in which both
 * components of ∇L change sign or |∇L| is lowest, then kinks at the minima of the loss that it
 * leaves. Passes follow the gradient flow down both sides of every saddle.
 */
import type { Grid } from '../../../math/grid.js';
import { eigen2 } from '../../../math/symmetric2.js';
import type { CriticalPoint, CriticalPoints, Pass } from '../criticalPoint.js';
import type { Surface } from '../surface.js';
import { followFlow } from './gradientFlow2d.js';
import { createMinimumTargets, flowScale } from './minimumTargets2d.js';
import { createNewton2d } from './newton2d.js';
import { createScan2d, type Scan2d } from './scan2d.js';
import { gatherFlats, withoutRepeats } from './settledGroups2d.js';

/** Of a stride: how far beside a saddle the two descents start. */
const besideSaddle = 0.25;

/** See `findCriticalPoints`. */
export function findCriticalPoints2d(surface: Surface, grid: Grid): CriticalPoints {
  const scan = createScan2d(surface, grid);
  const newton = createNewton2d(surface, scan);
  const ends = scan.starts().flatMap((start) => newton.settle(start) ?? []);
  const settled = withoutRepeats(ends, scan);
  const points = gatherFlats(settled, scan, newton);
  for (const start of scan.lowestNodes()) {
    if (points.some((p) => isNear(scan, p, start))) continue;
    const kink = newton.descend(start);
    if (kink && !points.some((p) => isNear(scan, p, kink.point))) points.push(kink);
  }
  const order = { minimum: 0, saddle: 1, maximum: 2 };
  points.sort((a, b) => order[a.kind] - order[b.kind] || a.value - b.value);
  return { points, passes: findPasses(surface, grid, points) };
}

/** Whether `point` is within two cells of the scan of a minimum. */
function isNear(scan: Scan2d, { kind, point, flat }: CriticalPoint, other: readonly number[]) {
  return kind === 'minimum' && [point, ...flat].some((p) => scan.distance(p, other) < 2);
}

/** For each pair of minima the lowest saddle from which both are reached. */
function findPasses(surface: Surface, grid: Grid, points: readonly CriticalPoint[]): Pass[] {
  const scale = flowScale(grid);
  const saddles = points.flatMap((p, i) => (p.kind === 'saddle' && p.flat.length === 0 ? [i] : []));
  const [x, y] = [new Float64Array(2 * saddles.length), new Float64Array(2 * saddles.length)];
  const hessian = Array.from({ length: 3 }, () => new Float64Array(1));
  for (const [s, i] of saddles.entries()) {
    const [px, py] = points[i].point;
    const at = [Float64Array.of(px), Float64Array.of(py)];
    surface.slopes(at, [new Float64Array(1), new Float64Array(1)], hessian);
    const [u, v] = eigen2(hessian[0][0], hessian[1][0], hessian[2][0]).vector;
    const size = besideSaddle / Math.hypot(u / scale.stride[0], v / scale.stride[1]);
    for (const side of [0, 1]) {
      x[2 * s + side] = px + (2 * side - 1) * size * u;
      y[2 * s + side] = py + (2 * side - 1) * size * v;
    }
  }
  const ends = followFlow(surface, [x, y], createMinimumTargets(points, scale), scale);
  const lowest = new Map<string, Pass>();
  for (const [s, over] of saddles.entries()) {
    const [from, to] = [ends[2 * s], ends[2 * s + 1]].sort((a, b) => a - b);
    if (from < 0 || from === to) continue;
    const { value } = points[over];
    const known = lowest.get(`${from} ${to}`);
    if (known && points[known.over].value <= value) continue;
    const heights = [value - points[from].value, value - points[to].value] as const;
    lowest.set(`${from} ${to}`, { between: [from, to], over, heights });
  }
  return [...lowest.values()];
}
