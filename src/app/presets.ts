/** The gallery: the very files of public/experiments that the command line runs. */
import files from 'virtual:experiments';

export interface Preset {
  /** The file's name without its ending. */
  readonly name: string;
  /** What the menu calls it: the file's title. */
  readonly title: string;
  readonly text: string;
}

/** The headline experiment comes first. */
const first = 'sgd-is-not-brownian';

const named = Object.entries(files).map(([file, text]): Preset => {
  const name = file.replace(/\.yaml$/, '');
  const title = /^title: *(.+)$/m.exec(text)?.[1].replace(/^(['"])(.*)\1$/, '$2');
  return { name, title: title ?? name, text };
});

export const presets: readonly Preset[] = named.sort((a, b) =>
  a.name === first ? -1 : b.name === first ? 1 : a.name.localeCompare(b.name),
);
