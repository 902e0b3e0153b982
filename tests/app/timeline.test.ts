/** The time line in a real browser: what a look back does to a run. */
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

/** Drags the slider from the newest frame to the first, and to the newest again. */
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
  await page.mouse.up();
}

// One retry, as in instrument.test.ts.
describe('the time line', { retry: 1 }, () => {
  it(
    'goes on where a look back by keys ends, unless something else was asked for meanwhile',
    async () => {
      const page = await openFirstFrame();
      await openLongRun(page);
      const phase = async () => (await stateOf(page)).phase;
      await page.click('#run');
      await reaches(page, 'running', 10);
      await page.focus('.track input');
      await page.keyboard.press('ArrowLeft');
      expect(await phase()).toBe('paused');
      await page.keyboard.press('End');
      expect(await phase()).toBe('running');

      // What the user pauses stays so, however the slider is moved then.
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Space');
      expect(await phase()).toBe('running');
      await page.keyboard.press('Space');
      await dragBackAndForth(page);
      expect(await phase()).toBe('paused');
      // So does what was asked to run to the very step that it rests at.
      await page.keyboard.press('Space');
      await page.keyboard.press('Home');
      await runTo(page, await restsAfter(page, 0));
      await dragBackAndForth(page);
      expect(await phase()).toBe('paused');
    },
    patience,
  );
});
