/** From what the user typed to a resolved experiment: a file, or the name of a preset. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { SpecError } from '../model/errors.js';
import type { Experiment } from '../model/experiment.js';
import { resolveExperiment } from '../model/file/resolve.js';
import { parseExperiment } from '../model/file/text.js';
import { packageFolder } from './packageFolder.js';

/** What the command line may set in place of the file. */
export interface Overrides {
  readonly walkers?: string;
  readonly seed?: string;
}

const presetsFolder = () => join(packageFolder(), 'public', 'experiments');

/** Names of the experiments that come with the package. */
export function presetNames(): string[] {
  return readdirSync(presetsFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/**
 * Reads, checks and resolves `named`: an existing file, else a preset. Files that it refers to
 * are looked for beside it. Throws SpecError for every mistake of the user.
 */
export function readExperiment(named: string, overrides: Overrides = {}): Experiment {
  const path = locate(named);
  const readText = (relative: string) => readTextFile(resolve(dirname(path), relative));
  const experiment = parseExperiment(readTextFile(path), { readText });
  const { walkers, seed } = overrides;
  if (walkers === undefined && seed === undefined) return experiment;
  return resolveExperiment({
    ...(experiment.source as Record<string, unknown>),
    ...(walkers === undefined ? {} : { walkers: numberOrText(walkers) }),
    ...(seed === undefined ? {} : { seed }),
  });
}

/** What is no number stays as it is, for the refusal to quote. */
function numberOrText(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

function locate(named: string): string {
  if (isFile(named)) return named;
  const presets = presetNames();
  if (presets.includes(named)) return join(presetsFolder(), `${named}.yaml`);
  const nearest = closest(named, presets);
  const hint = distance(named, nearest) <= 4 ? `; did you mean '${nearest}'?` : '';
  throw new SpecError(
    '',
    `'${named}' is neither a file nor a preset${hint} (presets: ${presets.join(', ')})`,
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readTextFile(path: string): string {
  if (!isFile(path)) throw new SpecError('', `'${path}' is not a file`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SpecError('', `'${path}' cannot be read: ${(error as Error).message}`);
  }
}
