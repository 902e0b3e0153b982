/** The gallery: the very files of public/experiments that the command line runs. */
const files = import.meta.glob<string>('../../public/experiments/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export interface Preset {
  /** The file's name without its ending. */
  readonly name: string;
  readonly text: string;
}

/** The headline experiment comes first. */
const first = 'sgd-is-not-brownian';

const named = Object.entries(files).map(([path, text]): Preset => {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { name: file.replace(/\.yaml$/, ''), text };
});

export const presets: readonly Preset[] = named.sort((a, b) =>
  a.name === first ? -1 : b.name === first ? 1 : a.name.localeCompare(b.name),
);
