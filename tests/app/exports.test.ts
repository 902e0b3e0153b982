/** Everything that the page saves, opened again: it holds the numbers of the frame on show. */
import { unzipSync } from 'fflate';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { parseText } from '../../src/model/file/text.js';
import { accentOf } from '../../src/run/report/palette.js';
import { enter, frameOf, openFirstFrame, patience, reaches, useApp } from '../support/appPage.js';
import { choose, watchDownloads } from '../support/downloads.js';
import { decodeNpy } from '../support/npy.js';
import { decodePng, shareOf } from '../support/png.js';
import { videoSeconds } from '../support/webm.js';

useApp();

const share = '[data-menu="share"]';
const firstCard = 'article[data-rule="sgd"] [data-menu="card"]';

/** The first preset at a step where all predictions are known. */
async function atStep(step: number): Promise<Page> {
  const page = await openFirstFrame();
  for (let k = 1; k <= step; k++) {
    await page.click('#step');
    await reaches(page, 'paused', k);
  }
  await page.waitForFunction(
    () => window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
    { timeout: patience },
  );
  return page;
}

describe('what the page saves', { retry: 1 }, () => {
  it(
    'as numbers are those of the frame on show, and the experiment is the one that made them',
    async () => {
      const page = await atStep(3);
      const saved = await watchDownloads(page);
      const frame = await frameOf(page);
      const counts = frame.ensembles.map((e) => e.counts);

      const csv = await saved(() => choose(page, share, 'Save densities', 'CSV'));
      expect(csv.name).toBe('sgd-is-not-brownian-step3.csv');
      const [head, ...lines] = csv.bytes.toString().trim().split('\r\n');
      const column = head.split(',').indexOf('count');
      expect(lines.map((line) => Number(line.split(',')[column]))).toEqual(counts.flat());

      const npz = await saved(() => choose(page, share, 'Save densities', 'NPZ'));
      expect(npz.name).toBe('sgd-is-not-brownian-step3.npz');
      const arrays = unzipSync(npz.bytes);
      const stored = ['sgd', 'gaussian-sgd', 'langevin'].map((name) =>
        decodeNpy(arrays[`${name}/step3/counts.npy`]),
      );
      expect(stored.map((a) => a.values)).toEqual(counts);
      expect(stored[0].shape).toEqual([counts[0].length]);

      const json = await saved(() => choose(page, share, 'Save frame', 'JSON'));
      const result = JSON.parse(json.bytes.toString());
      expect(result.format).toBe('walkerlab-result/1');
      const snapshots = result.ensembles.map((e: { snapshots: object[] }) => e.snapshots);
      expect(snapshots).toMatchObject(
        frame.ensembles.map(({ counts, outside, diverged }) => [
          { step: 3, counts, outside, diverged },
        ]),
      );
      const shown = await page.evaluate(() =>
        window.walkerlab
          .frame()!
          .ensembles.map((e) => e.comparisons.map((c) => c.verdict?.totalVariation)),
      );
      const laws = snapshots.map(([s]: { predictions: object }[]) =>
        Object.values(s.predictions).map((p) => p.totalVariation),
      );
      expect(laws).toEqual(shown);

      const yaml = await saved(() => choose(page, share, 'Save', 'YAML'));
      expect(yaml.name).toBe('sgd-is-not-brownian.yaml');
      const source = await page.evaluate(() => window.walkerlab.experiment());
      expect(resolveExperiment(parseText(yaml.bytes.toString())).source).toEqual(source);
    },
    patience,
  );

  it(
    'after a change of law names both laws, the time that has passed and no prediction',
    async () => {
      const page = await atStep(2);
      await enter(page, 'learning rate η', '0.05');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { learningRate: number }).learningRate === 0.05,
      );
      await page.click('#step');
      await reaches(page, 'paused', 3);
      const saved = await watchDownloads(page);
      const frameOfStep = async () =>
        JSON.parse((await saved(() => choose(page, share, 'Save frame', 'JSON'))).bytes.toString());
      const changed = await frameOfStep();
      expect(changed.experiment.learningRate).toBe(0.15);
      expect(changed.lawChanges).toMatchObject([{ step: 2, experiment: { learningRate: 0.05 } }]);
      const [{ step, time, predictions }] = changed.ensembles[0].snapshots;
      expect([step, predictions]).toEqual([3, {}]);
      expect(time).toBeCloseTo(2 * 0.15 + 0.05, 12);
      // What was before the change is as it was.
      await page.focus('.track input[type="range"]');
      await page.keyboard.press('ArrowLeft');
      await page.waitForFunction(() => window.walkerlab.frame()!.step === 2);
      const before = await frameOfStep();
      expect(before).not.toHaveProperty('lawChanges');
      expect(before.ensembles[0].snapshots[0].time).toBeCloseTo(2 * 0.15, 12);
      expect(Object.keys(before.ensembles[0].snapshots[0].predictions)).toHaveLength(2);
    },
    patience,
  );

  it(
    'as pictures shows the card in its colours, and every series',
    async () => {
      const page = await atStep(1);
      const saved = await watchDownloads(page);
      const png = await saved(() => choose(page, firstCard, 'Save picture', 'PNG'));
      expect(png.name).toBe('sgd-is-not-brownian-step1-sgd.png');
      const picture = decodePng(png);
      const card = await page.$eval('article[data-rule="sgd"]', (e) => e.clientWidth);
      expect(picture.width).toBeGreaterThan(2 * card);
      // Filled steps, at the strength that the page fills them with.
      expect(shareOf(picture, accentOf(0), 0.38)).toBeGreaterThan(0.01);
      for (const other of [1, 2])
        expect(shareOf(picture, accentOf(other), 0.38)).toBeLessThan(1e-4);
      const whole = decodePng(await saved(() => choose(page, share, 'Save picture', 'PNG')));
      for (const index of [0, 1, 2]) {
        expect(shareOf(whole, accentOf(index), 0.38)).toBeGreaterThan(0.002);
      }

      const svg = await saved(() => choose(page, firstCard, 'Save picture', 'SVG'));
      expect(svg.name).toBe('sgd-is-not-brownian-step1-sgd.svg');
      const strokesOf = ({ bytes }: typeof svg) =>
        page.evaluate((text) => {
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
          if (parsed.querySelector('parsererror')) return null;
          return [...parsed.querySelectorAll('[stroke]')].map((e) => e.getAttribute('stroke'));
        }, bytes.toString());
      const strokes = await strokesOf(svg);
      for (const series of [accentOf(0), '#111111', '#d55e00']) expect(strokes).toContain(series);
      expect(strokes).not.toContain(accentOf(1));
      // Without the second noise model and the Fokker–Planck equation.
      await page.click('#legend .key:nth-of-type(2)');
      await page.click('#legend .key:nth-of-type(5)');
      const rest = await strokesOf(await saved(() => choose(page, share, 'Save picture', 'SVG')));
      for (const series of [accentOf(0), accentOf(2), '#111111']) expect(rest).toContain(series);
      for (const series of [accentOf(1), '#d55e00']) expect(rest).not.toContain(series);
    },
    patience,
  );

  it(
    'as a video plays, and ends with the recording',
    async () => {
      const page = await atStep(0);
      const saved = await watchDownloads(page);
      const began = Date.now();
      const video = await saved(async () => {
        await choose(page, firstCard, 'Record video', 'WebM, at most 60 s');
        await page.waitForSelector('.recording:not([hidden])');
        await page.waitForFunction(() => window.walkerlab.state().step >= 20);
        await page.click('.recording button');
      });
      const longest = (Date.now() - began) / 1000;
      expect(video.name).toMatch(/^sgd-is-not-brownian-step\d+-sgd\.webm$/);
      expect(video.bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
      const { last, stated } = videoSeconds(video.bytes);
      // Twenty frames: a third of a second on hardware, more elsewhere.
      expect(last).toBeGreaterThan(0.1);
      expect(stated).toBeGreaterThanOrEqual(last);
      expect(stated).toBeLessThan(longest);
      expect(await page.$('.recording:not([hidden])')).toBeNull();
    },
    patience,
  );

  it(
    'as a video of a card ends where the card leaves the page',
    async () => {
      const page = await atStep(0);
      const saved = await watchDownloads(page);
      const video = await saved(async () => {
        await choose(page, firstCard, 'Record video', 'WebM, at most 60 s');
        await page.waitForSelector('.recording:not([hidden])');
        await page.waitForFunction(() => window.walkerlab.state().step >= 5);
        // Another scale has cards of its own.
        await page.keyboard.press('l');
      });
      expect(videoSeconds(video.bytes).last).toBeGreaterThan(0);
      await page.waitForSelector('.recording', { hidden: true });
    },
    patience,
  );
});
