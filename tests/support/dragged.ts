/** Drags that come from outside the browser, as the operating system would bring them. */
import type { CDPSession, Page } from 'puppeteer-core';

export interface Dragged {
  /** Paths of files. */
  readonly files?: readonly string[];
  /** Text selected elsewhere. */
  readonly text?: string;
}

type Move = 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel';

/** Gives a function that drags something over a point of the page, drops it or takes it away. */
export async function dragFrom(
  page: Page,
  { files = [], text }: Dragged,
): Promise<(move: Move, at?: { readonly x: number; readonly y: number }) => Promise<void>> {
  const client: CDPSession = await page.createCDPSession();
  const items = text === undefined ? [] : [{ mimeType: 'text/plain', data: text }];
  const data = { items, files: [...files], dragOperationsMask: 1 };
  return async (type, { x, y } = { x: 600, y: 450 }) => {
    await client.send('Input.dispatchDragEvent', { type, x, y, data });
  };
}
