/**
 * How every kernel sees the walkers: components one after another in one buffer of u32 (so that the
 * pattern of a parked walker survives), a point as f32 or vec2f, and the bounds as bits.
 */
import type { Grid } from '../math/grid.js';
import { divergenceBoundBits } from '../model/divergence.js';

/** A kernel ready to be compiled; numbers of the pipeline are its override constants. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
}

export const components = ['x', 'y'] as const;

/** Component i of a point called `name`. */
export const componentOf = (name: string, dimension: number, i: number) =>
  dimension === 1 ? name : `${name}.${components[i]}`;

/** The aliases `Point` and `Bits`. */
export function printDimension(dimension: number): string {
  if (dimension === 1) return 'alias Point = f32;\nalias Bits = u32;';
  if (dimension === 2) return 'alias Point = vec2f;\nalias Bits = vec2u;';
  throw new Error(`walkers have 1 or 2 parameters, not ${dimension}`);
}

const indices = ['walker', 'u.walkers + walker'];

export function printLoad(dimension: number): string {
  const loads = indices.slice(0, dimension).map((i) => `states[${i}]`);
  return `fn load(walker: u32) -> Bits { return Bits(${loads.join(', ')}); }`;
}

export function printStore(dimension: number): string {
  const stores = indices
    .slice(0, dimension)
    .map((index, i) => `states[${index}] = ${componentOf('bits', dimension, i)};`);
  return `fn store(walker: u32, bits: Bits) { ${stores.join(' ')} }`;
}

export function printBounds(grid: Grid): string {
  const bits = divergenceBoundBits(grid).map((b) => `${b}u`);
  return `fn bounds() -> Bits { return Bits(${bits.join(', ')}); }`;
}
