/** How an experiment is looked at, in a real browser: kept by the cards, and by the link. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { readLink, type SharedView, writeLink } from '../../src/app/share/link.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import {
  enter,
  fieldOf,
  firstFrame,
  openFirstFrame,
  patience,
  useApp,
} from '../support/appPage.js';
import { smallPlane } from '../support/experiments.js';

useApp();

const pressed = (page: Page, selector: string) =>
  page.$$eval(selector, (keys) => keys.map((key) => key.getAttribute('aria-pressed')));

/** Waits until the address holds `view`, in whatever else it says. */
async function addressHolds(page: Page, view: Partial<SharedView>): Promise<void> {
  await expect
    .poll(async () => readLink(await page.evaluate(() => location.hash))?.view, {
      timeout: patience,
    })
    .toMatchObject(view);
}

const follow = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** What is out of sight is not drawn. */
const bringIntoView = (page: Page, selector: string) =>
  page.$eval(selector, (found) => found.scrollIntoView({ block: 'center' }));

async function zoomOut(page: Page): Promise<void> {
  await bringIntoView(page, '.surface-card');
  await (await page.waitForSelector('[aria-label="Zoom out"]'))?.click();
}

describe('the view', { retry: 1 }, () => {
  it(
    'keeps what is hidden on single cards, when they are made anew and in the link',
    async () => {
      const page = await openFirstFrame();
      const rows = '[data-prediction="masterEquation"] .key';
      const heads = 'article[data-rule] header .key';
      const overlay = '.overlay .legend .key';
      await page.click(rows);
      await page.click(heads);
      await page.click(overlay);
      await enter(page, 'frames/s', '5');
      await page.keyboard.press('l');
      const isKept = async () => {
        for (const selector of [rows, heads, overlay]) {
          expect(await pressed(page, selector)).toEqual(['false', 'true', 'true']);
        }
        expect(await (await fieldOf(page, 'frames/s')).evaluate((field) => field.value)).toBe('5');
      };
      await isKept();
      const hidden = ['card 0 masterEquation', 'card 0 sampled', 'overlay ensemble 0'];
      await addressHolds(page, { logarithmic: true, hidden, framesPerSecond: 5 });
      await page.reload();
      await firstFrame(page);
      await addressHolds(page, { hidden });
      await isKept();
      // What is hidden everywhere can be shown on one card, until the legend is asked again.
      const legend = (await page.$$('#legend .key'))[3];
      await legend.click();
      expect(await pressed(page, rows)).toEqual(['false', 'false', 'false']);
      await page.click(rows);
      expect(await pressed(page, rows)).toEqual(['true', 'false', 'false']);
      await legend.click();
      expect(await pressed(page, rows)).toEqual(['true', 'true', 'true']);
    },
    patience,
  );

  it(
    'has the prediction on the maps, the camera and what is on the loss surface in the link',
    async () => {
      const page = await openFirstFrame();
      const plane = smallPlane({
        name: 'plane',
        steps: 2,
        walkers: 500,
        snapshots: [0],
        predictions: ['masterEquation', 'fokkerPlanck'],
        ensembles: [
          { name: 'SGD', rule: 'sgd', batchSize: 1 },
          { name: 'Langevin', rule: 'langevin', temperature: 0.1 },
        ],
      });
      const usual = { logarithmic: false, step: 0, hidden: [] };
      await follow(page, writeLink(plane, usual)!);
      await page.waitForSelector('.heat-card select');
      await page.select('.heat-card select', 'fokkerPlanck');
      await bringIntoView(page, '.surface-card');
      const surface = (await page.waitForSelector('.surface'))!;
      const { x, y } = (await surface.boundingBox())!;
      await page.mouse.move(x + 50, y + 50);
      await page.mouse.down();
      await page.mouse.move(x + 75, y + 60, { steps: 5 });
      await page.mouse.up();
      await page.click('.surface-card header button.key');
      const view = {
        hidden: ['surface ensemble 0'],
        prediction: 'fokkerPlanck',
        camera: { azimuth: 0.8, elevation: 0.8, distance: 4.7 },
      } as const;
      await addressHolds(page, view);

      await page.reload();
      await page.waitForSelector('.heat-card select');
      const chosen = () =>
        page.$$eval('.heat-card select', (menus) =>
          menus.map((m) => (m as HTMLSelectElement).value),
        );
      await expect.poll(chosen, { timeout: patience }).toEqual(['fokkerPlanck', 'fokkerPlanck']);
      const keys = '.surface-card header button.key';
      expect(await pressed(page, keys)).toEqual(['false', 'true']);
      await addressHolds(page, view);
      // The camera goes on from where the link has put it, also on cards that are made anew.
      await page.keyboard.press('l');
      await zoomOut(page);
      await addressHolds(page, { ...view, camera: { ...view.camera, distance: 5.405 } });
      // A link that says nothing of them goes back to what is usual.
      await follow(page, writeLink(resolveExperiment(plane.source), usual)!);
      await bringIntoView(page, '.heat-card');
      await expect
        .poll(chosen, { timeout: patience })
        .toEqual(['masterEquation', 'masterEquation']);
      expect(await pressed(page, keys)).toEqual(['true', 'true']);
      await zoomOut(page);
      await addressHolds(page, { camera: { azimuth: 0.6, elevation: 0.72, distance: 5.405 } });
    },
    patience,
  );
});
