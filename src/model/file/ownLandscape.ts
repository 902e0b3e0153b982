/** The field `landscape` with a loss of one's own: its names, its samples, given there or in a file. */
import type { z } from 'zod';
import { normalizeName } from '../../math/expression/names.js';
import { namesIn } from '../../math/expression/parseExpression.js';
import { SpecError, show } from '../errors.js';
import type { Landscape } from '../experiment.js';
import { buildLandscape, readLoss } from '../landscape.js';
import type { ownLandscapeSchema } from './schema.js';
import { inOneSpelling } from './spelling.js';

/** What a loss names, and which of that are its parameters, in their one spelling. */
export interface LossNames {
  readonly names: ReadonlySet<string>;
  readonly parameters: readonly string[];
}

export interface ResolveOptions {
  /**
   * Gives the columns that the loss names, of a data file that the experiment names, `path` being the
   * field that names it; it may give more. Throws SpecError.
   */
  readonly readSamples?: (
    file: string,
    path: string,
    loss: LossNames,
  ) => Record<string, readonly number[]>;
}

/** The landscape of the field, and the field with the samples in it. Throws SpecError. */
export function resolveOwnLandscape(
  { parameters: typed, loss, data = {} }: z.output<typeof ownLandscapeSchema>,
  { readSamples }: ResolveOptions,
): { readonly landscape: Landscape; readonly source: unknown } {
  const parameters = typed.map(normalizeName);
  const path = 'landscape.data';
  const read = (file: string) => {
    if (!readSamples) throw new SpecError(path, `cannot read ${show(file)} here; give the columns`);
    return readSamples(file, path, { names: readLoss(() => namesIn(loss)), parameters });
  };
  const columns = inOneSpelling(typeof data === 'string' ? read(data) : data, path);
  const landscape = buildLandscape({
    name: 'own',
    title: 'Own loss',
    parameters,
    constants: {},
    loss,
    data: columns,
  });
  const inlined = Object.keys(columns).length > 0 ? { data: columns } : {};
  return { landscape, source: { parameters, loss, ...inlined } };
}
