/** Landscapes with two parameters in a real browser: maps by their pixels, and the loss surface. */
import type { ElementHandle, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { accentOf } from '../../src/run/report/palette.js';
import {
  enter,
  frameOf,
  openFirstFrame,
  patience,
  reaches,
  restsAfter,
  useApp,
} from '../support/appPage.js';

useApp();

const walkers = 5000;

/** Flat-and-sharp with few walkers, after some steps, with its predictions. */
async function openPlane(): Promise<Page> {
  const page = await openFirstFrame((fresh) =>
    fresh.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]),
  );
  await page.select('#preset', 'flat-and-sharp');
  await page.waitForSelector('.heat-card');
  await enter(page, 'walkers', String(walkers));
  await page.waitForFunction(
    (n) => window.walkerlab.frame()?.ensembles[0].snapshot.walkers === n,
    { timeout: patience },
    walkers,
  );
  for (let step = 1; step <= 3; step++) {
    await page.click('#step');
    await restsAfter(page, step - 1);
  }
  await reaches(page, 'paused', 3);
  await page.waitForFunction(
    () =>
      window.walkerlab
        .frame()!
        .ensembles.every((e) => e.comparisons.some((c) => c.prediction.probabilities)),
    { timeout: patience },
  );
  return page;
}

/** In the page: lightness of the pixels of map `index` of the first card, as its cells are numbered. */
function lightnessOf(index: number): number[] {
  const canvas = document.querySelectorAll<HTMLCanvasElement>('.heat-card .cells')[index];
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, cell) => {
    const [i, j] = [Math.floor(cell / height), cell % height];
    const at = 4 * ((height - 1 - j) * width + i);
    return 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2];
  });
}

describe('maps of two parameters', { retry: 1 }, () => {
  it(
    'are three for each noise model, and darker where more walkers are',
    async () => {
      const page = await openPlane();
      const maps = await page.$$eval('.heat-card', (cards) =>
        cards.map((card) => card.querySelectorAll('.cells').length),
      );
      expect(maps).toEqual([3, 3]);
      const { counts } = (await frameOf(page)).ensembles[0];
      const lightness = await page.evaluate(lightnessOf, 0);
      expect(lightness.length).toBe(counts.length);
      const cells = counts.map((_, cell) => cell).filter((cell) => counts[cell] > 0);
      cells.sort((a, b) => counts[a] - counts[b]);
      expect(cells.length).toBeGreaterThan(5);
      for (let k = 1; k < cells.length; k++) {
        if (counts[cells[k]] === counts[cells[k - 1]]) continue;
        expect(lightness[cells[k]]).toBeLessThanOrEqual(lightness[cells[k - 1]]);
      }
      const darkest = lightness.indexOf(Math.min(...lightness));
      expect(counts[darkest]).toBe(Math.max(...counts));
      const empty = counts.indexOf(0);
      for (const cell of cells) expect(lightness[cell]).toBeLessThan(lightness[empty]);
    },
    patience,
  );

  it(
    'have margins, contours of the loss, words, and the values under the pointer',
    async () => {
      const page = await openPlane();
      await page.waitForFunction(contourPixels, { timeout: patience });
      const filled = await page.$eval('.heat-card .margins', (canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pen = (canvas as HTMLCanvasElement).getContext('2d')!;
        const { data } = pen.getImageData(0, 0, width, height);
        return data.filter((value, i) => i % 4 === 3 && value > 60).length;
      });
      expect(filled).toBeGreaterThan(50);
      const words = await page.$$eval('.heat-card:first-of-type .cells', (maps) =>
        maps.map((map) => map.getAttribute('aria-label')),
      );
      expect(words[0]).toMatch(/^SGD, sampled: 100\.0 % on the grid, most in the cell at x = /);
      expect(words[2]).toMatch(/cells beyond 3 standard errors/);
      // The words are of the prediction that is chosen, also while nothing moves.
      const wordsOfDifference = () =>
        page.$eval('.heat-card', (card) => card.querySelectorAll('.cells')[2].ariaLabel);
      await page.waitForFunction(
        () =>
          window.walkerlab
            .frame()!
            .ensembles.every(
              (e) => e.comparisons.filter((c) => c.prediction.probabilities).length > 1,
            ),
        { timeout: patience },
      );
      const ofMaster = await wordsOfDifference();
      await page.select('.heat-card select', 'fokkerPlanck');
      expect(await wordsOfDifference()).not.toBe(ofMaster);
      await page.select('.heat-card select', 'masterEquation');
      expect(await wordsOfDifference()).toBe(ofMaster);
      const { counts } = (await frameOf(page)).ensembles[0];
      const map = (await page.$('.heat-card .cells'))!;
      await map.hover();
      // An odd number of cells: the pointer is in the middle one.
      const middle = counts[(counts.length - 1) / 2];
      await page.waitForFunction(
        (n) => document.querySelector('.heat-card .aside')!.textContent!.includes(`: ${n} walkers`),
        {},
        middle.toLocaleString('en'),
      );
    },
    patience,
  );

  it(
    'stand beside all paths, also of predictions that were hidden where there are keys for them',
    async () => {
      const page = await openFirstFrame();
      const key = '#legend .key:nth-last-child(2)';
      expect(await page.$eval(key, (button) => button.textContent)).toBe('Fokker–Planck');
      await page.click(key);
      const named = () =>
        page.$$eval('#numbers .legend .key', (all) =>
          all.filter((one) => one.checkVisibility()).map((one) => one.textContent),
        );
      await expect.poll(named).not.toContain('Fokker–Planck');
      await page.select('#preset', 'flat-and-sharp');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { name: string }).name === 'flat-and-sharp',
      );
      expect(await named()).toContain('Fokker–Planck');
    },
    patience,
  );

  it(
    'are hidden by the keys of the legend, with their walkers on the loss surface',
    async () => {
      const page = await openPlane();
      const seen = async () => ({
        cards: await page.$$eval('.heat-card', (all) => all.map((card) => card.checkVisibility())),
        walkers: await pressedOn(page, '.surface-card header .key[aria-pressed]'),
        legend: await pressedOn(page, '#legend .key'),
      });
      const both = { cards: [true, true], walkers: ['true', 'true'], legend: ['true', 'true'] };
      const second = {
        cards: [false, true],
        walkers: ['false', 'true'],
        legend: ['false', 'true'],
      };
      expect(await seen()).toEqual(both);
      await page.keyboard.press('1');
      expect(await seen()).toEqual(second);
      // Cards that are made anew go on as they were.
      await page.keyboard.press('l');
      expect(await seen()).toEqual(second);
      await (await page.$('#legend .key'))?.click();
      expect(await seen()).toEqual(both);
    },
    patience,
  );

  it(
    'are painted once where the colours of the page change',
    async () => {
      const page = await openPlane();
      await page.evaluate(countPaints);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await page.waitForFunction(() => document.body.dataset.paints !== undefined);
      expect(await page.evaluate(() => document.body.dataset.paints)).toBe('1');
    },
    patience,
  );
});

const pressedOn = (page: Page, selector: string) =>
  page.$$eval(selector, (keys) => keys.map((key) => key.getAttribute('aria-pressed')));

/** In the page: writes to the body how often the first map is painted at one go, the first time. */
function countPaints(): void {
  const pens = CanvasRenderingContext2D.prototype;
  const put = pens.putImageData;
  const first = document.querySelector('.heat-card .cells');
  let paints = 0;
  pens.putImageData = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    if (this.canvas === first) paints += 1;
    if (paints === 1) queueMicrotask(() => (document.body.dataset.paints ??= String(paints)));
    put.apply(this, given as Parameters<typeof put>);
  } as typeof put;
}

/** In the page: whether the first overlay has lines inside of its square. */
function contourPixels(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('.heat-card .overlay')!;
  const cells = document.querySelector<HTMLCanvasElement>('.heat-card .cells')!;
  const ratio = canvas.width / canvas.clientWidth;
  const [left, top, side] = [cells.offsetLeft, cells.offsetTop, cells.offsetWidth].map(
    (length) => length * ratio,
  );
  if (canvas.width === 0 || side < 10) return false;
  const pen = canvas.getContext('2d')!;
  const { data } = pen.getImageData(left + 4, top + side / 4, side - 8, 1);
  return data.filter((value, i) => i % 4 === 3 && value > 20).length >= 5;
}

/** Pixels of the picture in a colour, and a number that stands for all of its pixels. */
async function look(page: Page, surface: ElementHandle, hex: string) {
  const png = await surface.screenshot({ encoding: 'base64' });
  return page.evaluate(
    async (base64, [r, g, b]) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      let own = 0;
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) {
        const off = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
        if (off < 6) own += 1;
        sum = (sum * 31 + data[i] + 7 * data[i + 1] + 13 * data[i + 2]) % 1_000_000_007;
      }
      return { own, sum };
    },
    png,
    [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)),
  );
}

describe('the loss surface', { retry: 1 }, () => {
  it(
    'shows the walkers in their colours, turns with the keys and goes back home',
    async () => {
      const page = await openPlane();
      await page.$eval('.surface-card', (card) => card.scrollIntoView({ block: 'center' }));
      const surface = (await page.waitForSelector('.surface'))!;
      /** The picture once it stands still and `isRight`. */
      const settled = async (isRight: (seen: { own: number; sum: number }) => boolean) => {
        const until = Date.now() + patience / 4;
        for (let last = await look(page, surface, accentOf(1)); Date.now() < until; ) {
          await new Promise((done) => setTimeout(done, 200));
          const now = await look(page, surface, accentOf(1));
          if (now.sum === last.sum && isRight(now)) return now;
          last = now;
        }
        throw new Error('the picture did not become what was expected');
      };
      // Key 1 of the legend away, so that the other's points lie over nothing.
      await page.click('.surface-card header button.key');
      await surface.focus();
      const first = await settled(({ own }) => own > 50);
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
      const turned = await settled(({ sum }) => sum !== first.sum);
      expect(turned.own).toBeGreaterThan(50);
      await page.keyboard.press('0');
      expect(await settled(({ sum }) => sum !== turned.sum)).toEqual(first);
    },
    patience,
  );
});
