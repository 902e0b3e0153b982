/**
 * A software graphics driver and a browser from the npm package @sparticuz/chromium, for machines
 * that have neither. It ships them packed; here they are unpacked once into a cache of the user.
 * Only linux-x64 has such a package; elsewhere every function gives null.
 */
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar';

const require = createRequire(import.meta.url);

/** The folder of an installed package, without loading it; null where it is not installed. */
function packageFolder(name: string): string | null {
  const folders = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name));
  return folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? null;
}

const versionOf = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** The packed driver and browser; null where the package is missing or for another machine. */
function packedChromium(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  return packageFolder('@sparticuz/chromium');
}

/** The first of the usual cache folders that can be written to. */
function cacheRoot(): string {
  const { WALKERLAB_CACHE, XDG_CACHE_HOME } = process.env;
  const candidates = [
    WALKERLAB_CACHE,
    XDG_CACHE_HOME && join(XDG_CACHE_HOME, 'walkerlab'),
    join(homedir(), '.cache', 'walkerlab'),
    join(tmpdir(), `walkerlab-${process.getuid?.() ?? 0}`),
  ];
  for (const folder of candidates) {
    if (!folder) continue;
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Read-only home folders are common in containers: try the next.
    }
  }
  throw new Error(
    'No folder for unpacked files can be written to; set WALKERLAB_CACHE to one that can.',
  );
}

/**
 * The cache folder `name`, filled by `fill` if it is not there yet. It appears whole or not at
 * all: it is filled under another name and renamed, so processes that race cannot see it half done.
 */
async function cached(
  name: string,
  fill: (unfinished: string, folder: string) => Promise<void>,
): Promise<string> {
  const root = cacheRoot();
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  const unfinished = mkdtempSync(join(root, `${name}.`));
  try {
    await fill(unfinished, folder);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function unpack(chromium: string, archive: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await extract({
    file: join(chromium, 'bin', `${archive}.tar.br`),
    cwd: folder,
    preserveOwner: false,
  });
}

/**
 * A copy of the `webgpu` package (Dawn) with SwiftShader beside its binary under the name of the
 * Vulkan loader: Dawn searches its own folder first, so importing the copy needs no environment
 * variable. Gives the path of the module to import, or null where there is no software driver.
 */
export async function prepareSoftwareDawn(): Promise<string | null> {
  const chromium = packedChromium();
  const webgpu = packageFolder('webgpu');
  if (!chromium || !webgpu) return null;
  const name = `dawn-${versionOf(webgpu)}-swiftshader-${versionOf(chromium)}`;
  // Under node_modules, so that tools that transform sources leave it alone.
  const copy = join('node_modules', 'webgpu');
  const folder = await cached(name, async (unfinished) => {
    const binaries = join('dist', 'linux-x64');
    mkdirSync(join(unfinished, copy, binaries), { recursive: true });
    for (const file of ['package.json', 'index.js', join(binaries, 'dawn.node')]) {
      copyFileSync(join(webgpu, file), join(unfinished, copy, file));
    }
    const driver = join(unfinished, 'driver');
    await unpack(chromium, 'swiftshader', driver);
    renameSync(
      join(driver, 'libvk_swiftshader.so'),
      join(unfinished, copy, binaries, 'libvulkan.so.1'),
    );
    rmSync(driver, { recursive: true });
  });
  return join(folder, copy, 'index.js');
}

export interface PackedBrowser {
  readonly executable: string;
  /** Environment that the browser needs beside the present one. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The package's headless Chromium with its libraries and fonts, unpacked; null where there is none. */
export async function prepareBrowser(): Promise<PackedBrowser | null> {
  const chromium = packedChromium();
  if (!chromium) return null;
  const folder = await cached(`chromium-${versionOf(chromium)}`, async (unfinished, final) => {
    const executable = join(unfinished, 'chromium');
    await Promise.all([
      pipeline(
        createReadStream(join(chromium, 'bin', 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(executable),
      ),
      // Chromium looks for its own graphics libraries beside its executable.
      unpack(chromium, 'swiftshader', unfinished),
      unpack(chromium, 'al2023', unfinished),
      unpack(chromium, 'fonts', unfinished),
    ]);
    chmodSync(executable, 0o755);
    writeFileSync(join(unfinished, 'fonts.conf'), fontsConfiguration(join(final, 'fonts')));
  });
  return {
    executable: join(folder, 'chromium'),
    environment: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    },
  };
}

/** The package's own configuration names folders of a cloud service; this one names ours. */
function fontsConfiguration(folder: string): string {
  const escaped = folder.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escaped}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${escaped}-cache</cachedir>
</fontconfig>
`;
}
