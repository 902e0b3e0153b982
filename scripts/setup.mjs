/**
 * What `npm start`, `npm test` and the other commands need before they run: the packages of
 * package-lock.json and an up-to-date dist/. Uses Node alone, and does no work twice.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimum = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return;
  console.error(`walkerlab needs Node ${minimum.join('.')} or later; this is ${process.version}.`);
  process.exit(1);
}

/** The packages that a lock file names, by path, or nothing where there is none. */
function lockedPackages(file) {
  if (!existsSync(file)) return {};
  const { '': _own, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  return packages;
}

/** Whether node_modules holds what package-lock.json asks for; npm records what it put there. */
function isInstalled() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, optional, peer, link }]) => {
    if (!present[path]) return Boolean(optional || peer || link);
    return present[path].version === version && existsSync(join(root, path));
  });
}

function install() {
  console.error('Installing the packages (once; a minute or so) …');
  // Run by npm, this script knows npm's own file, which works the same on every system.
  const npm = process.env.npm_execpath;
  const quiet = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...quiet], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', quiet, { cwd: root, stdio: ['ignore', 2, 2], shell: true });
  if (done.status !== 0) {
    console.error('The packages could not be installed; `npm ci` says why.');
    process.exit(done.status ?? 1);
  }
}

/** npx finds commands in node_modules/.bin; npm puts those of dependencies there, not our own. */
function linkCommand() {
  const bin = join(root, 'node_modules', '.bin');
  const link = join(bin, 'walkerlab');
  if (existsSync(link)) return;
  mkdirSync(bin, { recursive: true });
  try {
    if (process.platform === 'win32') {
      writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\dist\\cli.js" %*\r\n');
    } else {
      symlinkSync(join('..', '..', 'dist', 'cli.js'), link);
    }
  } catch (error) {
    // A dangling link does not "exist", and is what is wanted before the first build.
    if (error.code !== 'EEXIST') throw error;
  }
}

checkNode();
if (!isInstalled()) install();
linkCommand();
const { buildIfStale } = await import('./build.mjs');
await buildIfStale();
