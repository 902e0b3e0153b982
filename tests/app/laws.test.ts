/** Laws that change under way, and walkers in waves, in a real browser. */
import type { Page } from 'puppeteer-core';
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
      expect(await textOf(page, '#notice span')).toContain('Run begins the run in waves again');
      expect((await stateOf(page)).phase).toBe('idle');
    },
    patience,
  );

  it(
    'loses nothing that was seen: more steps, another law at the end, another seed taken back',
    async () => {
      const page = await openFirstFrame();
      const countsNow = async () => (await frameOf(page)).ensembles.map((e) => e.counts);
      const done = async (step: number) => {
        await page.click('#run');
        await reaches(page, 'done', step);
      };
      await enter(page, 'walkers', '2000');
      await enter(page, 'steps', '12');
      await page.waitForFunction(
        () => window.walkerlab.state().steps === 12 && window.walkerlab.frame() !== null,
      );
      await done(12);
      const promises = await countPromises(page);
      const compared = () =>
        page.waitForFunction(() =>
          window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
        );
      await compared();
      const [before, generation] = [await countsNow(), (await stateOf(page)).generation];
      await enter(page, 'steps', '20');
      await page.waitForFunction(() => window.walkerlab.state().steps === 20);
      expect(await stateOf(page)).toMatchObject({ phase: 'paused', step: 12, generation });
      expect(await countsNow()).toEqual(before);
      expect((await frameOf(page)).ensembles.map((e) => e.compared.length)).toEqual([2, 2, 2]);
      await done(20);
      await compared();
      const end = await countsNow();
      await page.keyboard.press('n');
      await page.waitForSelector('.notice .offer');
      expect(await textOf(page, '#notice span')).toContain('The seed is now 2');
      await done(20);
      expect(await countsNow()).not.toEqual(end);
      await page.click('.notice .offer');
      expect(await stateOf(page)).toMatchObject({ phase: 'done', step: 20 });
      expect(await countsNow()).toEqual(end);
      expect((await frameOf(page)).ensembles.map((e) => e.compared.length)).toEqual([2, 2, 2]);
      await enter(page, 'learning rate η', '0.05');
      await page.waitForSelector('.more:not([hidden])');
      expect(await countsNow()).toEqual(end);
      await page.click('.more');
      await reaches(page, 'done', 40);
      const frame = await page.evaluate(() => window.walkerlab.frame()!.time);
      // Twenty steps of 0.15 and twenty of 0.05.
      expect(frame).toBeCloseTo(4, 12);
      // Three runs, and each of hundreds of guarded calls has left nothing behind.
      expect((await countPromises(page)) - promises).toBeLessThan(50);
    },
    patience,
  );
});

/** Promises that the page's heap holds after a collection. */
async function countPromises(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { result } = await session.send('Runtime.evaluate', { expression: 'Promise.prototype' });
  const prototypeObjectId = result.objectId!;
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId });
  const counted = await session.send('Runtime.callFunctionOn', {
    functionDeclaration: 'function () { return this.length; }',
    objectId: objects.objectId!,
    returnByValue: true,
  });
  await session.detach();
  return counted.result.value as number;
}
