/** Landscapes of the tests' own, and grids for them. */
import type { Axis, Grid } from '../../../src/math/grid.js';
import type { Landscape } from '../../../src/model/experiment.js';
import { buildLandscape, type Columns } from '../../../src/model/landscape.js';

export const ownLandscape = (
  loss: string,
  parameters: readonly string[] = ['x'],
  data: Columns = {},
  constants: Readonly<Record<string, number>> = {},
): Landscape => buildLandscape({ name: 'own', title: 'own', parameters, constants, loss, data });

const axis = (name: string, min: number, max: number, cells: number): Axis => ({
  name,
  min,
  max,
  cells,
});

export const line = (min: number, max: number, cells = 128): Grid => [axis('x', min, max, cells)];
export const square = (min: number, max: number, cells = 128): Grid => [
  axis('x', min, max, cells),
  axis('y', min, max, cells),
];

/** Himmelblau's function: four minima of value 0, four saddles, one maximum. */
export const himmelblau = () => ownLandscape('(x^2 + y - 11)^2 + (x + y^2 - 7)^2', ['x', 'y']);

/** A double well (u² − 1)²/4 + stiffness·v²/2 along the axis u, turned by `angle`. */
export const turnedDoubleWell = (angle: number, stiffness: number) =>
  ownLandscape(
    '((c * x + s * y)^2 - 1)^2 / 4 + stiffness * (c * y - s * x)^2 / 2',
    ['x', 'y'],
    {},
    { c: Math.cos(angle), s: Math.sin(angle), stiffness },
  );
