/**
 * `npm run bench:app`: how smoothly the built app runs its first preset in a real browser, at
 * 1440 × 900. Frames are animation frames that showed a new step; input delay is the time from a
 * key's arrival in the browser to its handler. Measured from the first frame on, while the solver
 * works and the browser warms up, and when both are done.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { build, preview } from 'vite';
import { openPage } from '../src/cli/chrome/browser.js';
import { type Recording, startRecording, stopRecording } from './app/recorder.js';
import { spreadOf } from './measure.js';

const seconds = { solving: 4, solved: 8 };
const millisecondsBetweenKeys = 90;

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'walkerlab-bench-'));
await build({ root, logLevel: 'error', build: { outDir } });
const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { port: 0 } });
const url = server.resolvedUrls!.local[0];
const { browser, page } = await openPage(url);
try {
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(url);
  await page.waitForFunction(() => Boolean(window.walkerlab?.frame()));
  const { name, walkers, ensembles } = await page.evaluate(() => {
    const { name } = window.walkerlab.experiment() as { name: string };
    const { ensembles } = window.walkerlab.frame()!;
    return { name, walkers: ensembles[0].snapshot.walkers, ensembles: ensembles.length };
  });
  const adapter = await page.evaluate(() => window.walkerlab.adapter()!);
  console.log(`${name}, ${ensembles} × ${walkers.toLocaleString('en')} walkers`);
  console.log(`${adapter.vendor} ${adapter.architecture}${adapter.isFallback ? ', software' : ''}`);
  console.log(`${cpus().length} × ${cpus()[0]?.model}; ${await browser.version()}\n`);
  console.log(
    'case                     frames/s  steps/s  input delay 50 %, 95 %  key to paint 50 %, 95 %  long tasks',
  );
  print('from the first frame on', await record(page, seconds.solving));
  await page.waitForFunction(solverIsDone, { timeout: 240_000 });
  print('after the solver', await record(page, seconds.solved));
  await page.evaluate(() => {
    const names = [...document.querySelectorAll('.lil-name')];
    const label = names.find((n) => n.textContent === 'frames/s');
    const field = label
      ?.closest('.lil-controller')
      ?.querySelector<HTMLInputElement>('input[type="text"]');
    if (!field) throw new Error('the panel has no frames per second');
    field.value = '60';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
  print('after it, up to 60/s', await record(page, seconds.solved));
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
process.exit(0);

/** Whether every prediction on show has been compared. */
function solverIsDone(): boolean {
  const { ensembles } = window.walkerlab.frame()!;
  return ensembles.every((e) => e.comparisons.length === 2);
}

/** Runs the preset, again and again where it ends, and presses a key now and then. */
async function record(page: Page, seconds: number): Promise<Recording> {
  await page.evaluate(startRecording);
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    const phase = await page.evaluate(() => window.walkerlab.state().phase);
    if (phase !== 'running') await page.click('#run');
    await page.keyboard.press('Shift');
    await new Promise((done) => setTimeout(done, millisecondsBetweenKeys));
  }
  const recording = await page.evaluate(stopRecording);
  await page.click('#reset');
  return recording;
}

function print(title: string, { seconds, frames, steps, delays, paints, longTasks }: Recording) {
  const ms = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const last = sorted[Math.ceil(0.95 * sorted.length) - 1];
    return `${spreadOf(values).median.toFixed(1)}, ${last.toFixed(1)} ms`;
  };
  const tasks = `${longTasks.length}${longTasks.length > 0 ? `, longest ${Math.max(...longTasks).toFixed(0)} ms` : ''}`;
  console.log(
    `${title.padEnd(25)}${(frames / seconds).toFixed(1).padStart(8)}${(steps / seconds).toFixed(0).padStart(9)}` +
      `${ms(delays).padStart(24)}${ms(paints).padStart(25)}  ${tasks}`,
  );
}
