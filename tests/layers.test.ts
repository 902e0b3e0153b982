/** The import rule: which layer may know which, no cycles, no barrels, no file that does too much. */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each layer may import beside itself. */
const allowed: Record<string, readonly string[]> = {
  math: [],
  model: ['math'],
  kernels: ['math', 'model'],
  engine: ['math', 'model', 'kernels'],
  theory: ['math', 'model'],
  run: ['math', 'model', 'kernels', 'engine', 'theory'],
  app: ['math', 'model', 'run', 'engine'],
  cli: ['math', 'model', 'run', 'engine'],
};
/** Layers that run in Node alone, or have files that do. */
const nodeLayers = ['engine', 'cli'];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name).split(sep).join('/'))
    .sort();
}

const sources = filesIn('src', /\.ts$/).filter((file) => !file.endsWith('.d.ts'));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const layerOf = (file: string) => file.split('/')[1];

function importsOf(file: string): Import[] {
  const name = "'([^'\\s]+)'";
  const pattern = new RegExp(
    `\\bfrom\\s+${name}|\\bimport\\s+${name}|\\bimport\\(\\s*${name}`,
    'g',
  );
  return [...textOf(file).matchAll(pattern)].map((match) => ({
    file,
    specifier: match[1] ?? match[2] ?? match[3],
  }));
}

/** The imported file of ours, or null for a package. */
function targetOf({ file, specifier }: Import): string | null {
  if (!specifier.startsWith('.')) return null;
  const path = relative(root, join(root, dirname(file), specifier))
    .split(sep)
    .join('/');
  return path.replace(/\.js$/, '.ts').replace(/\?.*$/, '');
}

const imports = sources.flatMap(importsOf);
const show = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

test('the scan sees the sources and their imports', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(new Set(sources.map(layerOf))).toEqual(new Set([...Object.keys(allowed), 'index.ts']));
  expect(imports.map(show)).toContain('src/model/law.ts imports ../math/expression/expression.js');
});

test('no layer imports what it must not know', () => {
  const forbidden = imports.filter((one) => {
    const target = targetOf(one);
    if (target === null) return false;
    const from = layerOf(one.file);
    if (target.startsWith('shaders/')) return from !== 'kernels';
    if (!target.startsWith('src/')) return !(from === 'app' && !target.startsWith('..'));
    const to = layerOf(target);
    if (from === 'index.ts') return to === 'app' || to === 'cli';
    return to !== from && !allowed[from].includes(to);
  });
  expect(forbidden.map(show)).toEqual([]);
});

test('the app knows of its editor by the button that loads it', () => {
  const known = imports.filter(
    (one) =>
      targetOf(one)?.startsWith('src/app/editor/') && !one.file.startsWith('src/app/editor/'),
  );
  expect(known.map(show)).toEqual(['src/app/workbench.ts imports ./editor/connectEditor.js']);
});

test('only the layers made for it import from Node', () => {
  const forbidden = imports.filter(
    ({ file, specifier }) => isBuiltin(specifier) && !nodeLayers.includes(layerOf(file)),
  );
  expect(forbidden.map(show)).toEqual([]);
});

test('what the package runs is among its dependencies', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json'));
  const missing = imports.filter(({ file, specifier }) => {
    if (/^(\.|virtual:)/.test(specifier) || isBuiltin(specifier)) return false;
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    return !(name in dependencies || (layerOf(file) === 'app' && name in devDependencies));
  });
  expect(missing.map(show)).toEqual([]);
});

test('imports form no cycle', () => {
  const edges = new Map<string, string[]>();
  for (const one of imports) {
    const target = targetOf(one);
    if (target) edges.set(one.file, [...(edges.get(one.file) ?? []), target]);
  }
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    if (finished.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of sources) visit(file, []);
  expect(cycles).toEqual([]);
});

test('the one file that re-exports is the public face', () => {
  const barrels = sources.filter((file) => /^export\b[^;]*?\bfrom\s+'/m.test(textOf(file)));
  expect(barrels).toEqual(['src/index.ts']);
});

test('no file is longer than 300 lines', () => {
  const ours = ['src', 'shaders', 'tests', 'scripts', 'bench'].flatMap((folder) =>
    filesIn(folder, /\.(ts|mjs|wgsl|css)$/),
  );
  const long = ours.filter((file) => textOf(file).split('\n').length > 301);
  expect(long).toEqual([]);
});

test('files are named in camel case after their idea, and every shader has its twin', () => {
  const odd = sources.filter((file) => !/^[a-z][a-zA-Z0-9]*\.ts$/.test(basename(file)));
  expect(odd).toEqual([]);
  const stems = (folder: string, ending: string) =>
    filesIn(folder, new RegExp(`\\${ending}$`)).map((file) => basename(file, ending));
  // A kernel's twin composes it; that of a fragment computes the same on the CPU.
  const twins = [...stems('src/kernels', '.ts'), ...stems('src/math', '.ts')];
  expect(stems('shaders', '.wgsl').filter((stem) => !twins.includes(stem))).toEqual([]);
});

test('the lock file names no host: every machine installs from the registry it knows', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});
