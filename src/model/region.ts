/** A part of parameter space that walkers may leave: their first step outside is their exit. */

import type { Expression } from '../math/expression/expression.js';
import { createTape } from '../math/expression/tape.js';
import { cellWidth, type Grid } from '../math/grid.js';

export type Region =
  | {
      readonly kind: 'expression';
      /** As the file or a table states it. */
      readonly text: string;
      /** Of the parameters, never taken modulo an axis; neither 0 nor NaN inside. */
      readonly inside: Expression;
    }
  | {
      readonly kind: 'cells';
      readonly text: string;
      readonly grid: Grid;
      /**
       * One entry per cell of `grid`, row-major: 1 inside. Off the grid is outside, save on
       * periodic axes, which are rings.
       */
      readonly inside: Uint8Array;
    };

/** Tells for many points whether each is inside (1) or not (0), in float64. */
export type InRegion = (columns: readonly Float64Array[], inside: Uint8Array) => void;

/** The membership of points, one column for each of `parameters`, in `region`. */
export function createInRegion(region: Region, parameters: readonly string[]): InRegion {
  return region.kind === 'expression'
    ? byExpression(region.inside, parameters)
    : byCells(region.grid, region.inside);
}

function byExpression(expression: Expression, parameters: readonly string[]): InRegion {
  const tape = createTape([expression], parameters, 'float64');
  return (columns, inside) => {
    const values = new Float64Array(inside.length);
    tape(columns, [values], inside.length);
    for (let k = 0; k < inside.length; k++)
      inside[k] = Number(values[k] !== 0 && !Number.isNaN(values[k]));
  };
}

function byCells(grid: Grid, mask: Uint8Array): InRegion {
  return (columns, inside) => {
    for (let k = 0; k < inside.length; k++) {
      let cell = 0;
      for (const [a, axis] of grid.entries()) {
        const along = Math.floor((columns[a][k] - axis.min) / cellWidth(axis));
        const i =
          axis.boundary === 'periodic'
            ? along - axis.cells * Math.floor(along / axis.cells)
            : along;
        cell = i >= 0 && i < axis.cells && cell >= 0 ? cell * axis.cells + i : -1;
      }
      inside[k] = cell >= 0 ? mask[cell] : 0;
    }
  };
}
