/**
 * Nested dissection: the order in which the unknowns of a sparse matrix are eliminated so that
 * little fills in. Points are halved along their wider extent; the points of one half with a
 * neighbour in the other separate the halves and are eliminated after both (George 1973). Holds for
 * any sparsity; does well where neighbours are near each other.
 */

/** Who meets whom, in compressed rows; symmetric. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
}

/** Points that are eliminated together, once the parts under them are. */
export interface Part {
  readonly points: Int32Array;
  /** Later points that a point of this part or of one under it meets. */
  readonly boundary: Int32Array;
  /** Parts directly under this one, as indices into the list of parts. */
  readonly children: readonly number[];
}

/** Points below which a part is not halved again (measured: 12 … 48 are as good). */
const smallest = 24;

/**
 * The parts in the order of elimination, children before parents; every point is in one of them.
 * `place` holds the coordinates of each point, `dimensions` after one another.
 */
export function dissect(
  adjacency: Adjacency,
  place: Float64Array,
  dimensions: number,
): readonly Part[] {
  const count = adjacency.starts.length - 1;
  const parts: Part[] = [];
  // Which half a point is in while it is halved; 0: eliminated later, or not concerned.
  const half = new Uint8Array(count);
  // Later points are those not yet in a part under the one that is finished.
  const mark = new Int32Array(count).fill(-1);
  const finish = (points: Int32Array, children: readonly number[]) => {
    const index = parts.length;
    for (const c of points) mark[c] = index;
    const boundary: number[] = [];
    const meet = (c: number) => {
      if (mark[c] === index || done[c] === 1) return;
      mark[c] = index;
      boundary.push(c);
    };
    for (const child of children) for (const c of parts[child].boundary) meet(c);
    for (const c of points) {
      for (let e = adjacency.starts[c]; e < adjacency.starts[c + 1]; e++) {
        meet(adjacency.neighbours[e]);
      }
    }
    for (const c of points) done[c] = 1;
    parts.push({ points, boundary: Int32Array.from(boundary), children });
    return index;
  };
  const done = new Uint8Array(count);
  const divide = (points: Int32Array): number => {
    const halves = points.length > smallest ? halve(points, place, dimensions) : null;
    if (!halves) return finish(points, []);
    const [low, high] = halves;
    for (const c of low) half[c] = 1;
    for (const c of high) half[c] = 2;
    const separates = (c: number) => {
      for (let e = adjacency.starts[c]; e < adjacency.starts[c + 1]; e++) {
        if (half[adjacency.neighbours[e]] === 2) return true;
      }
      return false;
    };
    const separator = low.filter(separates);
    const rest = low.filter((c) => !separates(c));
    for (const c of points) half[c] = 0;
    const children = [rest, high].filter((part) => part.length > 0).map(divide);
    return finish(separator, children);
  };
  if (count > 0) divide(Int32Array.from({ length: count }, (_, c) => c));
  return parts;
}

/** Points below and above the middle of their wider extent; null where all are at one place. */
function halve(
  points: Int32Array,
  place: Float64Array,
  dimensions: number,
): readonly [Int32Array, Int32Array] | null {
  let widest = 0;
  let extent = 0;
  for (let d = 0; d < dimensions; d++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const c of points) {
      const v = place[c * dimensions + d];
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    if (high - low > extent) {
      extent = high - low;
      widest = d;
    }
  }
  if (!(extent > 0)) return null;
  const along = (c: number) => place[c * dimensions + widest];
  const sorted = Float64Array.from(points, along).sort();
  let middle = sorted[points.length >> 1];
  // The median may be the least value; then what is above it is the other half.
  if (!(middle > sorted[0])) middle = sorted.find((v) => v > sorted[0])!;
  return [points.filter((c) => along(c) < middle), points.filter((c) => along(c) >= middle)];
}
