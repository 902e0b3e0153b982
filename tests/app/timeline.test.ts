/** The time line in a real browser: a look back pauses a run, and what becomes of that run. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { writeLink } from '../../src/app/share/link.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import {
  enter,
  frameOf,
  openFirstFrame,
  patience,
  reaches,
  restsAfter,
  runTo,
  stateOf,
  useApp,
} from '../support/appPage.js';
import { smallParabola } from '../support/experiments.js';

useApp();

/** Opens an experiment that is at each step for a while, and far from its end for long. */
async function openLongRun(page: Page): Promise<void> {
  const change = { name: 'long', steps: 1_000_000, walkers: 200, predictions: [] };
  const long = { ...smallParabola, ...change };
  const view = { logarithmic: false, step: 0, hidden: [] };
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    writeLink(resolveExperiment(long), view)!,
  );
  await page.waitForFunction(
    () =>
      (window.walkerlab.experiment() as { name: string }).name === 'long' &&
      window.walkerlab.frame()?.step === 0,
    { timeout: patience },
  );
  await enter(page, 'frames/s', '5');
}

/** Drags the slider from the newest frame to the first and back again, and holds it there. */
async function dragBackAndForth(page: Page): Promise<void> {
  const { x, y, width, height } = (await (await page.$('.track input'))!.boundingBox())!;
  const thumb = await page.$eval('.track input', (slider) => {
    const { value, max } = slider as HTMLInputElement;
    return Number(value) / Number(max);
  });
  await page.mouse.move(x + 7 + thumb * (width - 14), y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 1, y + height / 2);
  expect((await frameOf(page)).step).toBe(0);
  await page.mouse.move(x + width - 1, y + height / 2);
}

const phaseOf = async (page: Page) => (await stateOf(page)).phase;

async function startRun(page: Page): Promise<void> {
  await openLongRun(page);
  await page.click('#run');
  await reaches(page, 'running', 10);
  await page.focus('.track input');
}

describe('a look back', { retry: 1 }, () => {
  it(
    'ends at the newest frame, by keys or by the slider, and the run goes on',
    async () => {
      const page = await openFirstFrame();
      await startRun(page);
      await page.keyboard.press('ArrowLeft');
      expect(await phaseOf(page)).toBe('paused');
      await page.keyboard.press('End');
      expect(await phaseOf(page)).toBe('running');
      await dragBackAndForth(page);
      expect(await phaseOf(page)).toBe('paused');
      await page.mouse.up();
      expect(await phaseOf(page)).toBe('running');
      // Before another frame has come the slider is where it was: no change is told of.
      await page.$eval('.track input', (element) => {
        const slider = element as HTMLInputElement;
        const { value } = slider;
        slider.dispatchEvent(new Event('pointerdown'));
        for (const next of ['0', value]) {
          slider.value = next;
          slider.dispatchEvent(new Event('input'));
        }
        slider.dispatchEvent(new Event('pointerup', { bubbles: true }));
      });
      expect(await phaseOf(page)).toBe('running');
    },
    patience,
  );

  it(
    'starts nothing where something else was asked for meanwhile',
    async () => {
      const page = await openFirstFrame();
      await startRun(page);
      const nothingStarts = async () => {
        await dragBackAndForth(page);
        await page.mouse.up();
        expect(await phaseOf(page)).toBe('paused');
      };
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Space');
      expect(await phaseOf(page)).toBe('running');
      await page.keyboard.press('Space');
      await nothingStarts();
      // To run to the very step that the walkers rest at moves nothing.
      await page.keyboard.press('Space');
      await page.keyboard.press('Home');
      await runTo(page, await restsAfter(page, 0));
      await nothingStarts();
      // Asked for while the slider is held at the newest frame.
      await page.keyboard.press('Space');
      await dragBackAndForth(page);
      await page.keyboard.press('s');
      await page.mouse.up();
      expect(await phaseOf(page)).toBe('paused');
    },
    patience,
  );
});
