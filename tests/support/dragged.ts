/** Files, and drags that come from outside the browser, as the operating system would bring them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'puppeteer-core';
import { onTestFinished } from 'vitest';

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

/** Drops files, by their paths, on the middle of the page. */
export async function drop(page: Page, ...files: string[]): Promise<void> {
  const drag = await dragFrom(page, { files });
  for (const move of ['dragEnter', 'dragOver', 'drop'] as const) await drag(move);
}

/** A folder with these files, put away after the test; gives a file's path by its name. */
export function filesOf(contents: Readonly<Record<string, string | Uint8Array>>) {
  const folder = mkdtempSync(join(tmpdir(), 'walkerlab-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(contents))
    writeFileSync(join(folder, name), content);
  return (name: string) => join(folder, name);
}
