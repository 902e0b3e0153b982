/** Time steps of the Fokker–Planck solvers, in one and in two dimensions. */

/** Share of the time since the walkers were at a point that one step may take. */
export const carefulGrowth = 0.25;

/** Share of the whole that a step takes at least, whatever the age of the law. */
const shortest = 1e-12;

/**
 * Steps from `start` to `end`: `growth` times time + age, `longest` at most, each cut into `parts`.
 */
export function timeSteps(
  start: number,
  end: number,
  age: number,
  { longest, growth, parts }: { longest: number; growth: number; parts: number },
) {
  const steps: { dt: number; count: number }[] = [];
  let time = start;
  while (end - time > 1e-12 * end) {
    const left = end - time;
    const wanted = Math.max(shortest * end, Math.min(longest, growth * (time + age)));
    const count = Math.max(1, Math.ceil(left / wanted - 1e-9));
    // Once steps have their full length the rest of the interval is equal steps.
    const all = wanted === longest || count === 1;
    const dt = all ? left / count : wanted;
    steps.push({ dt: dt / parts, count: (all ? count : 1) * parts });
    time = all ? end : time + dt;
  }
  return steps;
}

/**
 * Sets what a step has left negative (it is of second order, and such steps can undershoot) to 0 and
 * gives it as a positive number; `keepMass` puts the total right.
 */
export function cutNegative(cells: Float64Array): number {
  let cut = 0;
  for (let j = 0; j < cells.length; j++) {
    if (cells[j] >= 0) continue;
    cut -= cells[j];
    cells[j] = 0;
  }
  return cut;
}

/** The chain conserves mass exactly; this takes off what the rounding of many steps adds. */
export function keepMass(cells: Float64Array): void {
  const total = cells.reduce((a, b) => a + b, 0);
  for (let j = 0; j < cells.length; j++) cells[j] /= total;
}
