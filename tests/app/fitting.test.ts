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

const dropIt = (page: Page) =>
  drop(page, filesOf({ 'fitted.json': JSON.stringify(plain) })('fitted.json'));

const nameOf = (page: Page) =>
  page.evaluate(() => (window.walkerlab.experiment() as { name: string }).name);
const percentOf = async (page: Page) =>
  Number.parseInt(await textOf(page, '#fitting [role="progressbar"]'), 10);

describe('a grid that is fitted', { retry: 1 }, () => {
  it(
    'shows its progress, is cancelled without a loss, and is taken where it is let be',
    async () => {
      const page = await openFirstFrame();
      const before = await nameOf(page);
      await dropIt(page);
      await page.waitForSelector('#fitting');
      expect(await textOf(page, '#fitting')).toContain('Two coupled directions');
      await page.waitForFunction(
        () =>
          Number.parseInt(document.querySelector('#fitting span span')?.textContent ?? '', 10) > 0,
      );
      expect(await percentOf(page)).toBeLessThan(100);
      await page.click('#fitting button');
      await page.waitForFunction(() => !document.querySelector('#fitting'));
      expect(await nameOf(page)).toBe(before);
      expect(await page.$eval('#preset', (menu) => (menu as HTMLSelectElement).value)).toBe(before);

      await dropIt(page);
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { name: string }).name === 'fitted',
      );
      expect(await page.$('#fitting')).toBeNull();
      await page.waitForFunction(
        () => window.walkerlab.frame()?.ensembles[0].snapshot.walkers === 2000,
      );
      const { grid } = (await page.evaluate(() => window.walkerlab.experiment())) as {
        grid: Record<string, { cells: number }>;
      };
      expect(Object.keys(grid)).toEqual(['x', 'y']);
    },
    patience,
  );
});
