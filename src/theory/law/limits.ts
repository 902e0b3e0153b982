/**
 * Values at points where an expression is 0/0, as limits: a solver's lattice may hit such a point, a
 * walker hardly ever does. A pole, and the end of what is defined, stay what they are.
 */

type Columns = readonly Float64Array[];

/** Distance from which a limit is taken, relative to the largest coordinate. */
const nearby = 1e-6;
/** Nearer by this factor a value that has a limit grows by less than the second number. */
const nearer = 16;
const mostGrowth = 1.5;

/**
 * Replaces what is not finite in `out`, the values of `evaluate` at `points`, by the mean over the
 * neighbours to both sides along every axis, where all of them are finite and stay bounded.
 */
export function fillLimits(
  evaluate: (points: Columns, out: Columns) => void,
  points: Columns,
  out: Columns,
): void {
  const missing: number[] = [];
  for (let i = 0; i < points[0].length; i++) {
    if (out.some((column) => !Number.isFinite(column[i]))) missing.push(i);
  }
  if (missing.length === 0) return;
  const largest = points.reduce(
    (most, column) =>
      column.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), most),
    0,
  );
  const distance = nearby * (largest || 1);
  const sides = points.flatMap((_, a) => [1, -1].map((sign) => ({ a, sign })));
  const valuesAt = (reach: number) => {
    const around = points.map((column, b) =>
      Float64Array.from(
        sides.flatMap(({ a, sign }) =>
          missing.map((i) => column[i] + (a === b ? sign * reach : 0)),
        ),
      ),
    );
    const values = out.map(() => new Float64Array(around[0].length));
    evaluate(around, values);
    return values;
  };
  const [far, near] = [valuesAt(distance), valuesAt(distance / nearer)];
  missing.forEach((i, k) => {
    const places = sides.map((_, s) => s * missing.length + k);
    const isBounded = out.every((_, c) =>
      places.every((place) => {
        const [before, after] = [far[c][place], near[c][place]];
        return (
          Number.isFinite(before) &&
          Number.isFinite(after) &&
          Math.abs(after) <= mostGrowth * Math.abs(before) + 1e-300
        );
      }),
    );
    if (!isBounded) return;
    out.forEach((column, c) => {
      column[i] = places.reduce((sum, place) => sum + near[c][place], 0) / places.length;
    });
  });
}
