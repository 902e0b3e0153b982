/** Files that a page saves, taken from the browser's own downloads. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { onTestFinished } from 'vitest';

export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Gives a function that does something on the page and waits for the file that comes of it. */
export async function watchDownloads(
  page: Page,
): Promise<(work: () => Promise<unknown>) => Promise<Download>> {
  const folder = mkdtempSync(join(tmpdir(), 'walkerlab-downloads-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const client = await page.browser().target().createCDPSession();
  await client.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
  });
  return async (work) => {
    const names = new Map<string, string>();
    const done = new Promise<string>((resolve, reject) => {
      client.on('Browser.downloadWillBegin', ({ guid, suggestedFilename }) => {
        names.set(guid, suggestedFilename);
      });
      client.on('Browser.downloadProgress', ({ guid, state }) => {
        if (state === 'completed') resolve(guid);
        if (state === 'canceled') reject(new Error(`${names.get(guid)} was not saved`));
      });
    });
    await work();
    const guid = await done;
    client.removeAllListeners();
    const path = join(folder, guid);
    if (!existsSync(path)) throw new Error(`${names.get(guid)} is not there`);
    return { name: names.get(guid) ?? '', bytes: readFileSync(path) };
  };
}

/** Opens the menu behind a button and chooses the item with this label and hint. */
export async function choose(page: Page, button: string, label: string, hint = ''): Promise<void> {
  await page.click(button);
  const found = await page.waitForFunction(
    (text, small) =>
      [...document.querySelectorAll<HTMLElement>('.menu:popover-open [role="menuitem"]')].find(
        (item) =>
          item.firstChild?.textContent === text &&
          (item.querySelector('small')?.textContent ?? '') === small,
      ),
    { timeout: 10_000 },
    label,
    hint,
  );
  const item = found.asElement() as ElementHandle<HTMLElement>;
  await item.evaluate((chosen) => chosen.click());
}
