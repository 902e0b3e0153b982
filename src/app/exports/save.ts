/** Names of saved files, and handing them to the browser's downloads. */
import type { Experiment } from '../../model/experiment.js';
import { uniqueSlugs } from '../../run/files/resultFiles.js';
import { element } from '../dom.js';

/**
 * "sgd-is-not-brownian-step200-langevin.svg": experiment, step where there is one, and what of it:
 * a noise model by its index, or something by its name.
 */
export function fileName(
  { name, ensembles }: Pick<Experiment, 'name' | 'ensembles'>,
  ending: string,
  step: number | null = null,
  part: number | string = 'all',
): string {
  const at = step === null ? [] : [`step${step}`];
  const names = typeof part === 'number' ? ensembles.map((e) => e.name) : [part];
  const of = part === 'all' ? [] : [uniqueSlugs(names)[typeof part === 'number' ? part : 0]];
  return `${[name, ...at, ...of].join('-')}.${ending}`;
}

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  npz: 'application/octet-stream',
  svg: 'image/svg+xml',
  yaml: 'application/yaml',
};

/** Saves text or bytes under a name, by way of the browser's downloads. */
export function save(name: string, content: string | Uint8Array | Blob): void {
  const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? '';
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart], { type });
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  // The download reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
