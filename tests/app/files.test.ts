/** Files on the page, chosen or dropped: they open, or say why not and leave all as it was. */
import { mkdirSync } from 'node:fs';
import type { ElementHandle, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
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
import { dragFrom, drop, filesOf } from '../support/dragged.js';
import { smallParabola } from '../support/experiments.js';

useApp();

const plain = {
  ...smallParabola,
  name: 'filed',
  title: 'A parabola <img src=x onerror=alert(1)>',
};
const json = JSON.stringify(plain);
const yaml = json.replace('"name":"filed"', 'name: filed').replace('{', '# mine\n{');

const experimentOf = (page: Page) => page.evaluate(() => window.walkerlab.experiment());
const isOpened = (page: Page, name: string) =>
  page.waitForFunction(
    (wanted) => (window.walkerlab.experiment() as { name: string }).name === wanted,
    {},
    name,
  );

/** What the notice says once it says something else than before. */
async function newNotice(page: Page, before: string): Promise<string> {
  await page.waitForFunction(
    (old) => {
      const line = document.querySelector<HTMLElement>('#notice[data-kind="error"]');
      return line?.hidden === false && line.firstChild?.textContent !== old;
    },
    {},
    before,
  );
  return textOf(page, '#notice span');
}

const hintOf = (page: Page) =>
  page.evaluate(() => {
    const { content, pointerEvents } = getComputedStyle(document.body, '::after');
    return content === 'none' ? null : { content, pointerEvents };
  });

describe('files', { retry: 1 }, () => {
  it(
    'a chosen file is opened, and one with a mistake is refused by its name',
    async () => {
      const path = filesOf({ 'mine.json': json, 'broken.yaml': 'learningRate: fast\n' });
      const page = await openFirstFrame();
      const input = (await page.$('input[type="file"]')) as ElementHandle<HTMLInputElement>;
      await input.uploadFile(path('mine.json'));
      await isOpened(page, 'filed');
      await input.uploadFile(path('broken.yaml'));
      expect(await newNotice(page, '')).toMatch(
        /broken\.yaml is not opened: .*(landscape|learningRate)/,
      );
      expect(await experimentOf(page)).toMatchObject(plain);
    },
    patience,
  );

  it(
    'a dropped file is opened, as YAML and as JSON, and its text stays text',
    async () => {
      const path = filesOf({ 'mine.json': json, 'mine.yaml': yaml, 'no.yaml': 'steps: [' });
      const page = await openFirstFrame();
      for (const name of ['mine.json', 'mine.yaml']) {
        await page.select('#preset', 'two-valleys');
        await isOpened(page, 'two-valleys');
        await drop(page, path('no.yaml'));
        await newNotice(page, '');
        await drop(page, path(name));
        await isOpened(page, 'filed');
        await firstFrame(page);
        expect(await textOf(page, '#summary h2')).toBe(plain.title);
        // What was wrong with another file is over.
        expect(await page.$eval('#notice', (line) => (line as HTMLElement).hidden)).toBe(true);
      }
      await page.click('#step');
      await reaches(page, 'paused', 1);
      expect((await frameOf(page)).ensembles).toHaveLength(1);
    },
    patience,
  );

  it(
    'a broken or hostile file gives one message that names it, and what runs goes on',
    async () => {
      const bomb = [...'bcdefghij'].map(
        (key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`,
      );
      const cases: Record<string, [string | Uint8Array, string]> = {
        'broken.yaml': ['landscape: { parameters: [x]', 'not valid YAML'],
        'wrong.json': [JSON.stringify({ ...plain, learningRate: -1 }), 'learningRate: got -1'],
        'bomb.yaml': [['a: &a [x, x, x, x, x, x, x, x, x]', ...bomb].join('\n'), 'not valid YAML'],
        'deep.json': ['['.repeat(50_000), 'nested too deeply'],
        'proto.json': ['{"__proto__": {"steps": 1}}', '"__proto__" is not allowed'],
        'photo.png': [Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 7919) % 256), 'opened'],
        'page.html': ['<!doctype html><script>alert(1)</script>', 'holds no experiment'],
        'huge.json': [' '.repeat(5_000_001), 'at most 5000000 are read'],
      };
      const path = filesOf(Object.fromEntries(Object.entries(cases).map(([k, [c]]) => [k, c])));
      mkdirSync(path('folder'));
      const page = await openFirstFrame();
      await page.click('#run');
      const before = await experimentOf(page);
      const { generation } = await stateOf(page);
      let said = '';
      const refused = async (name: string, why: string) => {
        said = await newNotice(page, said);
        expect(said).toContain(`${name} is not opened: `);
        expect(said).toContain(why);
        expect(said.length).toBeLessThan(300);
      };
      for (const [name, [, why]] of Object.entries(cases)) {
        await drop(page, path(name));
        await refused(name, why);
      }
      await drop(page, path('folder'));
      await refused('folder', 'cannot be read');
      await drop(page, path('broken.yaml'), path('wrong.json'));
      said = await newNotice(page, said);
      expect(said).toBe('Drop one file, an experiment as YAML or JSON.');
      expect(await page.$$('#notice span')).toHaveLength(1);
      expect(await experimentOf(page)).toEqual(before);
      await reaches(page, 'done');
      expect((await stateOf(page)).generation).toBe(generation);
    },
    patience,
  );

  it(
    'a file of many walkers is opened with fewer, and one that is too much asks, one at a time',
    async () => {
      const path = filesOf({
        'many.json': JSON.stringify({ ...plain, walkers: 4e9 }),
        'heavy.json': JSON.stringify({ ...plain, walkers: 1e5, steps: 1e6, snapshots: [0] }),
      });
      const page = await openFirstFrame();
      await drop(page, path('many.json'));
      await isOpened(page, 'filed');
      await page.waitForSelector('.notice .offer');
      expect(await textOf(page, '#notice')).toContain('many.json is opened with 100,000 walkers');
      expect(await textOf(page, '.notice .offer')).toBe('Take all 4,000,000,000');
      const before = await experimentOf(page);
      for (let i = 0; i < 2; i++) {
        await drop(page, path('heavy.json'));
        await page.waitForSelector('dialog.cost[open]');
      }
      expect(await page.$$('dialog.cost')).toHaveLength(1);
      expect(await textOf(page, 'dialog.cost h2')).toContain('The file heavy.json');
      expect(await experimentOf(page)).toEqual(before);
    },
    patience,
  );

  it(
    'where a file will land is shown while it is over the page, and no longer',
    async () => {
      const path = filesOf({ 'mine.json': json });
      const page = await openFirstFrame();
      const drag = await dragFrom(page, { files: [path('mine.json')] });
      expect(await hintOf(page)).toBeNull();
      const over = async () => {
        await drag('dragEnter');
        await drag('dragOver');
        // It lies above all and takes nothing: the drop goes to the page.
        expect(await hintOf(page)).toEqual({
          content: expect.stringContaining('Drop'),
          pointerEvents: 'none',
        });
      };
      await over();
      // From one element of the page to another.
      for (const y of [20, 300, 880]) await drag('dragOver', { x: 1100, y });
      expect(await hintOf(page)).not.toBeNull();
      // The protocol has no leaving of the window, which ends at the last element under the file.
      await page.$eval('#panels', (under) => {
        under.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
      });
      expect(await hintOf(page)).toBeNull();
      // Of this cancelling the page is told nothing, as some systems do where Esc ends a drag.
      for (const next of [() => page.mouse.move(300, 300), () => page.keyboard.press('Escape')]) {
        await over();
        await drag('dragCancel');
        expect(await hintOf(page)).not.toBeNull();
        await next();
        expect(await hintOf(page)).toBeNull();
      }
      await over();
      await drag('drop');
      expect(await hintOf(page)).toBeNull();
      await isOpened(page, 'filed');
    },
    patience,
  );

  it(
    'text that is dragged is left to the browser: it falls into a field, and opens nothing',
    async () => {
      const page = await openFirstFrame();
      const before = await experimentOf(page);
      await page.click('#gallery button[aria-controls="editor"]');
      await page.waitForSelector('#editor-data', { visible: true });
      await page.$eval('#editor-data', (field) => field.scrollIntoView({ block: 'center' }));
      const field = await (await page.$('#editor-data'))!.boundingBox();
      const within = { x: field!.x + 20, y: field!.y + 20 };
      const drag = await dragFrom(page, { text: json });
      await drag('dragEnter');
      await drag('dragOver');
      expect(await hintOf(page)).toBeNull();
      await drag('drop');
      await drag('dragEnter', within);
      await drag('dragOver', within);
      await drag('drop', within);
      await page.waitForFunction(
        (text) => document.querySelector<HTMLTextAreaElement>('#editor-data')!.value.includes(text),
        {},
        json,
      );
      expect(await experimentOf(page)).toEqual(before);
    },
    patience,
  );
});
