/** Time steps of the Fokker–Planck solvers, in one and in two dimensions. */

/** Steps from `start` to `end` that grow with time + age up to `longest`, each cut into `parts`. */
export function timeSteps(start: number, end: number, age: number, longest: number, parts: number) {
  const steps: { dt: number; count: number }[] = [];
  let time = start;
  while (end - time > 1e-12 * end) {
    const left = end - time;
    const wanted = Math.min(longest, 0.25 * (time + age));
    const count = Math.max(1, Math.ceil(left / wanted - 1e-9));
    // Once steps have their full length the rest of the interval is equal steps.
    const all = wanted === longest || count === 1;
    const dt = all ? left / count : wanted;
    steps.push({ dt: dt / parts, count: (all ? count : 1) * parts });
    time = all ? end : time + dt;
  }
  return steps;
}

/** The chain conserves mass exactly; this takes off what the rounding of many steps adds. */
export function keepMass(cells: Float64Array): void {
  const total = cells.reduce((a, b) => a + b, 0);
  for (let j = 0; j < cells.length; j++) cells[j] /= total;
}
