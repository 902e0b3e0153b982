/** The instrument's controls in a real browser: keys, legend, fields of the panel, exits. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { writeLink } from '../../src/app/share/link.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import {
  enter,
  fieldOf,
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
import { smallParabola } from '../support/experiments.js';

useApp();

const pressed = (page: Page, selector: string) =>
  page.$$eval(selector, (keys) => keys.map((key) => key.getAttribute('aria-pressed')));

// One retry: on a loaded machine Chrome was seen to leave a protocol call unanswered for minutes.
describe('the instrument', { retry: 1 }, () => {
  it(
    'runs to a step, looks back without moving the walkers, and answers to its keys',
    async () => {
      const page = await openFirstFrame();
      await runTo(page, 20);
      const at20 = await frameOf(page);

      await page.focus('.track input');
      await page.keyboard.press('Home');
      expect((await frameOf(page)).step).toBe(0);
      expect(await textOf(page, '.status')).toContain('A look back at step 0; the walkers are at');
      await page.keyboard.press('ArrowRight');
      expect((await frameOf(page)).step).toBe(1);
      expect((await stateOf(page)).step).toBe(20);
      await page.keyboard.press('End');
      expect((await frameOf(page)).ensembles.map((e) => e.counts)).toEqual(
        at20.ensembles.map((e) => e.counts),
      );
      expect(await page.$eval('.newest', (button) => button.hasAttribute('hidden'))).toBe(true);

      await page.keyboard.press('Home');
      await page.keyboard.press('s');
      expect(await restsAfter(page, 20)).toBe(21);
      expect((await frameOf(page)).step).toBe(21);

      const shownCards = () =>
        page.$$eval('article[data-rule]', (cards) => cards.map((card) => !card.hidden));
      await page.keyboard.press('2');
      expect(await shownCards()).toEqual([true, false, true]);
      await page.keyboard.press('2');
      expect(await shownCards()).toEqual([true, true, true]);
      await page.keyboard.press('l');
      expect(await pressed(page, '.choice button')).toEqual(['false', 'true']);

      await page.keyboard.press('?');
      await page.waitForSelector('dialog.sheet[open]');
      await page.keyboard.press('r');
      expect((await stateOf(page)).step).toBe(21);
      await page.keyboard.press('Escape');
      expect(await page.$('dialog.sheet[open]')).toBeNull();

      await page.focus('#run-to');
      await page.keyboard.press('r');
      expect((await stateOf(page)).step).toBe(21);
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press('r');
      await reaches(page, 'idle');
      await page.keyboard.press('n');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { seed: string }).seed === '2',
      );
      await page.waitForFunction(() => Boolean(window.walkerlab.frame()));
      await page.keyboard.press('Space');
      await page.waitForFunction(() => window.walkerlab.state().step >= 2);
      await page.keyboard.press('Space');
      expect((await stateOf(page)).phase).toBe('paused');
      expect((await frameOf(page)).ensembles[0].counts).not.toEqual(at20.ensembles[0].counts);
    },
    patience,
  );

  it(
    'hides a prediction in all panels from one legend, and in one panel from its own',
    async () => {
      const page = await openFirstFrame();
      const legend = (await page.$$('#legend .key'))[3];
      const rows = '[data-prediction="masterEquation"] .key';
      await legend.click();
      expect(await pressed(page, rows)).toEqual(['false', 'false', 'false']);
      await legend.click();
      await page.click(rows);
      expect(await pressed(page, rows)).toEqual(['false', 'true', 'true']);
    },
    patience,
  );

  it(
    'has a key for each of eight noise models',
    async () => {
      const page = await openFirstFrame();
      const ensembles = Array.from({ length: 8 }, (_, i) => ({
        rule: 'langevin',
        temperature: 0.1 * (i + 1),
      }));
      const many = resolveExperiment({ ...smallParabola, ensembles, walkers: 50, predictions: [] });
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        writeLink(many, { logarithmic: false, step: 0, hidden: [] })!,
      );
      await page.waitForFunction(() => document.querySelectorAll('[data-rule]').length === 8);
      await page.keyboard.press('7');
      await page.keyboard.press('8');
      const shown = [...Array<string>(6).fill('true'), 'false', 'false', 'true'];
      expect(await pressed(page, '#legend .key')).toEqual(shown);
    },
    patience,
  );

  it(
    'hides the loss, with its name, in all panels and in the overlay',
    async () => {
      const page = await openFirstFrame();
      const inked = () =>
        page.$$eval('.density .layer:first-child canvas', (layers) =>
          (layers as HTMLCanvasElement[]).map((canvas) => {
            const { width, height } = canvas;
            // Of a copy: a canvas that is read again and again earns a warning.
            const pen = new OffscreenCanvas(width, height).getContext('2d')!;
            pen.drawImage(canvas, 0, 0);
            const { data } = pen.getImageData(0, 0, width, height);
            return data.filter((value, i) => i % 4 === 3 && value > 0).length;
          }),
        );
      const before = await inked();
      expect(before).toHaveLength(4);
      const key = (await page.$$('#legend .key'))[5];
      await key.click();
      const hidden = await inked();
      for (const [i, count] of hidden.entries()) expect(count).toBeLessThan(before[i] - 100);
      await key.click();
      expect(await inked()).toEqual(before);
    },
    patience,
  );

  it(
    'shows what runs where a value is refused, and leaves the cursor where it is',
    async () => {
      const page = await openFirstFrame();
      const refused = (why: string) =>
        page.waitForFunction(
          (words) => document.querySelector('#notice:not([hidden])')?.textContent?.includes(words),
          {},
          why,
        );
      const fields = async () =>
        Object.fromEntries(
          await Promise.all(
            ['walkers', 'learning rate η', 'seed'].map(async (name) => {
              const field = await fieldOf(page, name);
              return [name, await field.evaluate((input) => input.value)];
            }),
          ),
        );
      const before = await fields();
      const seed = await fieldOf(page, 'seed');
      await seed.click({ count: 3 });
      await seed.type('eleven');
      const walkers = await fieldOf(page, 'walkers');
      await walkers.click({ count: 3 });
      await walkers.type('60');
      await refused('seed');
      // What is being typed is neither taken away nor written over.
      await walkers.type('0');
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { walkers: number }).walkers === 600,
      );
      expect(await fields()).toEqual({ ...before, walkers: '600' });

      await enter(page, 'learning rate η', '-1');
      await refused('learning rate: got -1');
      expect(await fields()).toEqual({ ...before, walkers: '600' });
      await enter(page, 'learning rate η', '0,15');
      const rate = await fieldOf(page, 'learning rate η');
      expect(await rate.evaluate((input) => input.getAttribute('aria-invalid'))).toBe('true');
      await enter(page, 'walkers', '1,000');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { walkers: number }).walkers === 1000,
      );
      const { learningRate } = (await page.evaluate(() => window.walkerlab.experiment())) as {
        learningRate: number;
      };
      expect(String(learningRate)).toBe(before['learning rate η']);
    },
    patience,
  );

  it(
    'shows who has left the region, and what was predicted of it',
    async () => {
      const page = await openFirstFrame();
      await page.select('#preset', 'escape-from-a-local-minimum');
      await page.waitForFunction(
        () =>
          (window.walkerlab.experiment() as { name: string }).name ===
            'escape-from-a-local-minimum' && window.walkerlab.frame() !== null,
      );
      await runTo(page, 40);
      await page.waitForFunction(
        () =>
          /have left.*Master equation.*refused/i.test(
            document.querySelector('.exits .rows')!.textContent!,
          ),
        { timeout: patience },
      );
      expect(await page.$$eval('.exits canvas', (found) => found.length)).toBeGreaterThan(0);
      const rows = () =>
        page.$$eval('.exits .row', (all) => all.filter((row) => row.checkVisibility()).length);
      expect(await rows()).toBe(6);
      // Of another law nothing is predicted, and nothing is left to be read.
      await enter(page, 'learning rate η', '0.1');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { learningRate: number }).learningRate === 0.1,
      );
      await page.click('#step');
      await page.waitForFunction(() => document.querySelector<HTMLElement>('.exits .row')!.hidden, {
        timeout: patience,
      });
      expect(await rows()).toBe(0);
    },
    patience,
  );
});
