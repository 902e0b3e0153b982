/** Links on the page: they round-trip, and nothing heavy or hostile starts by itself. */
import type { Page } from 'puppeteer-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeLink } from '../../src/app/share/link.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import {
  firstFrame,
  frameOf,
  openFirstFrame,
  patience,
  reaches,
  stateOf,
  textOf,
  useApp,
} from '../support/appPage.js';
import { choose } from '../support/downloads.js';
import { smallParabola } from '../support/experiments.js';

useApp();

const plain = { ...smallParabola, name: 'linked', title: 'A linked parabola' };
const view = { logarithmic: true, step: 4, hidden: ['loss'] };
const linkOf = (change: object, of = view) =>
  writeLink(resolveExperiment({ ...plain, ...change }), of) ?? '';
const hashOf = (page: Page) => page.evaluate(() => location.hash);
const titleOf = (page: Page) =>
  page.evaluate(() => (window.walkerlab.experiment() as { title?: string } | null)?.title);
const follow = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

describe('links', { retry: 1 }, () => {
  it(
    'a link brings the state that it was made of, and the address gives it back',
    async () => {
      const page = await openFirstFrame();
      const visited = await page.evaluate(() => history.length);
      const link = linkOf({});
      await follow(page, link);
      await reaches(page, 'paused', 4);
      expect(await titleOf(page)).toBe('A linked parabola');
      expect((await frameOf(page)).step).toBe(4);
      // The page says the same state with the same link, and so after it is loaded again.
      await page.waitForFunction((hash) => location.hash === hash, {}, link);
      const { ensembles } = await frameOf(page);
      await page.reload();
      await reaches(page, 'paused', 4);
      // Nor did it say anything else while the walkers were on their way.
      expect(await hashOf(page)).toBe(link);
      expect((await frameOf(page)).ensembles[0].counts).toEqual(ensembles[0].counts);
      await page.click('#step');
      await reaches(page, 'paused', 5);
      await page.waitForFunction((hash) => location.hash !== hash, {}, link);
      expect(await hashOf(page)).toBe(linkOf({}, { ...view, step: 5 }));
      // Our own changes of the address add nothing to the way back; following the link added one.
      expect(await page.evaluate(() => history.length)).toBe(visited + 1);
    },
    patience,
  );

  it(
    'a heavy link says what it costs and starts nothing before a click',
    async () => {
      const page = await openFirstFrame();
      const before = await page.evaluate(() => window.walkerlab.experiment());
      await follow(page, linkOf({ walkers: 200_000_000, steps: 1000 }));
      await page.waitForSelector('dialog.cost[open]');
      const words = await textOf(page, 'dialog.cost');
      for (const said of ['200,000,000', 'memory', 'operations', 'about', 'A linked parabola']) {
        expect(words).toContain(said);
      }
      expect(await page.evaluate(() => window.walkerlab.experiment())).toEqual(before);
      expect((await stateOf(page)).phase).toBe('idle');
      const buttons = await page.$$('dialog.cost button');
      const labels = await Promise.all(buttons.map((b) => b.evaluate((e) => e.textContent)));
      expect(labels).toEqual(['Open with 100,000 walkers', 'Open as it is', 'Do not open']);
      await buttons[2].click();
      await page.waitForFunction(() => !document.querySelector('dialog.cost'));
      expect(await page.evaluate(() => window.walkerlab.experiment())).toEqual(before);

      await follow(page, linkOf({ walkers: 300_000_000, steps: 1000 }));
      await page.waitForSelector('dialog.cost[open]');
      await (await page.$('dialog.cost .primary'))?.click();
      await reaches(page, 'paused', 4);
      const opened = await page.evaluate(() => window.walkerlab.experiment());
      expect(opened).toMatchObject({ title: 'A linked parabola', walkers: 100_000, steps: 1000 });
    },
    patience,
  );

  it(
    'what is opened while the first link waits for its answer is kept where that is not opened',
    async () => {
      const page = await openFirstFrame();
      const url = await appUrl(page);
      await page.goto('about:blank');
      await page.goto(`${url}${linkOf({ walkers: 200_000_000, steps: 1000 })}`);
      await page.waitForSelector('dialog.cost[open]');
      // With the name of a preset: it is in the menu, which the page would open where nothing is.
      await follow(page, linkOf({ name: 'two-valleys' }));
      await reaches(page, 'paused', 4);
      await (await page.$('dialog.cost button:last-child'))?.click();
      await page.waitForFunction(() => !document.querySelector('dialog.cost'));
      expect(await titleOf(page)).toBe('A linked parabola');
      await page.click('#step');
      await reaches(page, 'paused', 5);
    },
    patience,
  );

  it(
    'a damaged or outdated link is refused in words, also where the page begins with it',
    async () => {
      const page = await openFirstFrame();
      const url = await appUrl(page);
      const right = resolveExperiment(plain);
      const wrong = { ...right, source: { ...(right.source as object), learningRate: -1 } };
      for (const [hash, why] of [
        ['#7.abc', 'it is of version 7, this page reads version 1'],
        [linkOf({}).slice(0, 90), 'it is damaged'],
        [
          writeLink(wrong, view) ?? '',
          'its experiment has a mistake at learningRate: got -1, expected a number from 1e-9 to 1000000',
        ],
      ]) {
        await page.goto('about:blank');
        await page.goto(`${url}${hash}`);
        await firstFrame(page);
        await page.waitForSelector('#notice[data-kind="error"]:not([hidden])');
        expect(await textOf(page, '#notice span')).toBe(`This link cannot be opened: ${why}`);
        expect(await titleOf(page)).toBe('SGD is not Brownian motion');
      }
    },
    patience,
  );

  it(
    'a copied link, and the one inside copied HTML, opens to the same state',
    async () => {
      const page = await openFirstFrame();
      const url = await appUrl(page);
      const context = page.browserContext();
      await context.overridePermissions(url, ['clipboard-read', 'clipboard-sanitized-write']);
      onTestFinished(() => context.clearPermissionOverrides());
      await page.bringToFront();
      const { ensembles } = await followed(page);
      await choose(page, '[data-menu="share"]', 'Copy link');
      await says(page, 'The link is copied.');
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link).toBe(`${url}${linkOf({})}`);
      await choose(page, '[data-menu="share"]', 'Copy embed code', 'HTML');
      await says(page, 'The HTML is copied.');
      const html = await page.evaluate(() => navigator.clipboard.readText());
      const source = /^<iframe src="([^"&]+)"/.exec(html)?.[1] ?? '';
      expect(source).toBe(`${url}?ui=min${linkOf({})}`);
      for (const address of [link, source]) {
        await page.goto('about:blank');
        await page.goto(address);
        await reaches(page, 'paused', 4);
        expect((await frameOf(page)).ensembles[0].counts).toEqual(ensembles[0].counts);
      }
    },
    patience,
  );

  it(
    'where the page may not copy, the link and the HTML are there to be copied by hand',
    async () => {
      const without = (fresh: Page) =>
        fresh.evaluateOnNewDocument(() => {
          Object.defineProperty(navigator, 'clipboard', { value: undefined });
        });
      const refused = async (fresh: Page) => {
        const client = await fresh.createCDPSession();
        await client.send('Browser.setPermission', {
          permission: { name: 'clipboard-write', allowWithoutSanitization: false },
          setting: 'denied',
        });
      };
      for (const prepare of [without, refused]) {
        const page = await openFirstFrame(prepare);
        onTestFinished(() => page.browserContext().clearPermissionOverrides());
        const url = await appUrl(page);
        await page.bringToFront();
        await followed(page);
        await choose(page, '[data-menu="share"]', 'Copy link');
        await says(page, 'The link could not be copied.');
        expect(await selected(page)).toBe(`${url}${linkOf({})}`);
        await choose(page, '[data-menu="share"]', 'Copy embed code', 'HTML');
        await says(page, 'The HTML could not be copied.');
        expect(await selected(page)).toContain(`<iframe src="${url}?ui=min${linkOf({})}"`);
        expect(await page.$('#notice[data-kind="note"]')).not.toBeNull();
        await page.click('#notice button');
        expect(await page.$('#notice[hidden]')).not.toBeNull();
      }
    },
    patience,
  );

  it(
    'inside another page there are plots, the step, transport and the way out, and no panel',
    async () => {
      const page = await openFirstFrame();
      const url = await appUrl(page);
      await page.goto(`${url}?ui=min${linkOf({})}`);
      await reaches(page, 'paused', 4);
      const seen = (selector: string) =>
        page.$$eval(selector, (all) => all.some((e) => e.getClientRects().length > 0));
      expect(await seen('#run')).toBe(true);
      expect(await seen('article[data-rule]')).toBe(true);
      expect(await seen('.timeline')).toBe(true);
      for (const hidden of ['#controls', '#preset', '[data-menu]']) {
        expect({ hidden, seen: await seen(hidden) }).toEqual({ hidden, seen: false });
      }
      await page.hover('.out');
      const out = new URL(await page.$eval('.out', (e) => (e as HTMLAnchorElement).href));
      expect(out.search).toBe('');
      expect(out.hash).toBe(linkOf({}));
    },
    patience,
  );
});

/** The app's address without state. */
const appUrl = (page: Page) => page.evaluate(() => location.origin + location.pathname);

/** Follows the link; gives the frame that it leads to. */
async function followed(page: Page) {
  await follow(page, linkOf({}));
  await reaches(page, 'paused', 4);
  return frameOf(page);
}

const says = (page: Page, words: string) =>
  page.waitForFunction(
    (wanted) => {
      const line = document.querySelector<HTMLElement>('#notice:not([hidden])');
      return line?.textContent?.includes(wanted);
    },
    {},
    words,
  );

/** What Ctrl+C would copy. */
const selected = (page: Page) => page.evaluate(() => getSelection()!.toString());
