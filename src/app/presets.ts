/** The gallery: the very files of public/experiments that the command line runs. */
import files from 'virtual:experiments';
import type { Plain } from './plain.js';

export interface Preset {
  /** The file's name without its ending. */
  readonly name: string;
  /** What the menu calls it: the file's title. */
  readonly title: string;
  /** What to watch, in a sentence. */
  readonly watch: string;
  readonly plain: Plain;
}

/** The headline experiment comes first. */
const first = 'sgd-is-not-brownian';

const named = Object.entries(files).map(([file, { watch, plain }]): Preset => {
  const name = file.replace(/\.yaml$/, '');
  return { name, title: String(plain.title ?? name), watch, plain };
});

export const presets: readonly Preset[] = named.sort((a, b) =>
  a.name === first ? -1 : b.name === first ? 1 : a.name.localeCompare(b.name),
);
