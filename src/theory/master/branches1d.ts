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
  const branches = monotoneBranches(x, t, edges);
  const count = branches.reduce((sum, { reached, beyond }) => sum + beyond - reached, 0);
  const problems = createProblems(count);
  for (const branch of branches) {
    addBranch(x, t, branch, edges, problems);
    addEnds(x, branch, edges.length, sink);
  }
  solve(map, problems);
  const { rows, signs, roots } = problems;
  for (let k = 0; k < count; k++) sink(rows[k], roots[k], signs[k]);
}

/** Nodes `bottom` to `top`, between which the map rises, and the edges that it reaches and passes. */
interface Branch {
  readonly bottom: number;
  readonly top: number;
  /** 1 where the map rises with x, −1 where it falls. */
  readonly sign: 1 | -1;
  readonly reached: number;
  readonly beyond: number;
}

function monotoneBranches(x: Float64Array, t: Float64Array, edges: Float64Array): Branch[] {
  const width = edges[1] - edges[0];
  const firstAbove = (value: number) => {
    let row = Math.max(0, Math.min(edges.length, Math.ceil((value - edges[0]) / width)));
    while (row > 0 && edges[row - 1] > value) row--;
    while (row < edges.length && edges[row] <= value) row++;
    return row;
  };
  const branches: Branch[] = [];
  for (let start = 0; start + 1 < x.length; ) {
    if (!Number.isFinite(t[start]) || !Number.isFinite(t[start + 1])) {
      start++;
      continue;
    }
    const rising = t[start + 1] >= t[start];
    let end = start + 1;
    while (end + 1 < x.length && Number.isFinite(t[end + 1]) && t[end + 1] >= t[end] === rising) {
      end++;
    }
    const [bottom, top] = rising ? [start, end] : [end, start];
    const reached = firstAbove(t[bottom]);
    const beyond = Math.max(reached, firstAbove(t[top]));
    branches.push({ bottom, top, sign: rising ? 1 : -1, reached, beyond });
    start = end;
  }
  return branches;
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

/** What the ends of a branch give: all of it below `beyond`, its bottom from `reached` on. */
function addEnds(x: Float64Array, branch: Branch, edges: number, sink: PreimageSink): void {
  const { bottom, top, sign, reached, beyond } = branch;
  for (let row = reached; row < edges; row++) sink(row, x[bottom], -sign);
  for (let row = beyond; row < edges; row++) sink(row, x[top], sign);
}

type Problems = ReturnType<typeof createProblems>;

/**
 * Preimages to be solved for, collected from all branches so that the map sees long arrays. All
 * columns lie in two buffers: many maps ask for them, and a buffer each keeps the collector busy.
 */
function createProblems(count: number) {
  const numbers = new Float64Array(10 * count);
  const integers = new Int32Array(3 * count);
  const column = (i: number) => numbers.subarray(i * count, (i + 1) * count);
  const list = (i: number) => integers.subarray(i * count, (i + 1) * count);
  return {
    size: 0,
    rows: list(0),
    signs: list(1),
    targets: column(0),
    /** Where the map is below the target, and where it is not. */
    below: column(1),
    above: column(2),
    /** First guesses, and then the preimages. */
    roots: column(3),
    /** dx/dt, and the share of it that may be wrong. */
    slopes: column(4),
    doubts: column(5).fill(1),
    /** What `solve` works on: the width of the brackets at first, and the last round. */
    widths: column(6),
    lastRoots: column(7),
    lastMisfits: column(8).fill(Number.POSITIVE_INFINITY),
    guesses: column(9),
    active: list(2),
  };
}

/** Brackets the preimages on one branch and guesses them. */
function addBranch(
  x: Float64Array,
  t: Float64Array,
  { bottom, top, sign, reached, beyond }: Branch,
  edges: Float64Array,
  problems: Problems,
): void {
  const { rows, signs, targets, below, above, roots, slopes, doubts } = problems;
  let node = bottom;
  for (let row = reached; row < beyond; row++) {
    const target = edges[row];
    while (node !== top && t[node + sign] < target) node += sign;
    const after = node + sign;
    const k = problems.size++;
    rows[k] = row;
    signs[k] = sign;
    targets[k] = target;
    below[k] = x[node];
    above[k] = x[after];
    // The line between the nodes, and where there is room the inverse cubic through four of them.
    const d = t[after] > t[node] ? (x[after] - x[node]) / (t[after] - t[node]) : 0;
    roots[k] = x[node] + (target - t[node]) * d;
    slopes[k] = d;
    if (node === bottom || after === top) continue;
    const [before, beyondAfter] = [node - sign, after + sign];
    const e = (t[node] - t[before]) / (x[node] - x[before]);
    const f = (x[beyondAfter] - x[after]) / (t[beyondAfter] - t[after]);
    const second = (d - 1 / e) / (t[after] - t[before]);
    const third = ((f - d) / (t[beyondAfter] - t[node]) - second) / (t[beyondAfter] - t[before]);
    const [u, v, w] = [target - t[node], target - t[after], target - t[before]];
    const guess = x[node] + u * (d + v * (second + w * third));
    if (!((guess - below[k]) * (above[k] - guess) > 0)) continue;
    roots[k] = guess;
    const bend = third * (u * v + u * w + v * w);
    slopes[k] = d + second * (u + v) + bend;
    doubts[k] = Math.abs(bend / slopes[k]);
  }
}

/**
 * Newton steps that start with the slope of the guess and go on with that of the last secant, in a
 * bracket that is halved where a step leaves it or does not halve the misfit.
 */
function solve(map: PointMap, problems: Problems): void {
  const { size, targets, below, above, roots, slopes, doubts, active, guesses } = problems;
  const { widths, lastMisfits, lastRoots } = problems;
  const values = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    active[k] = k;
    widths[k] = Math.abs(above[k] - below[k]);
  }
  for (let round = 1, left = size; left > 0 && round < 200; round++) {
    for (let i = 0; i < left; i++) guesses[i] = roots[active[i]];
    map(guesses.subarray(0, left), values.subarray(0, left));
    let stay = 0;
    for (let i = 0; i < left; i++) {
      const k = active[i];
      const x = guesses[i];
      const misfit = values[i] - targets[k];
      if (misfit === 0 || !Number.isFinite(misfit)) continue;
      if (misfit < 0) below[k] = x;
      else above[k] = x;
      const width = Math.abs(above[k] - below[k]);
      const rounding = 4e-15 * (Math.abs(x) + width);
      if (width <= rounding) continue;
      if (round > 1) {
        const moved = x - lastRoots[k];
        const secant = moved / (misfit - lastMisfits[k]);
        doubts[k] = Math.max(Math.abs(1 - slopes[k] / secant), Math.abs(moved) / widths[k]);
        slopes[k] = secant;
      }
      const next = x - misfit * slopes[k];
      const isInside = (next - below[k]) * (above[k] - next) > 0;
      const isFast = 2 * Math.abs(misfit) <= Math.abs(lastMisfits[k]);
      roots[k] = isInside && isFast ? next : (below[k] + above[k]) / 2;
      if (isInside && Math.abs(next - x) * Math.min(1, doubts[k]) <= rounding) {
        roots[k] = next;
        continue;
      }
      lastRoots[k] = x;
      lastMisfits[k] = misfit;
      active[stay++] = k;
    }
    left = stay;
  }
}
