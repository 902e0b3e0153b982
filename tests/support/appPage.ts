/** The built app, served as a static host would under a strict policy, in a real browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElementHandle, Page } from 'puppeteer-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { contentPolicy } from '../../scripts/app/contentPolicy.js';
import { type OpenedPage, openPage } from '../../src/cli/chrome/browser.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const outDir = mkdtempSync(join(tmpdir(), 'walkerlab-app-'));
/** For stalls of a busy machine; no test measures time. */
export const patience = 240_000;

let server: PreviewServer;
let url: string;
let opened: OpenedPage;

/** Builds, serves and opens the app before the file's tests, and puts all away after them. */
export function useApp(): void {
  beforeAll(async () => {
    await build({ root, logLevel: 'error', build: { outDir } });
    const headers = { 'Content-Security-Policy': contentPolicy };
    server = await preview({ root, build: { outDir }, preview: { port: 0, headers } });
    url = server.resolvedUrls!.local[0];
    opened = await openPage(url);
    // It has shown that the browser will do; left open, it would go on using the adapter.
    await opened.page.goto('about:blank');
  }, 240_000);

  afterAll(async () => {
    await opened?.browser.close();
    await server?.close();
    rmSync(outDir, { recursive: true, force: true });
  });
}

/** A fresh page of the app; anything it logs as an error or a warning fails the test. */
export async function open(prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await opened.browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  onTestFinished(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });
  await page.setViewport({ width: 1200, height: 900 });
  page.setDefaultTimeout(patience);
  await prepare?.(page);
  await page.goto(url);
  return page;
}

export const firstFrame = (page: Page) =>
  page.waitForFunction(() => Boolean(window.walkerlab?.frame()), { timeout: patience });

export async function openFirstFrame(prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await open(prepare);
  await firstFrame(page);
  return page;
}

export const stateOf = (page: Page) => page.evaluate(() => window.walkerlab.state());
export const reaches = (page: Page, phase: string, step = 0) =>
  page.waitForFunction(
    (wanted, least) => {
      const state = window.walkerlab.state();
      return state.phase === wanted && state.step >= least;
    },
    { timeout: patience },
    phase,
    step,
  );

/** Waits for a step after `step` at which paused walkers have nothing left to do; gives it. */
export async function restsAfter(page: Page, step: number): Promise<number> {
  await page.waitForFunction(
    (least) => {
      const state = window.walkerlab.state();
      return state.phase === 'paused' && state.target === null && state.step > least;
    },
    { timeout: patience },
    step,
  );
  return (await stateOf(page)).step;
}

/** Types a step into the time line, and waits for its frame. */
export async function runTo(page: Page, step: number): Promise<void> {
  await page.focus('#run-to');
  await page.keyboard.type(String(step));
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    (wanted) => {
      const { phase, step, target } = window.walkerlab.state();
      const shown = window.walkerlab.frame()?.step;
      return phase === 'paused' && target === null && step === wanted && shown === wanted;
    },
    { timeout: patience },
    step,
  );
}

/** The frame on show, with plain arrays. */
export const frameOf = (page: Page) =>
  page.evaluate(() => {
    const frame = window.walkerlab.frame()!;
    return {
      step: frame.step,
      ensembles: frame.ensembles.map(({ snapshot, comparisons }) => ({
        counts: [...snapshot.counts],
        outside: snapshot.outside,
        diverged: snapshot.diverged,
        compared: comparisons.map((c) => c.name as string),
      })),
    };
  });

export const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent ?? '');

/** The panel's field of this name. */
export async function fieldOf(page: Page, label: string): Promise<ElementHandle<HTMLInputElement>> {
  const found = await page.evaluateHandle((name) => {
    const labels = [...document.querySelectorAll('.lil-name')];
    const controller = labels.find((l) => l.textContent === name)?.closest('.lil-controller');
    return controller!.querySelector<HTMLInputElement>('input[type="text"]')!;
  }, label);
  return found.asElement() as ElementHandle<HTMLInputElement>;
}

/** Types a value into the panel's field of this name. */
export async function enter(page: Page, label: string, value: string): Promise<void> {
  const field = await fieldOf(page, label);
  await field.click({ count: 3 });
  await field.type(value);
  await page.keyboard.press('Enter');
}
