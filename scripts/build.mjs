/**
 * Builds the library and the command line into dist/: index.js, cli.js, chrome/ (the page of
 * --backend chrome) and experiment.schema.json; with --package also the declarations, from an
 * empty folder. The app is built by `vite build` into dist/app.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const sources = ['src', 'shaders', 'scripts/build.mjs', 'package.json', 'package-lock.json'];

/** Time of the newest file or folder; a folder's own time tells of files that went away. */
function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce(
    (time, name) => Math.max(time, newest(join(path, name))),
    status.mtimeMs,
  );
}

/** Builds where the sources are not those of the last build. */
export async function buildIfStale() {
  const changed = String(Math.max(...sources.map((source) => newest(join(root, source)))));
  // The stamp holds the time as text: a file's own time is rounded by the file system.
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === changed) return;
  console.error('Building dist/ …');
  await buildScripts();
  writeFileSync(stamp, changed);
}

async function buildScripts() {
  const { build } = await import('vite');
  const common = { root, configFile: false, publicDir: false, logLevel: 'error' };
  await build({
    ...common,
    build: {
      ssr: true,
      outDir: dist,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: {
        input: { index: join(root, 'src/index.ts'), cli: join(root, 'src/cli/main.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  });
  await build({
    ...common,
    build: {
      outDir: join(dist, 'chrome'),
      license: { fileName: 'licenses.md' },
      emptyOutDir: false,
      target: 'chrome120',
      lib: {
        entry: join(root, 'src/cli/chrome/chromePage.ts'),
        formats: ['es'],
        fileName: () => 'page.js',
      },
    },
  });
  chmodSync(join(dist, 'cli.js'), 0o755);
  const { experimentJsonSchema } = await import(pathToFileURL(join(dist, 'index.js')).href);
  const schema = JSON.stringify(experimentJsonSchema(), null, 2);
  writeFileSync(join(dist, 'experiment.schema.json'), `${schema}\n`);
}

function buildDeclarations() {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  const done = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.types.json')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) throw new Error('the declarations could not be built');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--package')) {
    const parts = ['index.js', 'cli.js', 'chunks', 'chrome', 'types', 'experiment.schema.json'];
    for (const part of parts) rmSync(join(dist, part), { recursive: true, force: true });
    await buildScripts();
    buildDeclarations();
  } else {
    await buildIfStale();
  }
}
