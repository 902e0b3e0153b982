/**
 * Preimages of the solver's edges under a map that need not be monotone. The map is cut into
 * monotone branches at its critical points; on each branch every edge that the branch reaches has
 * one preimage. Uses values of the map only, so kinks do no harm.
 */

/** Evaluates a map at many points. */
export type PointMap = (x: Float64Array, out: Float64Array) => void;

/** Receives "edge `row` gets `sign` times the distribution function at y". */
export type PreimageSink = (row: number, y: number, sign: number) => void;

/**
 * For every edge x gives the points y and signs with
 * P(T(Y) < x, Y on the grid) = Σ sign · F(y). `edges` are equally spaced; the two ends of the grid
 * are among the points. Stretches where the map is not finite contribute nothing.
 */
export function preimages(map: PointMap, edges: Float64Array, sink: PreimageSink): void {
  const values = new Float64Array(edges.length);
  map(edges, values);
  const { x, t } = withCriticalPoints(map, edges, values);
  const pending = createPending();
  let start = 0;
  while (start + 1 < x.length) {
    if (!Number.isFinite(t[start]) || !Number.isFinite(t[start + 1])) {
      start++;
      continue;
    }
    const rising = t[start + 1] >= t[start];
    let end = start + 1;
    while (end + 1 < x.length && Number.isFinite(t[end + 1]) && t[end + 1] >= t[end] === rising) {
      end++;
    }
    addBranch(x, t, start, end, rising ? 1 : -1, edges, sink, pending);
    start = end;
  }
  pending.solve(map, sink);
}

/** Inserts the extremum wherever differences of neighbouring values change sign. */
function withCriticalPoints(map: PointMap, edges: Float64Array, values: Float64Array) {
  const n = edges.length;
  const found: number[] = [];
  for (let i = 1; i + 1 < n; i++) {
    const before = values[i] - values[i - 1];
    const after = values[i + 1] - values[i];
    if (before * after < 0) found.push(i);
  }
  if (found.length === 0) return { x: edges, t: values };
  const points = refineExtrema(map, edges, values, found);
  const pairs = Array.from(edges, (x, i) => [x, values[i]]).concat(points);
  pairs.sort((a, b) => a[0] - b[0]);
  const distinct = pairs.filter((p, i) => i === 0 || p[0] > pairs[i - 1][0]);
  return {
    x: Float64Array.from(distinct, (p) => p[0]),
    t: Float64Array.from(distinct, (p) => p[1]),
  };
}

/** Golden-section search in [x_{i−1}, x_{i+1}] for all found i at once. */
function refineExtrema(
  map: PointMap,
  edges: Float64Array,
  values: Float64Array,
  found: readonly number[],
): number[][] {
  const golden = (Math.sqrt(5) - 1) / 2;
  const sign = found.map((i) => (values[i] > values[i - 1] ? 1 : -1));
  const low = Float64Array.from(found, (i) => edges[i - 1]);
  const high = Float64Array.from(found, (i) => edges[i + 1]);
  const left = low.map((a, k) => high[k] - golden * (high[k] - a));
  const right = low.map((a, k) => a + golden * (high[k] - a));
  const leftValue = new Float64Array(found.length);
  const rightValue = new Float64Array(found.length);
  // The extremal value, which is what matters, is accurate to the square of the bracket.
  for (let round = 0; round < 45; round++) {
    map(left, leftValue);
    map(right, rightValue);
    for (let k = 0; k < found.length; k++) {
      if (sign[k] * leftValue[k] > sign[k] * rightValue[k]) high[k] = right[k];
      else low[k] = left[k];
      left[k] = high[k] - golden * (high[k] - low[k]);
      right[k] = low[k] + golden * (high[k] - low[k]);
    }
  }
  const at = low.map((a, k) => (a + high[k]) / 2);
  const value = new Float64Array(found.length);
  map(at, value);
  // Keep an extremum only where it beats the node, so that the branches stay monotone.
  return found.flatMap((i, k) =>
    sign[k] * value[k] > sign[k] * values[i] ? [[at[k], value[k]]] : [],
  );
}

type Pending = ReturnType<typeof createPending>;

function addBranch(
  x: Float64Array,
  t: Float64Array,
  start: number,
  end: number,
  sign: 1 | -1,
  edges: Float64Array,
  sink: PreimageSink,
  pending: Pending,
): void {
  const bottom = sign > 0 ? start : end;
  const top = sign > 0 ? end : start;
  const width = edges[1] - edges[0];
  const firstAbove = (value: number) => {
    let row = Math.max(0, Math.min(edges.length, Math.ceil((value - edges[0]) / width)));
    while (row > 0 && edges[row - 1] > value) row--;
    while (row < edges.length && edges[row] <= value) row++;
    return row;
  };
  const firstReached = firstAbove(t[bottom]);
  const firstBeyond = Math.max(firstReached, firstAbove(t[top]));
  let node = bottom;
  for (let row = firstReached; row < firstBeyond; row++) {
    while (node !== top && t[node + sign] < edges[row]) node += sign;
    pending.push(row, sign, edges[row], x[node], x[node + sign], t[node], t[node + sign]);
    sink(row, x[bottom], -sign);
  }
  for (let row = firstBeyond; row < edges.length; row++) {
    sink(row, x[top], sign);
    sink(row, x[bottom], -sign);
  }
}

/** Brackets collected from all branches and solved together, so that the map sees long arrays. */
function createPending() {
  const rows: number[] = [];
  const signs: number[] = [];
  const targets: number[] = [];
  // a: where the map is below the target, b: where it is not.
  const as: number[] = [];
  const bs: number[] = [];
  const fas: number[] = [];
  const fbs: number[] = [];
  return {
    push(row: number, sign: number, target: number, a: number, b: number, ta: number, tb: number) {
      rows.push(row);
      signs.push(sign);
      targets.push(target);
      as.push(a);
      bs.push(b);
      fas.push(ta - target);
      fbs.push(tb - target);
    },
    solve(map: PointMap, sink: PreimageSink) {
      const roots = solveBrackets(map, targets, as, bs, fas, fbs);
      for (let k = 0; k < roots.length; k++) sink(rows[k], roots[k], signs[k]);
    },
  };
}

/** Illinois' variant of false position, with bisection every fourth round. */
function solveBrackets(
  map: PointMap,
  targets: readonly number[],
  a: number[],
  b: number[],
  fa: number[],
  fb: number[],
): Float64Array {
  const roots = Float64Array.from(b);
  const side = new Int8Array(targets.length);
  let active = Int32Array.from({ length: targets.length }, (_, k) => k);
  for (let round = 1; active.length > 0 && round < 200; round++) {
    const guess = new Float64Array(active.length);
    const value = new Float64Array(active.length);
    active.forEach((k, i) => {
      const secant = b[k] - (fb[k] * (b[k] - a[k])) / (fb[k] - fa[k]);
      guess[i] = round % 4 === 0 || !Number.isFinite(secant) ? (a[k] + b[k]) / 2 : secant;
    });
    map(guess, value);
    active = active.filter((k, i) => {
      const f = value[i] - targets[k];
      const width = Math.abs(b[k] - a[k]);
      const moved = Math.abs(guess[i] - roots[k]);
      roots[k] = guess[i];
      if (f === 0 || !Number.isFinite(f)) return false;
      if (f < 0) {
        a[k] = guess[i];
        fa[k] = f;
        if (side[k] === -1) fb[k] /= 2;
        side[k] = -1;
      } else {
        b[k] = guess[i];
        fb[k] = f;
        if (side[k] === 1) fa[k] /= 2;
        side[k] = 1;
      }
      const small = 4e-15 * (Math.abs(guess[i]) + width);
      return width > small && moved > small;
    });
  }
  return roots;
}
