/** The field `grid`: one axis per parameter, or `auto` for one that solvers fit to the law. */
import { z } from 'zod';
import {
  type Axis,
  type Boundary,
  boundaries,
  cellWidth,
  type Ends,
  type Grid,
} from '../../math/grid.js';
import { joinPath, SpecError } from '../errors.js';
import type { InitialLaw } from '../experiment.js';
import { coordinate, strict, whole } from './fields.js';

const maxCells = { 1: 1024, 2: 512 } as const;
const defaultCells = { 1: 400, 2: 128 } as const;

const ends = ['open', 'reflecting', 'absorbing'] as const;
const end = z.enum(ends, {
  error: `one of ${ends.join(', ')}; periodic is said of both at once, as boundary: periodic`,
});

const axis = strict(
  {
    min: coordinate('Lower edge of the first cell.').optional(),
    max: coordinate('Upper edge of the last cell.').optional(),
    cells: whole(2, maxCells[1], 'Number of cells; at most 512 in two dimensions.').optional(),
    boundary: z
      .union([z.enum(boundaries), z.tuple([end, end])], {
        error: `one of ${boundaries.join(', ')}, or a list of two, low and high, of ${ends.join(', ')}`,
      })
      .describe(
        'What an end does to walkers beyond it, after every update; for both ends, or a list of the ' +
          'low one and the high one. open: nothing. reflecting: they are folded back to their mirror ' +
          'image. absorbing: they are removed. periodic: the axis is a ring and walkers are counted ' +
          'modulo its length.',
      )
      .optional(),
  },
  'a mapping with min, max and cells',
);

export const gridField = z
  .union([z.literal('auto'), z.record(z.string(), axis)], {
    error: 'a mapping from parameters to { min, max, cells }, or auto',
  })
  .describe(
    'Cells that walkers are counted in; catalogue landscapes suggest a range, and auto fits range ' +
      'and cells to the law.',
  )
  .optional();

type GridText = z.output<typeof gridField>;
type Domain = readonly (readonly [number, number])[];

/** The grid as far as the file and the landscape's suggestion state it. */
export function resolveGrid(
  grid: GridText,
  parameters: readonly string[],
  suggested: Domain | undefined,
  initial: readonly InitialLaw[],
): Grid {
  const isAuto = grid === 'auto';
  const axes = grid === 'auto' || grid === undefined ? {} : grid;
  const dimension = parameters.length as 1 | 2;
  return parameters.map((name, i): Axis => {
    const path = joinPath('grid', name);
    const [low, high] = suggested?.[i] ?? (isAuto ? around(initial[i]) : []);
    const min = axes[name]?.min ?? low;
    const max = axes[name]?.max ?? high;
    const cells = axes[name]?.cells ?? defaultCells[dimension];
    if (min === undefined || max === undefined) {
      throw new SpecError(path, 'missing; expected { min, max, cells }, or grid: auto');
    }
    if (cells > maxCells[dimension]) {
      const expected = `at most ${maxCells[dimension]} in two dimensions`;
      throw new SpecError(`${path}.cells`, `got ${cells}, expected ${expected}`);
    }
    if (!(min < max)) throw new SpecError(path, `got [${min}, ${max}], expected min below max`);
    const boundary = boundaryFrom(axes[name]?.boundary);
    const resolved = { name, min, max, cells, ...(boundary ? { boundary } : {}) };
    if (cellWidth(resolved) < Math.max(2 ** -20 * Math.max(Math.abs(min), Math.abs(max)), 1e-30)) {
      const expected = 'wider cells: float32 cannot tell these apart';
      throw new SpecError(path, `got cells of width ${cellWidth(resolved)}, expected ${expected}`);
    }
    return resolved;
  });
}

/** Two equal ends are one word, open ends none. */
function boundaryFrom(boundary: Boundary | Ends | undefined): Axis['boundary'] {
  if (typeof boundary !== 'object') return boundary;
  const [low, high] = boundary;
  return low === high ? low : boundary;
}

/** A first guess at where walkers go that start from `law`. */
function around(law: InitialLaw): [number, number] {
  if (law.kind === 'uniform') {
    const length = law.max - law.min;
    return [law.min - length, law.max + length];
  }
  const centre = law.kind === 'point' ? law.value : law.mean;
  const reach = law.kind === 'point' ? 1 + Math.abs(centre) : 6 * law.standardDeviation;
  return [centre - reach, centre + reach];
}
