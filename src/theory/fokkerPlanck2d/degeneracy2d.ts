/** Finds where walkers are and the diffusion tensor is degenerate, and says so with numbers. */
import { solverCentres } from '../solverGrid2d.js';
import { type Coefficients2d, createField2d, type Field2d } from './coefficients2d.js';
import type { Level2d } from './fokkerPlanckLevel2d.js';

/** Probabilities on the cells of a generator. */
export type Visited = Pick<Level2d, 'grid' | 'generator' | 'visited'>;

/** Probability in cells without a good tensor that a solution may hold. */
const negligible = 1e-7;
/** Cells to each side with which a cell is compared. */
const reach = 3;

/**
 * Why there is no prediction: probability in cells where the tensor is degenerate or not finite, or
 * around a point where it vanishes. Null where all is well.
 */
export function degeneracyIn(coefficients: Coefficients2d, level: Visited): string | null {
  const { visited, generator } = level;
  let weight = 0;
  let worst = -1;
  for (let c = 0; c < visited.length; c++) {
    if (generator.degenerate[c] === 0 || !(visited[c] > 0)) continue;
    weight += visited[c];
    if (worst < 0 || visited[c] > visited[worst]) worst = c;
  }
  if (weight > negligible) return describe(coefficients, level, worst, weight);
  const zero = findZero(coefficients, level);
  return zero === null ? null : describe(coefficients, level, zero, visited[zero]);
}

function describe(
  coefficients: Coefficients2d,
  { grid }: Visited,
  cell: number,
  weight: number,
): string {
  const [i, j] = [Math.floor(cell / grid.y.cells), cell % grid.y.cells];
  const at = [solverCentres(grid.x)[i], solverCentres(grid.y)[j]];
  const field = createField2d(1);
  coefficients.evaluate(Float64Array.of(at[0]), Float64Array.of(at[1]), field);
  const [xx, xy, yy] = [field.xx, field.xy, field.yy].map((v) => v[0].toPrecision(3));
  return (
    'the diffusion vanishes in some direction where the walkers are: the Fokker–Planck equation is ' +
    `degenerate there (probability ${Math.min(1, weight).toPrecision(2)} around ` +
    `(${at.map((v) => v.toPrecision(3)).join(', ')}), where D = [[${xx}, ${xy}], [${xy}, ${yy}]])`
  );
}

/** A visited cell in which the tensor's smaller eigenvalue dips to 0 between its neighbours. */
function findZero(coefficients: Coefficients2d, { grid, visited }: Visited): number | null {
  const [xs, ys] = [solverCentres(grid.x), solverCentres(grid.y)];
  const [nx, ny] = [xs.length, ys.length];
  const smaller = new Float64Array(nx * ny);
  const field = createField2d(ny);
  const x = new Float64Array(ny);
  for (let i = 0; i < nx; i++) {
    coefficients.evaluate(x.fill(xs[i]), ys, field);
    for (let j = 0; j < ny; j++) smaller[i * ny + j] = smallerEigenvalue(field, j);
  }
  for (let c = 0; c < visited.length; c++) {
    const [i, j] = [Math.floor(c / ny), c % ny];
    if (!(visited[c] > 1e-9)) continue;
    const dips = (offset: number) =>
      smaller[c] <= 0.04 * Math.min(smaller[c - offset], smaller[c + offset]);
    if (j >= reach && j + reach < ny && dips(reach)) return c;
    if (i >= reach && i + reach < nx && dips(reach * ny)) return c;
  }
  return null;
}

function smallerEigenvalue({ xx, xy, yy }: Field2d, k: number): number {
  const half = (xx[k] + yy[k]) / 2;
  return Math.max(0, half - Math.hypot((xx[k] - yy[k]) / 2, xy[k]));
}
