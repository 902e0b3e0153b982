/** What the page saves of the numbers against the step: pictures, and first passages in numbers. */
import { unzipSync } from 'fflate';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { accentOf } from '../../src/run/report/palette.js';
import { enter, openFirstFrame, patience, reaches, useApp } from '../support/appPage.js';
import { choose, type Download, watchDownloads } from '../support/downloads.js';
import { decodeNpy } from '../support/npy.js';
import { decodePng, partOf, shareOf } from '../support/png.js';

useApp();

/** A run with an exit region, to its end, with its predictions. */
async function openEscape(): Promise<Page> {
  const page = await openFirstFrame((fresh) =>
    fresh.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]),
  );
  await page.select('#preset', 'escape-from-a-local-minimum');
  await page.waitForFunction(
    () =>
      (window.walkerlab.experiment() as { name: string }).name === 'escape-from-a-local-minimum' &&
      window.walkerlab.frame() !== null,
  );
  await enter(page, 'walkers', '20000');
  await page.waitForFunction(
    () => window.walkerlab.frame()?.ensembles[0].snapshot.walkers === 20_000,
  );
  await page.click('#run');
  await reaches(page, 'done');
  await page.waitForFunction(
    () =>
      window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2) &&
      [...document.querySelectorAll('.exits .row')].every(
        (row) => !row.textContent!.includes('waits'),
      ),
    { timeout: patience },
  );
  return page;
}

/** The menu of the card with this title. */
async function menuOf(page: Page, title: string): Promise<string> {
  await page.$$eval(
    '#numbers article',
    (cards, wanted) => {
      const card = cards.find((one) => one.querySelector('h3')?.textContent === wanted);
      for (const one of cards) one.id = one === card ? 'wanted' : '';
    },
    title,
  );
  return '#wanted [data-menu="card"]';
}

/** Its texts, and the lines in it by colour: "#0072b2 5,3", without dashes where it is sampled. */
const read = (page: Page, { bytes }: Download) =>
  page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const strokes = [...parsed.querySelectorAll('.mark-line path')].map((line) =>
      ['stroke', 'stroke-dasharray'].flatMap((name) => line.getAttribute(name) ?? []).join(' '),
    );
    return {
      texts: [...parsed.querySelectorAll('text')].map((e) => e.textContent ?? ''),
      strokes: [...new Set(strokes)].sort(),
    };
  }, bytes.toString());

describe('the numbers against the step', { retry: 1 }, () => {
  it(
    'are saved as pictures of what is on show',
    async () => {
      const page = await openEscape();
      const saved = await watchDownloads(page);
      const paths = await menuOf(page, 'Distances and moments');
      const svg = await saved(() => choose(page, paths, 'Save picture', 'SVG'));
      expect(svg.name).toBe('escape-from-a-local-minimum-step600-distances-and-moments.svg');
      const all = await read(page, svg);
      for (const text of ['Distance', 'Mean', 'Variance', 'Gaussian SGD', 'Fokker–Planck'])
        expect(all.texts).toContain(text);
      for (const colour of [0, 1, 2].map(accentOf)) {
        expect(all.strokes).toContain(colour);
        expect(all.strokes).toContain(`${colour} 5,3`);
      }

      const png = await saved(() => choose(page, paths, 'Save picture', 'PNG'));
      expect(png.name).toMatch(/step600-distances-and-moments\.png$/);
      const place = '#wanted figure:nth-of-type(2)';
      const mean = await partOf(page, decodePng(png), '#wanted', place);
      for (const colour of [0, 1, 2].map(accentOf))
        expect(shareOf(mean, colour)).toBeGreaterThan(3e-4);

      // Without the second noise model, and without the Fokker–Planck equation.
      await page.click('#legend .key:nth-of-type(2)');
      await page.click('#legend .key:nth-of-type(5)');
      const some = await read(page, await saved(() => choose(page, paths, 'Save picture', 'SVG')));
      const solid = [0, 2].map(accentOf).flatMap((colour) => [colour, `${colour} 1,0`]);
      expect(some.strokes).toEqual(solid);
      expect(some.texts).not.toContain('Fokker–Planck');

      const exits = await menuOf(page, 'First passages');
      const left = await saved(() => choose(page, exits, 'Save picture', 'SVG'));
      expect(left.name).toMatch(/step600-first-passages\.svg$/);
      const rates = await read(page, left);
      expect(rates.strokes).toEqual(solid);
      expect(rates.texts.join()).toContain('share of walkers that leave');
      expect(rates.texts).not.toContain('Gaussian SGD');
    },
    patience,
  );

  it(
    'are saved as first passages up to the step on show, sampled and predicted',
    async () => {
      const page = await openEscape();
      const saved = await watchDownloads(page);
      const share = '[data-menu="share"]';
      const last = await page.evaluate(() => window.walkerlab.frame()!.step);
      await page.focus('.track input[type="range"]');
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
      await page.waitForFunction((step) => window.walkerlab.frame()!.step < step, {}, last);
      const step = await page.evaluate(() => window.walkerlab.frame()!.step);

      const json = await saved(() => choose(page, share, 'Save frame', 'JSON'));
      const { ensembles } = JSON.parse(json.bytes.toString());
      const exits = ensembles.map((e: { exits: object }) => e.exits);
      expect(exits).toHaveLength(3);
      for (const own of exits) {
        expect(own).toMatchObject({ step, walkers: 20_000, region: 'x > -2.5 and x < 0' });
        const { startedOutside, counts, inside } = own;
        const left = counts.reduce((sum: number, count: number) => sum + count, startedOutside);
        expect(left + inside).toBe(20_000);
        expect(Object.keys(own.predictions)).toEqual(['masterEquation', 'fokkerPlanck']);
      }

      const npz = await saved(() => choose(page, share, 'Save densities', 'NPZ'));
      const arrays = unzipSync(npz.bytes);
      const valuesOf = (name: string) => decodeNpy(arrays[`${name}.npy`]).values;
      expect(valuesOf('exits/last_step').at(-1)).toBe(step);
      expect(valuesOf('langevin/exits/counts')).toEqual([
        exits[2].startedOutside,
        ...exits[2].counts,
      ]);
      expect(valuesOf('sgd/exits/masterEquation/probabilities').slice(1)).toEqual(
        exits[0].predictions.masterEquation.probabilities,
      );
    },
    patience,
  );
});
