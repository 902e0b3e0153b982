/** The editor in a real browser: what is typed is marked, taken, kept and given up. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { enter, openFirstFrame, patience, textOf, useApp } from '../../support/appPage.js';
import { drop, filesOf } from '../../support/dragged.js';

useApp();

const preset = 'escape-from-a-local-minimum';

/** Whose grid takes a moment to fit. */
const plane = {
  name: 'plane',
  landscape: { parameters: ['x', 'y'], loss: '(x^2 + 3 * y^2 + x * y) / 2' },
  learningRate: 0.1,
  steps: 60,
  walkers: 2000,
  initial: { x: 0.5, y: 0 },
  ensembles: [{ name: 'Langevin', rule: 'langevin', temperature: 0.05 }],
  grid: { x: { min: -2, max: 2, cells: 32 }, y: { min: -2, max: 2, cells: 32 } },
  predictions: ['masterEquation'],
};

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
    'keeps what is being typed while other numbers change, until another experiment opens',
    async () => {
      const page = await openFirstFrame();
      await openEditor(page);
      const before = await textIn(page, '#editor-loss');
      await type(page, '#editor-loss', 'x^2 + ');
      await page.waitForSelector('#editor-loss[aria-invalid="true"]');
      const wrong = await textOf(page, '#editor-loss-wrong');
      await page.click('#new-seed');
      await shows(page, { seed: '2' });
      expect(await textIn(page, '#editor-loss')).toBe('x^2 + ');
      await enter(page, 'learning rate η', '0.1');
      await shows(page, { learningRate: 0.1 });
      expect(await textIn(page, '#editor-loss')).toBe('x^2 + ');
      expect(await textOf(page, '#editor-loss-wrong')).toBe(wrong);
      // Nor does it get lost with the editor out of sight.
      await page.click('#editor header button');
      await page.click('#new-seed');
      await shows(page, { seed: '3' });
      await page.click('#gallery button[aria-controls="editor"]');
      expect(await textIn(page, '#editor-loss')).toBe('x^2 + ');

      await page.select('#preset', preset);
      await shows(page, { name: preset });
      // The same loss as before, of another experiment.
      expect(await textIn(page, '#editor-loss')).toBe(before);
      expect(await textOf(page, '#editor-loss-wrong')).toBe('');
    },
    patience,
  );

  it(
    'takes nothing that was typed before another experiment opened',
    async () => {
      const page = await openFirstFrame();
      await openEditor(page);
      const name = await page.evaluate(async (next) => {
        const loss = document.querySelector('textarea')!;
        loss.value = 'x^2 / 2 + a * x';
        loss.dispatchEvent(new Event('input', { bubbles: true }));
        const menu = document.querySelector<HTMLSelectElement>('#preset')!;
        menu.value = next;
        menu.dispatchEvent(new Event('change'));
        // Long enough for the quiet time after which what is typed is looked at.
        await new Promise((done) => setTimeout(done, 600));
        return (window.walkerlab.experiment() as { name: string }).name;
      }, preset);
      expect(name).toBe(preset);
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

  it(
    'takes what is typed and a new seed, where that comes while the grid is fitted',
    async () => {
      const page = await openFirstFrame();
      await drop(page, filesOf({ 'plane.json': JSON.stringify(plane) })('plane.json'));
      await shows(page, { name: 'plane' });
      await openEditor(page);
      await page.$$eval('#editor .range input', (ends) => {
        for (const end of ends as HTMLInputElement[]) {
          end.value = '';
          end.dispatchEvent(new Event('input', { bubbles: true }));
        }
      });
      await page.waitForSelector('#fitting');
      await page.click('#new-seed');
      await shows(page, { name: 'own-landscape', seed: '2' });
      // It is fitted again, as long as nobody gives it a range.
      expect(await textIn(page, '#editor .range input')).toBe('');
    },
    patience,
  );
});
