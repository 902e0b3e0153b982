/** axe finds nothing to complain of, in the main states of the page, both colour modes and on a phone. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { open, openFirstFrame, patience, useApp } from '../support/appPage.js';

useApp();

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe complains of, a line each: rule, element, words. */
async function complaints(page: Page): Promise<string[]> {
  // The policy of the page forbids a script tag; the debugger may evaluate.
  await page.evaluate(script);
  return page.evaluate(async () => {
    const checker = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await checker.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  });
}

/** Looks at the page in both colour modes. */
async function expectNone(page: Page, state: string): Promise<void> {
  for (const value of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    expect({ state, value, found: await complaints(page) }).toEqual({ state, value, found: [] });
  }
}

const openPreset = async (page: Page, name: string) => {
  await page.select('#preset', name);
  await page.waitForFunction(
    (wanted) =>
      (window.walkerlab.experiment() as { name: string }).name === wanted &&
      window.walkerlab.frame() !== null,
    { timeout: patience },
    name,
  );
};

describe('axe', { retry: 1 }, () => {
  it.each([
    ['a desktop', 1440, 900],
    ['a phone', 390, 844],
  ])(
    'has nothing to say of the page on %s',
    async (_, width, height) => {
      const page = await openFirstFrame((fresh) => fresh.setViewport({ width, height }));
      await page.waitForFunction(
        () => window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
        { timeout: patience },
      );
      await expectNone(page, 'first view');
      await page.click('#gallery button');
      await page.waitForSelector('dialog.gallery[open]');
      await expectNone(page, 'gallery');
      await page.keyboard.press('Escape');
      await page.click('#gallery button[aria-controls="editor"]');
      await page.waitForSelector('#editor .findings li[data-kind="minimum"]', {
        timeout: patience,
      });
      await expectNone(page, 'editor');
      await page.click('#editor-loss', { count: 3 });
      await page.keyboard.type('x + wrong');
      await page.waitForSelector('#editor-loss[aria-invalid="true"]', { timeout: patience });
      await expectNone(page, 'editor with an error');
      await openPreset(page, 'flat-and-sharp');
      // What was found on the landscape before is dimmed until something is found on this one.
      await page.waitForSelector('#editor .findings[aria-busy="false"]', { timeout: patience });
      await expectNone(page, 'two parameters');
    },
    patience,
  );

  it(
    'hears from every plot in words what is drawn in it',
    async () => {
      const page = await openFirstFrame();
      await openPreset(page, 'escape-from-a-local-minimum');
      await page.waitForSelector('.exits .path-plot');
      const labels = await page.$$eval('.density, .residual, .path-plot', (plots) =>
        plots.map((plot) => (plot.role === 'img' ? plot.ariaLabel : null)),
      );
      // Density and differences of three noise models, all on the same axes, three paths, three exits.
      expect(labels).toHaveLength(3 * 2 + 1 + 3 + 3);
      expect(new Set(labels).size).toBe(labels.length);
      const laws = 'sampled and predicted (master equation and Fokker–Planck)';
      expect(labels).toContain(`SGD: density of x, ${laws}, over the loss`);
      expect(labels).toContain(
        'Densities of x, sampled, on the same axes: SGD, Gaussian SGD and Langevin',
      );
      expect(labels.join('\n')).toContain('Langevin: share of walkers that leave');
      await expectNone(page, 'exits');
    },
    patience,
  );

  it(
    'has nothing to say of the page without WebGPU',
    async () => {
      const page = await open((fresh) =>
        fresh.evaluateOnNewDocument(() => {
          Reflect.deleteProperty(Navigator.prototype, 'gpu');
        }),
      );
      await page.waitForSelector('.help');
      await expectNone(page, 'help');
    },
    patience,
  );
});
