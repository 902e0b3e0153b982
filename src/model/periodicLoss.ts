/** Whether a loss repeats along a periodic axis: walkers on the ring must not feel their turns. */
import { createTape } from '../math/expression/tape.js';
import type { Grid } from '../math/grid.js';
import { joinPath, SpecError } from './errors.js';
import type { Landscape } from './experiment.js';

/** Points per axis and samples that are looked at. */
const points = 17;
const mostSamples = 64;
/** float64 cannot tell sin(x + 2π) from sin(x) better than this beside the largest slope. */
const tolerance = 1e-6;

/** Throws SpecError where the gradient of some sample does not repeat along a periodic axis. */
export function requireRepeating(landscape: Landscape, grid: Grid): void {
  const name = unrepeatedAxis(landscape, grid);
  if (name === null) return;
  const expected = 'a loss whose gradient repeats along that axis, or another boundary';
  throw new SpecError(`${joinPath('grid', name)}.boundary`, `got periodic, expected ${expected}`);
}

/**
 * The name of the first periodic axis along which some sample's gradient differs between x and
 * x + length; null where all repeat.
 */
function unrepeatedAxis(landscape: Landscape, grid: Grid): string | null {
  const { parameters, constants, data, sampleGradient } = landscape;
  const names = [...parameters, ...Object.keys(constants), ...data.columns];
  const tape = createTape(sampleGradient, names, 'float64');
  const fixed = Object.values(constants).map((v) => Float64Array.of(v));
  const count = points ** grid.length;
  const coordinates = grid.map(({ min, max }, a) =>
    Float64Array.from({ length: count }, (_, k) => {
      const i = Math.floor(k / points ** a) % points;
      return min + ((max - min) * (i + 0.37)) / points;
    }),
  );
  const gradientAt = (columns: readonly Float64Array[], row: number) => {
    const out = sampleGradient.map(() => new Float64Array(count));
    const sample = data.values.map((v) => Float64Array.of(v[row]));
    tape([...columns, ...fixed, ...sample], out, count);
    return out;
  };
  for (const [a, axis] of grid.entries()) {
    if (axis.boundary !== 'periodic') continue;
    const length = axis.max - axis.min;
    const turned = coordinates.map((c, i) => (i === a ? c.map((v) => v + length) : c));
    for (let row = 0; row < Math.min(mostSamples, data.rows); row++) {
      const here = gradientAt(coordinates, row);
      const there = gradientAt(turned, row);
      const largest = Math.max(...here.map((g) => g.reduce((m, v) => Math.max(m, Math.abs(v)), 0)));
      const differs = here.some((g, i) =>
        g.some((v, k) => !(Math.abs(v - there[i][k]) <= tolerance * largest)),
      );
      if (differs) return axis.name;
    }
  }
  return null;
}
