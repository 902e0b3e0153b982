/**
 * The built app on a plain static host, in a folder of its own and under the strict policy: what
 * the first view loads, and that it runs again when there is no host any more.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentPolicy } from '../../scripts/app/contentPolicy.js';
import { type OpenedPage, openPage } from '../../src/cli/chrome/browser.js';
import { firstFrame, patience } from '../support/appPage.js';
import { type StaticHost, serveStatic } from '../support/staticHost.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = mkdtempSync(join(tmpdir(), 'walkerlab-host-'));
/** Of what the first view loads, compressed; the solver's worker comes beside it. */
const mostBytes = 300_000;

let host: StaticHost;
let opened: OpenedPage;

beforeAll(async () => {
  await build({ root, logLevel: 'error', build: { outDir: folder } });
  host = await serveStatic(folder, 'some/where', contentPolicy);
  opened = await openPage(host.url);
  await opened.page.goto('about:blank');
}, patience);

afterAll(async () => {
  await opened?.browser.close();
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('on a static host', { retry: 1 }, () => {
  it(
    'the first view is small, and the app runs on when the host is gone',
    async () => {
      if (!host) throw new Error('no host');
      const page = await opened.browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
      });
      await page.evaluateOnNewDocument(() => {
        addEventListener('securitypolicyviolation', (event) => {
          const { violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber } = event;
          const where = `${sourceFile}:${lineNumber}:${columnNumber}`;
          console.error(`violates ${violatedDirective}: ${blockedURI} at ${where}`);
        });
      });
      const loaded = new Map<string, Promise<Buffer>>();
      page.on('response', (response) => {
        if (!response.url().startsWith(host.url) || loaded.has(response.url())) return;
        const body = response.buffer();
        // Of what comes after the first view nobody asks.
        body.catch(() => {});
        loaded.set(response.url(), body);
      });
      await page.goto(host.url);
      await firstFrame(page);
      const sizes = await Promise.all(
        [...loaded].map(async ([url, body]) => ({
          file: url.slice(host.url.length) || 'index.html',
          bytes: gzipSync(await body).length,
        })),
      );
      const first = sizes.filter(({ file }) => !/Worker-|serviceWorker/.test(file));
      expect(first.map(({ file }) => file)).toContain('index.html');
      const bytes = first.reduce((sum, one) => sum + one.bytes, 0);
      const listed = first.map((one) => `${one.bytes} ${one.file}`);
      expect(bytes, listed.join('\n')).toBeLessThanOrEqual(mostBytes);
      // Not loaded so much as half would mean that the scan has missed it.
      expect(bytes).toBeGreaterThan(100_000);

      const version = await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        return caches.keys();
      });
      expect(version).toHaveLength(1);
      await host.close();
      await page.goto(`${host.url}?ui=min`);
      await firstFrame(page);
      expect(await page.evaluate(() => document.body.classList.contains('embedded'))).toBe(true);
      await page.goto(host.url);
      await firstFrame(page);
      await page.click('#step');
      await page.waitForFunction(() => window.walkerlab.frame()!.step === 1);
      // Code that is loaded when it is asked for is there as well, and so is the solver.
      await page.waitForFunction(
        () => window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
        { timeout: patience },
      );
      const chunks = await page.evaluate(async () => {
        const [name] = await caches.keys();
        const kept = await (await caches.open(name)).keys();
        return kept.map(({ url }) => url);
      });
      expect(chunks.some((url) => /framePictures-/.test(url))).toBe(true);
      expect(complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
      await page.close();
    },
    patience,
  );
});
