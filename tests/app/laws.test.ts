/** Laws that change under way, and walkers in waves, in a real browser. */
import { describe, expect, it } from 'vitest';
import {
  enter,
  frameOf,
  openFirstFrame,
  patience,
  reaches,
  restsAfter,
  runTo,
  stateOf,
  textOf,
  useApp,
} from '../support/appPage.js';

useApp();

// One retry, as in instrument.test.ts.
describe('a law', { retry: 1 }, () => {
  it(
    'changes the law under way, and holds nothing against the walkers until a reset',
    async () => {
      const page = await openFirstFrame();
      await runTo(page, 12);
      const before = await frameOf(page);
      await enter(page, 'learning rate η', '0.05');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { learningRate: number }).learningRate === 0.05,
      );
      const said = 'The law was changed at step 12 (now learning rate η = 0.05).';
      expect(await textOf(page, '.status')).toContain(said);
      expect((await frameOf(page)).ensembles.map((e) => e.counts)).toEqual(
        before.ensembles.map((e) => e.counts),
      );
      await page.click('#step');
      expect(await restsAfter(page, 12)).toBe(13);
      expect((await frameOf(page)).ensembles.map((e) => e.compared)).toEqual([[], [], []]);
      await enter(page, 'temperature', '0.05');
      await page.waitForFunction(() =>
        document.querySelector('.status')!.textContent!.includes('Langevin: temperature = 0.05).'),
      );
      const words = await textOf(page, '[data-prediction="masterEquation"] .words');
      expect(words).toContain('the law was changed at step 12');
      await page.click('#reset');
      await page.waitForFunction(
        () =>
          window.walkerlab.frame()?.step === 0 &&
          window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
        { timeout: patience },
      );
    },
    patience,
  );

  it(
    'is changed of one noise model alone, where that has a learning rate of its own',
    async () => {
      const page = await openFirstFrame();
      await page.select('#preset', 'learning-rate-ladder');
      await page.waitForFunction(
        () =>
          (window.walkerlab.experiment() as { name: string }).name === 'learning-rate-ladder' &&
          window.walkerlab.frame() !== null,
      );
      await runTo(page, 3);
      // The first rung follows the common rate; the others have sections with their own.
      const labels = await page.$$eval('.lil-name', (all) => all.map((label) => label.textContent));
      expect(labels.filter((label) => label === 'learning rate')).toHaveLength(3);
      await enter(page, 'learning rate', '0.25');
      await page.waitForFunction(() =>
        document
          .querySelector('.status')!
          .textContent!.includes('step 3 (now η = 0.2: learning rate η = 0.25).'),
      );
      const { learningRate, ensembles } = (await page.evaluate(() =>
        window.walkerlab.experiment(),
      )) as { learningRate: number; ensembles: { learningRate?: number }[] };
      expect([learningRate, ...ensembles.map((e) => e.learningRate)]).toEqual([
        0.4,
        undefined,
        0.25,
        0.1,
        0.05,
      ]);
    },
    patience,
  );

  it(
    'tells what waves cost, waits to be asked, and counts every walker of them',
    async () => {
      const page = await openFirstFrame();
      if (!(await page.evaluate(() => window.walkerlab.adapter()!.isFallback))) return;
      await enter(page, 'steps', '2');
      await enter(page, 'walkers', '1200000');
      await page.waitForSelector('.waves:not([hidden])');
      expect(await textOf(page, '.waves')).toContain('2 waves of 1,000,000');
      expect((await stateOf(page)).phase).toBe('idle');
      await page.click('#run');
      await reaches(page, 'done');
      const { step, ensembles } = await frameOf(page);
      expect(step).toBe(2);
      for (const { counts, outside, diverged } of ensembles) {
        expect(counts.reduce((a, b) => a + b, 0) + outside + diverged).toBe(1_200_000);
      }
      await enter(page, 'learning rate η', '0.05');
      await page.waitForSelector('#notice:not([hidden])');
      expect(await textOf(page, '#notice span')).toContain('with the new law');
      expect((await stateOf(page)).phase).toBe('idle');
    },
    patience,
  );
});
