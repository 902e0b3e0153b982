/** How long a visitor waits for the first picture of a page that the browser has not seen before. */
import type { Browser } from 'puppeteer-core';

/**
 * Milliseconds from the start of the navigation to the first picture of walkers, of so many visits,
 * each in a browser context of its own, whose cache is empty.
 */
export async function firstPictures(
  browser: Browser,
  url: string,
  visits: number,
): Promise<number[]> {
  const found: number[] = [];
  for (let k = 0; k < visits; k++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 1440, height: 900 });
    await page.evaluateOnNewDocument(markFirstPicture);
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName('first picture').length > 0);
    found.push(
      await page.evaluate(() => performance.getEntriesByName('first picture')[0].startTime),
    );
    await context.close();
  }
  return found;
}

/** Runs in the page, before its own scripts. */
function markFirstPicture(): void {
  const look = () => {
    if (!window.walkerlab?.frame()) return void requestAnimationFrame(look);
    // A task after the next animation frame begins when that frame has been handed over.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => performance.mark('first picture');
      port2.postMessage(null);
    });
  };
  look();
}
