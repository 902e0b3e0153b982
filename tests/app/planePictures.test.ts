/** Pictures that the page saves of a landscape with two parameters: maps and the loss surface. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { openFirstFrame, patience, useApp } from '../support/appPage.js';
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
});
