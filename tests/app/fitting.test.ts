/** A grid that takes its time to fit: the page tells how far it has come, and lets it be cancelled. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { openFirstFrame, patience, textOf, useApp } from '../support/appPage.js';
import { drop, filesOf } from '../support/dragged.js';

useApp();

const plain = {
  name: 'fitted',
  title: 'Two coupled directions',
  landscape: {
    parameters: ['x', 'y'],
    loss: '(x^2 + 3 * y^2 + x * y) / 2 + a * x + b * y',
    data: { a: [-0.4, 0.1, 0.3], b: [0.2, -0.3, 0.1] },
  },
  learningRate: 0.1,
  steps: 60,
  walkers: 2000,
  initial: { x: 0.5, y: 0 },
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 1 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
  ],
  grid: 'auto',
  predictions: ['masterEquation'],
};

const line = {
  ...plain,
  title: 'A long way',
  landscape: { parameters: ['x'], loss: '(x^2 - 1)^2 / 4 + a * x', data: { a: [-0.3, 0.1, 0.2] } },
  steps: 30_000,
  initial: { x: 0.5 },
  snapshots: [0, 30_000],
};

const apart = {
  ...plain,
  title: 'Two directions apart',
  landscape: { ...plain.landscape, loss: 'x^2 / 2 + y^2 + a * x + b * y' },
  initial: { x: { normal: [0.5, 0.3] }, y: { normal: [0, 0.3] } },
  ensembles: [{ name: 'Langevin', rule: 'langevin', temperature: 0.05 }],
  steps: 6,
};

const dropIt = (page: Page, dropped: object) =>
  drop(page, filesOf({ 'fitted.json': JSON.stringify(dropped) })('fitted.json'));
const isOpened = (page: Page) =>
  page.waitForFunction(
    () =>
      (window.walkerlab.experiment() as { name: string }).name === 'fitted' &&
      window.walkerlab.frame()?.ensembles[0].snapshot.walkers === 2000,
  );
const gridOf = (page: Page) =>
  page.evaluate(() => JSON.stringify((window.walkerlab.experiment() as { grid: unknown }).grid));

const nameOf = (page: Page) =>
  page.evaluate(() => (window.walkerlab.experiment() as { name: string }).name);
const percentOf = async (page: Page) =>
  Number.parseInt(await textOf(page, '#fitting [role="progressbar"]'), 10);

describe('a grid that is fitted', { retry: 1 }, () => {
  it(
    'shows its progress, and is cancelled without a loss',
    async () => {
      const page = await openFirstFrame();
      const before = await nameOf(page);
      await dropIt(page, line);
      await page.waitForSelector('#fitting');
      expect(await textOf(page, '#fitting')).toContain('Fitting the grid of “A long way”');
      await page.waitForFunction(
        () =>
          Number.parseInt(document.querySelector('#fitting span span')?.textContent ?? '', 10) > 0,
      );
      expect(await percentOf(page)).toBeLessThan(100);
      await page.click('#fitting button');
      await page.waitForFunction(() => !document.querySelector('#fitting'));
      expect(await nameOf(page)).toBe(before);
      expect(await page.$eval('#preset', (menu) => (menu as HTMLSelectElement).value)).toBe(before);
    },
    patience,
  );

  it(
    'is rough at first in the plane, is refined while nothing is run, and then stays',
    async () => {
      const page = await openFirstFrame();
      await dropIt(page, plain);
      await isOpened(page);
      const rough = await gridOf(page);
      await page.waitForSelector('#fitting');
      expect(await textOf(page, '#fitting')).toContain('Refining the grid');
      await page.click('#step');
      await page.waitForFunction(() => !document.querySelector('#fitting'));
      expect(await gridOf(page)).toBe(rough);
      // One coordinate after the other, which takes no minute.
      await dropIt(page, apart);
      await page.waitForFunction(
        (old) => {
          const { grid } = window.walkerlab.experiment() as { grid: unknown };
          return JSON.stringify(grid) !== old && window.walkerlab.frame()?.step === 0;
        },
        { timeout: patience },
        rough,
      );
      // Fitted, it has as many cells as the law asks for: no rough one has more than 128.
      await page.waitForFunction(
        () => {
          const { grid } = window.walkerlab.experiment() as {
            grid: Record<string, { cells: number }>;
          };
          return grid.y.cells > 128 && window.walkerlab.frame()?.step === 0;
        },
        { timeout: patience },
      );
      expect(await page.$('#fitting')).toBeNull();
    },
    patience,
  );
});
