/** The editor in a real browser: what is typed is marked or taken, and rows keep what stands in them. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { openFirstFrame, patience, textOf, useApp } from '../../support/appPage.js';

useApp();

async function openEditor(page: Page): Promise<void> {
  await page.click('#gallery button[aria-controls="editor"]');
  await page.waitForSelector('#editor .findings li[data-kind="minimum"]', { timeout: patience });
}

async function type(page: Page, field: string, text: string): Promise<void> {
  await page.click(field, { count: 3 });
  await page.keyboard.type(text);
}

const textIn = (page: Page, selector: string) =>
  page.$eval(selector, (field) => (field as HTMLInputElement).value);

const shown = (page: Page) =>
  page.evaluate(() => window.walkerlab.experiment() as Record<string, unknown>);

/** Waits until the experiment on show has these values. */
const shows = (page: Page, values: Record<string, unknown>) =>
  page.waitForFunction(
    (wanted) => {
      const experiment = window.walkerlab.experiment() as Record<string, unknown> | null;
      return (
        experiment && Object.entries(wanted).every(([key, value]) => experiment[key] === value)
      );
    },
    { timeout: patience },
    values,
  );

describe('the editor', { retry: 1 }, () => {
  it(
    'marks what is wrong while the old experiment goes on, and takes what is right',
    async () => {
      const page = await openFirstFrame();
      await openEditor(page);
      await page.waitForSelector('#editor .katex', { timeout: patience });
      await type(page, '#editor-loss', 'x^2 / 2 + b * x');
      await page.waitForSelector('#editor-loss[aria-invalid="true"]', { timeout: patience });
      expect(await textOf(page, '#editor-loss-wrong')).toMatch(/^column 11: unknown name "b"/);
      expect(await textOf(page, '#editor .copy mark')).toBe('b');
      // The mark stands where the field shows the character, to the pixel.
      const [mark, field] = await page.evaluate(() =>
        ['#editor .copy mark', '#editor-loss'].map((selector) => {
          const { left, top, width } = document.querySelector(selector)!.getBoundingClientRect();
          return { left, top, width };
        }),
      );
      const start = 10 * mark.width + 9 + 1;
      expect(Math.abs(mark.left - field.left - start)).toBeLessThan(1);
      expect((await shown(page)).name).toBe('sgd-is-not-brownian');
      expect(await page.$eval('#notice', (notice) => (notice as HTMLElement).hidden)).toBe(true);
      await page.click('#step');
      await page.waitForFunction(() => window.walkerlab.state().step === 1, { timeout: patience });

      await type(page, '#editor-loss', 'x^4 / 4 - x^2 + a * x');
      await page.waitForFunction(
        () =>
          (window.walkerlab.experiment() as { name: string }).name === 'own-landscape' &&
          window.walkerlab.frame() !== null &&
          document.querySelector('#editor .findings li')?.textContent?.includes('x = −1.414'),
        { timeout: patience },
      );
      expect(await textOf(page, '#editor-loss-wrong')).toBe('');
      expect(await textIn(page, '#editor-loss')).toBe('x^4 / 4 - x^2 + a * x');
      expect(await textOf(page, '#editor .findings')).toContain('barrier over x = 0');
    },
    patience,
  );

  it(
    'keeps start and range while the name of their parameter is typed anew',
    async () => {
      const page = await openFirstFrame();
      await openEditor(page);
      const rows = () =>
        page.$$eval('#editor fieldset', (found) =>
          found.map((row) =>
            [...row.querySelectorAll('input, select')].map((i) => (i as HTMLInputElement).value),
          ),
        );
      const before = await rows();
      expect(before).toHaveLength(1);
      await page.click('#editor-parameters', { count: 3 });
      await page.keyboard.press('Backspace');
      await page.waitForFunction(() => document.querySelector('#editor .wrong')?.textContent);
      await page.keyboard.type('x, y');
      await page.waitForFunction(() => document.querySelectorAll('#editor fieldset').length === 2);
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await page.waitForFunction(() => document.querySelectorAll('#editor fieldset').length === 1);
      expect(await rows()).toEqual(before);
      await shows(page, { name: 'own-landscape' });
      expect(await rows()).toEqual(before);
    },
    patience,
  );
});
