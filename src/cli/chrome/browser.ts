/**
 * Finds a browser of the Chrome family and opens a page in it that has a WebGPU adapter. Every
 * attempt has a time limit: with hardware flags on a machine without a GPU, Chrome hangs.
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  Browser as BrowserName,
  ChromeReleaseChannel,
  computeSystemExecutablePath,
  getInstalledBrowsers,
} from '@puppeteer/browsers';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { DeviceError } from '../../engine/errors.js';
import { prepareBrowser } from '../../engine/softwareAdapter.js';

const attemptMs = 30_000;

export interface OpenedPage {
  readonly browser: Browser;
  readonly page: Page;
  /** The browser's executable, for the reader. */
  readonly executable: string;
}

interface Candidate {
  readonly executable: string;
  readonly headless: true | 'shell';
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Opens `url`, which has to be a secure context (localhost), in the first browser whose page gets
 * a WebGPU adapter. The caller closes the browser. Throws DeviceError where there is none; the
 * message lists what was tried.
 */
export async function openPage(url: string): Promise<OpenedPage> {
  const failures: string[] = [];
  const seen = new Set<string>();
  for await (const candidate of candidates()) {
    if (seen.has(candidate.executable)) continue;
    seen.add(candidate.executable);
    for (const adapter of adapterKinds()) {
      try {
        return await attempt(candidate, adapter, url);
      } catch (error) {
        const reason = String(error instanceof Error ? error.message : error).split('\n')[0];
        failures.push(`  ${candidate.executable} (${adapter}): ${reason}`);
      }
    }
  }
  throw new DeviceError(
    [
      'No browser with WebGPU could be opened.',
      ...(failures.length > 0
        ? ['Tried:', ...failures]
        : ['No Chrome, Chromium or Edge was found.']),
      'Install Chrome, or set WALKERLAB_BROWSER to the path of one.',
    ].join('\n'),
  );
}

/** Hardware is tried only where there may be some; software flags exist on Linux alone. */
function adapterKinds(): ('hardware' | 'software')[] {
  const wanted = process.env.WALKERLAB_ADAPTER;
  if (wanted === 'hardware' || wanted === 'software') return [wanted];
  if (process.platform !== 'linux') return ['hardware', 'software'];
  const devices = existsSync('/dev/dri') ? readdirSync('/dev/dri') : [];
  const mayHaveGpu = existsSync('/dev/nvidiactl') || devices.some((d) => d.startsWith('renderD'));
  return mayHaveGpu ? ['hardware', 'software'] : ['software'];
}

async function* candidates(): AsyncGenerator<Candidate> {
  const { WALKERLAB_BROWSER, PUPPETEER_EXECUTABLE_PATH } = process.env;
  const named = WALKERLAB_BROWSER || PUPPETEER_EXECUTABLE_PATH;
  if (named) {
    if (!existsSync(named)) throw new DeviceError(`The browser '${named}' does not exist.`);
    yield installed(named);
    return;
  }
  for (const channel of Object.values(ChromeReleaseChannel)) {
    try {
      yield installed(computeSystemExecutablePath({ browser: BrowserName.CHROME, channel }));
    } catch {
      // Not installed in this channel.
    }
  }
  for (const path of usualPaths()) if (existsSync(path)) yield installed(path);
  const cacheDir = process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer');
  for (const found of await getInstalledBrowsers({ cacheDir })) {
    const shell = found.browser === BrowserName.CHROMEHEADLESSSHELL;
    if (!shell && found.browser !== BrowserName.CHROME) continue;
    if (existsSync(found.executablePath)) yield installed(found.executablePath, shell);
  }
  const packed = await prepareBrowser();
  if (packed) yield { ...packed, headless: 'shell' };
}

const installed = (executable: string, shell = /headless.?shell/i.test(executable)): Candidate => ({
  executable,
  headless: shell ? 'shell' : true,
  environment: {},
});

/** Chromium and Edge; Chrome's own paths come from puppeteer. */
function usualPaths(): string[] {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (process.platform === 'win32') {
    const roots = [process.env['ProgramFiles(x86)'], process.env.ProgramFiles];
    return roots
      .filter((root) => root !== undefined)
      .map((root) => join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'));
  }
  return [
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ];
}

function launchArguments(adapter: 'hardware' | 'software'): string[] {
  const common = [
    '--enable-unsafe-webgpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
    '--disable-dev-shm-usage',
    // Containers and root have no sandbox; only pages of this package are opened.
    ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
  ];
  if (adapter === 'software') {
    // With these, captures of the page hold its WebGPU canvases too.
    return [
      ...common,
      '--enable-features=Vulkan',
      '--use-vulkan=swiftshader',
      '--use-angle=swiftshader',
      '--use-webgpu-adapter=swiftshader',
      '--enable-unsafe-swiftshader',
      // Pages are painted by the processor, as browsers do by themselves where there is no GPU.
      '--disable-gpu-rasterization',
      '--disable-accelerated-2d-canvas',
    ];
  }
  if (process.platform !== 'linux') return common;
  return [...common, '--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'];
}

async function attempt(
  candidate: Candidate,
  adapter: 'hardware' | 'software',
  url: string,
): Promise<OpenedPage> {
  const browser = await puppeteer.launch({
    executablePath: candidate.executable,
    headless: candidate.headless,
    args: launchArguments(adapter),
    env: { ...process.env, ...candidate.environment },
    timeout: attemptMs,
    protocolTimeout: 0,
    // The command decides what Ctrl-C means.
    handleSIGINT: false,
  });
  try {
    const page = await withLimit(openWithAdapter(browser, url));
    return { browser, page, executable: candidate.executable };
  } catch (error) {
    browser.process()?.kill('SIGKILL');
    throw error;
  }
}

async function openWithAdapter(browser: Browser, url: string): Promise<Page> {
  const [page = await browser.newPage()] = await browser.pages();
  await page.goto(url, { waitUntil: 'load', timeout: attemptMs });
  const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  if (!found) throw new Error('it offers no WebGPU adapter');
  return page;
}

function withLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${attemptMs / 1000} s`)), attemptMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
