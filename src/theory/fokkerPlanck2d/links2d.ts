/**
 * Jumps between cells along integer vectors, laid out as lines of cells: from wall to wall, closed
 * where they wind around a ring, or into a sink where an end absorbs.
 */
import type { Ends } from '../../math/grid.js';
import type { ChainRates, Ring } from '../fokkerPlanck/implicitStep.js';
import type { LocalDensity2d } from './localDensity2d.js';

/** All jumps along one integer vector, as lines of cells one after another. */
export interface LineChain extends ChainRates {
  /** Jump from cell c to c + (vector[0], vector[1]) and back. */
  readonly vector: readonly [number, number];
  /**
   * Cells in the order of the lines; rates between the end of one and the start of the next are 0,
   * but for those that close a ring. Numbers from nx·ny on are sinks: x low, x high, y low, y high.
   */
  readonly cells: Int32Array;
  readonly rings: readonly Ring[];
}

export interface Plane {
  readonly nx: number;
  readonly ny: number;
  readonly ends: readonly [Ends, Ends];
}

/** The cell at (i, j), around rings; −1 beyond the ends. */
export function cellAt({ nx, ny, ends }: Plane, i: number, j: number): number {
  const a = ends[0][0] === 'periodic' ? ((i % nx) + nx) % nx : i;
  const b = ends[1][0] === 'periodic' ? ((j % ny) + ny) % ny : j;
  return a >= 0 && a < nx && b >= 0 && b < ny ? a * ny + b : -1;
}

/** z/(eᶻ − 1). */
const bernoulli = (z: number) => (Math.abs(z) < 1e-8 ? 1 - z / 2 : z / Math.expm1(z));

/** Rates of the jumps along one vector, by the cell that they start from or lead back to. */
interface Rates {
  readonly vector: readonly [number, number];
  readonly forth: Float64Array;
  readonly back: Float64Array;
  /** Into sinks, along the vector and against it; 0 where there is none. */
  readonly exits: readonly [Float64Array, Float64Array];
  readonly sinks: readonly [Int8Array, Int8Array];
}

/** Collects jumps. The tensor at a jump's middle is (xx, xy, yy), in units of cells. */
export function createLinks(density: LocalDensity2d, plane: Plane) {
  const { nx, ny, ends } = plane;
  const groups = new Map<number, Rates>();
  const group = (ex: number, ey: number) => {
    const key = ex * 64 + ey;
    const found = groups.get(key);
    if (found) return found;
    const column = () => new Float64Array(nx * ny);
    const sides = () => new Int8Array(nx * ny);
    const fresh: Rates = {
      vector: [ex, ey],
      forth: column(),
      back: column(),
      exits: [column(), column()],
      sinks: [sides(), sides()],
    };
    groups.set(key, fresh);
    return fresh;
  };
  const ratioBetween = (i: number, j: number, ex: number, ey: number) =>
    riseBetween(density, plane, i, j, ex, ey) +
    density.weight[cellAt(plane, i + ex, j + ey)] -
    density.weight[cellAt(plane, i, j)];
  const join = (i: number, j: number, ex: number, ey: number, rate: number) => {
    const c = cellAt(plane, i, j);
    if (c < 0 || cellAt(plane, i + ex, j + ey) < 0) return;
    const ratio = ratioBetween(i, j, ex, ey);
    const { forth, back } = group(ex, ey);
    forth[c] += rate * bernoulli(-ratio);
    back[c] += rate * bernoulli(ratio);
  };
  /** A jump out of cell (i, j) along ±e that crosses an end. */
  const leave = (i: number, j: number, ex: number, ey: number, sign: 1 | -1, at: Middle) => {
    const c = cellAt(plane, i, j);
    if (c < 0) return;
    const { side, share } = crossing(plane, i, j, sign * ex, sign * ey);
    const axis = side < 2 ? 0 : 1;
    if (ends[axis][side % 2] === 'absorbing') {
      const isHeld = cellAt(plane, i - sign * ex, j - sign * ey) >= 0;
      const [bi, bj] = sign > 0 ? [i - ex, j - ey] : [i, j];
      // Outwards ρ goes on as it came.
      const ratio = isHeld ? sign * ratioBetween(bi, bj, ex, ey) : 0;
      const { exits, sinks } = group(ex, ey);
      const k = sign > 0 ? 0 : 1;
      exits[k][c] += (at.rate / share) * bernoulli(-ratio * share);
      sinks[k][c] = side;
      return;
    }
    // No current through a wall: along it, a slope of p/ρ across follows from that along the wall.
    const along = axis === 0 ? ey - (ex * at.xy) / at.xx : ex - (ey * at.xy) / at.yy;
    const rate = (at.rate * share * along * along) / 2;
    const [tx, ty] = axis === 0 ? [0, 1] : [1, 0];
    join(i, j, tx, ty, rate);
    join(i - tx, j - ty, tx, ty, rate);
  };
  return {
    /** A jump along (ex, ey) whose midpoint is (a, b) of the half lattice. */
    add(a: number, b: number, ex: number, ey: number, at: Middle) {
      const i = (a - ex - 1) / 2;
      const j = (b - ey - 1) / 2;
      if (cellAt(plane, i, j) >= 0 && cellAt(plane, i + ex, j + ey) >= 0) {
        join(i, j, ex, ey, at.rate);
        return;
      }
      leave(i, j, ex, ey, 1, at);
      leave(i + ex, j + ey, ex, ey, -1, at);
    },
    finish: () => [...groups.values()].map((rates) => chainOf(rates, plane)),
  };
}

/** What a jump needs to know of its middle: its rate and the tensor there. */
export interface Middle {
  readonly rate: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** The end that the way from the centre of (i, j) along v crosses first, and at which share of it. */
function crossing({ nx, ny, ends }: Plane, i: number, j: number, vx: number, vy: number) {
  const shareOf = (n: number, k: number, v: number, [end]: Ends) => {
    if (v === 0 || end === 'periodic') return Number.POSITIVE_INFINITY;
    return (v > 0 ? n - k - 0.5 : k + 0.5) / Math.abs(v);
  };
  const x = shareOf(nx, i, vx, ends[0]);
  const y = shareOf(ny, j, vy, ends[1]);
  return x <= y ? { side: vx > 0 ? 1 : 0, share: x } : { side: vy > 0 ? 3 : 2, share: y };
}

/** log ρ(c + e) − log ρ(c): the mean of first x then y and first y then x. */
function riseBetween(
  { riseX, riseY }: LocalDensity2d,
  plane: Plane,
  i: number,
  j: number,
  ex: number,
  ey: number,
): number {
  let sum = 0;
  for (let k = i; k < i + ex; k++) {
    sum += riseX[cellAt(plane, k, j)] + riseX[cellAt(plane, k, j + ey)];
  }
  const low = Math.min(j, j + ey);
  const high = Math.max(j, j + ey);
  let up = 0;
  for (let k = low; k < high; k++) {
    up += riseY[cellAt(plane, i, k)] + riseY[cellAt(plane, i + ex, k)];
  }
  return (sum + (ey > 0 ? up : -up)) / 2;
}

/** Lays the jumps out as lines: each from the cell that no jump leads to, then those that close. */
function chainOf({ vector, forth, back, exits, sinks }: Rates, plane: Plane): LineChain {
  const [ex, ey] = vector;
  const { nx, ny } = plane;
  const n = nx * ny;
  const cells: number[] = [];
  const up: number[] = [];
  const down: number[] = [];
  const rings: Ring[] = [];
  const isDone = new Uint8Array(n);
  const linked = (c: number) => forth[c] > 0 || back[c] > 0;
  const moved = (c: number, sign: number) =>
    cellAt(plane, Math.floor(c / ny) + sign * ex, (c % ny) + sign * ey);
  const push = (cell: number, rise: number, fall: number) => {
    cells.push(cell);
    up.push(rise);
    down.push(fall);
  };
  const follow = (start: number) => {
    const first = cells.length;
    let fall = 0;
    if (exits[1][start] > 0) {
      push(n + sinks[1][start], 0, 0);
      fall = exits[1][start];
    }
    let c = start;
    for (; linked(c) && isDone[c] === 0; c = moved(c, 1)) {
      push(c, forth[c], fall);
      fall = back[c];
      isDone[c] = 1;
    }
    if (c === start && isDone[c] === 1) {
      down[first] = fall;
      rings.push({ first, last: cells.length - 1 });
      return;
    }
    push(c, exits[0][c], fall);
    isDone[c] = 1;
    if (exits[0][c] > 0) push(n + sinks[0][c], 0, 0);
  };
  for (let c = 0; c < n; c++) {
    const before = moved(c, -1);
    const isStart = before < 0 || !linked(before);
    if (isStart && (linked(c) || exits[0][c] > 0 || exits[1][c] > 0)) follow(c);
  }
  for (let c = 0; c < n; c++) if (linked(c) && isDone[c] === 0) follow(c);
  return {
    vector,
    cells: Int32Array.from(cells),
    up: Float64Array.from(up),
    down: Float64Array.from(down),
    rings,
  };
}
