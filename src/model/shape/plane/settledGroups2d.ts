/**
 * From points where ∇L vanishes to critical points: regular ones by the signs of their curvatures;
 * singular ones that lie side by side are one flat set, a lone one is told by a probe around it.
 */
import type { CriticalPoint } from '../criticalPoint.js';
import type { Newton2d, Settled } from './newton2d.js';
import type { Scan2d } from './scan2d.js';

/** In cells of the scan: singular points so near belong to one set, and a set is so wide at least. */
const [neighbourly, widest] = [3, 1.5];
/** In cells: points so near are the same. */
const samePoint = 1e-3;

/** The critical points that `settled` points stand for. */
export function gatherFlats(
  settled: readonly Settled[],
  scan: Scan2d,
  newton: Newton2d,
): CriticalPoint[] {
  const regular = settled.filter((s) => !s.isSingular);
  const groups = connected(
    settled.filter((s) => s.isSingular),
    scan,
  );
  return [
    ...regular.map((s) => byCurvature(s, newton)),
    ...groups.flatMap((g) => byProbe(g, scan, newton)),
  ];
}

function byCurvature({ point, value, eigen }: Settled, newton: Newton2d): CriticalPoint {
  const [low, high] = eigen.values;
  const kind = low > 0 ? 'minimum' : high < 0 ? 'maximum' : 'saddle';
  const curvatures = newton.isKink(point) ? null : [low, high];
  return { kind, point, value, curvatures, flat: [] };
}

/** One entry for a group, represented by its lowest member; none where the loss falls through it. */
function byProbe(group: readonly Settled[], scan: Scan2d, newton: Newton2d): CriticalPoint[] {
  const middle = group[group.length >> 1];
  const isSpread = group.some((s) => scan.distance(s.point, middle.point) > widest);
  const kind = newton.probe(middle.point, middle.value);
  if (!kind) return [];
  const curvatures = newton.isKink(middle.point) ? null : [...middle.eigen.values];
  const flat = isSpread ? group.map((s) => s.point) : [];
  return [{ kind, point: middle.point, value: middle.value, curvatures, flat }];
}

/** Groups of points within reach of each other. */
function connected(points: readonly Settled[], scan: Scan2d): Settled[][] {
  const index = createIndex(scan);
  for (const s of points) index.add(s);
  const left = new Set(points);
  const groups: Settled[][] = [];
  for (const seed of points) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    for (const member of group) {
      for (const other of index.around(member.point, neighbourly)) {
        if (left.delete(other)) group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}

/** The points without those that a Newton search found before. */
export function withoutRepeats(points: Iterable<Settled>, scan: Scan2d): Settled[] {
  const index = createIndex(scan);
  const kept: Settled[] = [];
  for (const s of points) {
    const known = [...index.around(s.point, 1)];
    if (known.some((k) => scan.distance(k.point, s.point) < samePoint)) continue;
    index.add(s);
    kept.push(s);
  }
  return kept;
}

/** Points by the cell of the scan that holds them. */
function createIndex(scan: Scan2d) {
  const byCell = new Map<string, Settled[]>();
  return {
    add(s: Settled) {
      const key = scan.cellOf(s.point).join();
      const cell = byCell.get(key);
      if (cell) cell.push(s);
      else byCell.set(key, [s]);
    },
    /** Those in cells at most `reach` away from the cell of `point`. */
    *around(point: Settled['point'], reach: number): Iterable<Settled> {
      const [ci, cj] = scan.cellOf(point);
      for (let i = ci - reach; i <= ci + reach; i++) {
        for (let j = cj - reach; j <= cj + reach; j++) yield* byCell.get(`${i},${j}`) ?? [];
      }
    },
  };
}
