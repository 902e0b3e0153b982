/**
 * `npm run bench:app`: how soon the built app shows its first picture in a real browser, at
 * 1440 × 900, and how smoothly it runs: its first preset, and one in the plane with its heat maps and
 * the view of the loss surface. Frames are animation frames that showed a new step; input delay is the
 * time from a key's arrival in the browser to its handler. Measured from the first frame on, while
 * the solver works and the browser warms up, and when both are done.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { build, preview } from 'vite';
import { openPage } from '../src/cli/chrome/browser.js';
import { firstPictures } from './app/firstPicture.js';
import { type Recording, startRecording, stopRecording } from './app/recorder.js';
import { spreadOf } from './measure.js';

const seconds = { solving: 4, solved: 30 };
const millisecondsBetweenKeys = 90;
const visits = 7;
const presetInThePlane = 'flat-and-sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'walkerlab-bench-'));
await build({ root, logLevel: 'error', build: { outDir } });
const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { port: 0 } });
const url = server.resolvedUrls!.local[0];
const { browser, page } = await openPage(url);
try {
  await page.setViewport({ width: 1440, height: 900 });
  const adapter = await page.evaluate(() => window.walkerlab.adapter()!);
  console.log(`${adapter.vendor} ${adapter.architecture}${adapter.isFallback ? ', software' : ''}`);
  console.log(`${cpus().length} × ${cpus()[0]?.model}; ${await browser.version()}\n`);
  const { median, lowerQuartile, upperQuartile } = spreadOf(
    await firstPictures(browser, url, visits),
  );
  const [ms, from, to] = [median, lowerQuartile, upperQuartile].map((time) => time.toFixed(0));
  console.log(
    `first picture after ${ms} ms (quartiles ${from} – ${to}, ${visits} visits, no cache)\n`,
  );
  await page.goto(url);
  await firstFrame(page);
  console.log(`${await present(page)} walkers`);
  console.log(
    'case                     frames/s  between them 50 %, 95 %  steps/s  input delay 50 %, 95 %  key to paint 50 %, 95 %  long tasks',
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
  await page.goto(url);
  await firstFrame(page);
  await page.select('#preset', presetInThePlane);
  await page.waitForFunction(
    () => window.walkerlab.frame()?.ensembles[0].snapshot.mean.length === 2,
    { timeout: 240_000 },
  );
  await page.waitForFunction(solverIsDone, { timeout: 240_000 });
  print(await present(page), await record(page, seconds.solved));
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
process.exit(0);

function firstFrame(page: Page) {
  return page.waitForFunction(() => Boolean(window.walkerlab?.frame()), { timeout: 240_000 });
}

/** The experiment on show. */
function present(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { name } = window.walkerlab.experiment() as { name: string };
    const { ensembles } = window.walkerlab.frame()!;
    const walkers = ensembles[0].snapshot.walkers.toLocaleString('en');
    return `${name}, ${ensembles.length} × ${walkers}`;
  });
}

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

function print(title: string, recording: Recording) {
  const { seconds, frames, steps, intervals, delays, paints, longTasks } = recording;
  const ms = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const last = sorted[Math.ceil(0.95 * sorted.length) - 1];
    return `${spreadOf(values).median.toFixed(1)}, ${last.toFixed(1)} ms`;
  };
  const tasks = `${longTasks.length}${longTasks.length > 0 ? `, longest ${Math.max(...longTasks).toFixed(0)} ms` : ''}`;
  console.log(
    `${title.padEnd(25)}${(frames / seconds).toFixed(1).padStart(8)}${ms(intervals).padStart(25)}` +
      `${(steps / seconds).toFixed(0).padStart(9)}` +
      `${ms(delays).padStart(24)}${ms(paints).padStart(25)}  ${tasks}`,
  );
}
