/** Pictures that the page saves of a landscape with two parameters: maps and the loss surface. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { enter, openFirstFrame, patience, restsAfter, textOf, useApp } from '../support/appPage.js';
import { choose, watchDownloads } from '../support/downloads.js';
import { coloursIn, decodePng, partOf, shareOf } from '../support/png.js';

useApp();

const share = '[data-menu="share"]';

async function openPlane(): Promise<Page> {
  const page = await openFirstFrame((fresh) =>
    fresh.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]),
  );
  await page.select('#preset', 'flat-and-sharp');
  await page.waitForSelector('.surface-card', { timeout: patience });
  await page.waitForFunction(() => window.walkerlab.frame()?.ensembles.length === 2);
  return page;
}

/** Shows the kept frame before the present one. */
async function lookBack(page: Page): Promise<void> {
  const before = await page.evaluate(() => window.walkerlab.frame()!.step);
  await page.focus('.track input[type="range"]');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction((step) => window.walkerlab.frame()!.step < step, {}, before);
}

/** Shading alone gives hundreds of colours; text and axes a few dozen. */
const shaded = 400;

describe('pictures of two parameters', { retry: 1 }, () => {
  it(
    'hold the loss surface, walkers and all, though nobody has scrolled to it',
    async () => {
      const page = await openPlane();
      expect(await page.$$('.surface-card canvas')).toHaveLength(0);
      const saved = await watchDownloads(page);
      const whole = decodePng(await saved(() => choose(page, share, 'Save picture', 'PNG')));
      const place = '.surface-card .surface-place';
      expect(coloursIn(await partOf(page, whole, '#panels', place))).toBeGreaterThan(shaded);
    },
    patience,
  );

  it(
    'say which prediction they show',
    async () => {
      const page = await openPlane();
      const saved = await watchDownloads(page);
      const choice = '.heat-card select';
      const inks = [];
      for (const name of ['masterEquation', 'fokkerPlanck']) {
        await page.select(choice, name);
        const menu = '.heat-card [data-menu="card"]';
        const card = decodePng(await saved(() => choose(page, menu, 'Save picture', 'PNG')));
        inks.push(shareOf(await partOf(page, card, '.heat-card', choice), '#17191c'));
      }
      // Two names of unlike length.
      expect(Math.min(...inks)).toBeGreaterThan(0.005);
      expect(inks[0]).not.toBe(inks[1]);
    },
    patience,
  );

  it(
    'of the loss surface alone are what a graphics device has drawn',
    async () => {
      const page = await openPlane();
      const saved = await watchDownloads(page);
      const menu = '.surface-card [data-menu="card"]';
      const png = await saved(() => choose(page, menu, 'Save picture', 'PNG'));
      expect(png.name).toBe('flat-and-sharp-step0-loss-surface.png');
      expect(coloursIn(decodePng(png))).toBeGreaterThan(shaded);
    },
    patience,
  );

  it(
    'of the loss surface have the step of the walkers on it, not of the frame looked back at',
    async () => {
      const page = await openPlane();
      await enter(page, 'walkers', '5000');
      await page.waitForFunction(
        () => window.walkerlab.frame()?.ensembles[0].snapshot.walkers === 5000,
      );
      for (let step = 1; step <= 2; step++) {
        await page.click('#step');
        await restsAfter(page, step - 1);
      }
      const aside = '.surface-card .aside';
      await page.$eval('.surface-card', (card) => card.scrollIntoView());
      await page.waitForFunction(
        (selector) => document.querySelector(selector)!.textContent!.includes('height: loss'),
        {},
        aside,
      );
      expect(await textOf(page, aside)).not.toContain('walkers at');
      await lookBack(page);
      await page.$eval('.surface-card', (card) => card.scrollIntoView());
      await page.waitForFunction(
        (selector) =>
          document.querySelector(selector)!.textContent!.startsWith('walkers at step 2'),
        { timeout: 20_000 },
        aside,
      );
      const saved = await watchDownloads(page);
      const nameOf = async (card: string) => {
        const menu = `${card} [data-menu="card"]`;
        return (await saved(() => choose(page, menu, 'Save picture', 'PNG'))).name;
      };
      expect(await nameOf('.surface-card')).toBe('flat-and-sharp-step2-loss-surface.png');
      expect(await nameOf('.heat-card')).toMatch(/^flat-and-sharp-step1-/);
    },
    patience,
  );
});
