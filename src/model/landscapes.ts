/**
 * The catalogue of landscapes. One entry in `landscapes/` is all there is to add: validator, panel,
 * help, the generated WGSL, the solvers and the tests that loop over the catalogue all follow from it.
 * A parameter that occurs in `loss` stays a symbol there; any parameter may also shape the data.
 */
import type { LandscapeEntry } from './landscapes/entry.js';
import { oneParameter } from './landscapes/oneParameter.js';
import { twoParameters } from './landscapes/twoParameters.js';

export const landscapes = {
  ...oneParameter,
  ...twoParameters,
} as const satisfies Record<string, LandscapeEntry>;

export type LandscapeName = keyof typeof landscapes;
