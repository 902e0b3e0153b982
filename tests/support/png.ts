/** PNG pictures that the page has saved, read back as pixels. */
import { inflateSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { Download } from './downloads.js';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Bytes of a pixel. */
  readonly size: number;
  readonly pixels: Uint8Array;
}

/** Width, height and RGB of a PNG of eight bits a channel, as canvases write it. */
export function decodePng({ bytes }: Download): Picture {
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const [width, height, depth, type] = [
    bytes.readUInt32BE(16),
    bytes.readUInt32BE(20),
    bytes[24],
    bytes[25],
  ];
  expect([depth, [2, 6].includes(type)]).toEqual([8, true]);
  const size = type === 6 ? 4 : 3;
  const pieces: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT') pieces.push(data);
  }
  const rows = inflateSync(Buffer.concat(pieces));
  const stride = width * size;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i >= size ? pixels[y * stride + i - size] : 0;
      const up = y > 0 ? pixels[(y - 1) * stride + i] : 0;
      const corner = y > 0 && i >= size ? pixels[(y - 1) * stride + i - size] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      pixels[y * stride + i] = rows[y * (stride + 1) + 1 + i] + guess;
    }
  }
  return { width, height, size, pixels };
}

function paeth(a: number, b: number, c: number): number {
  const [da, db, dc] = [b - c, a - c, a + b - 2 * c].map(Math.abs);
  if (da <= db && da <= dc) return a;
  return db <= dc ? b : c;
}

/** Share of the pixels that are a colour, or that colour at the given strength over `paper`. */
export function shareOf({ size, pixels }: Picture, hex: string, alpha = 1): number {
  const colour = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  const wanted = colour.map((c) => c * alpha + 255 * (1 - alpha));
  let found = 0;
  for (let i = 0; i < pixels.length; i += size) {
    if (wanted.every((c, k) => Math.abs(pixels[i + k] - c) < 4)) found++;
  }
  return (found * size) / pixels.length;
}

/**
 * Where an element of the page stands in a picture of another around it: two pixels for each of the
 * page's, below a caption.
 */
export async function partOf(
  page: Page,
  { width, size, pixels }: Picture,
  root: string,
  part: string,
): Promise<Picture> {
  const [outer, inner] = await Promise.all(
    [root, part].map((selector) =>
      page.$eval(selector, (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y, width, height };
      }),
    ),
  );
  const left = Math.round(2 * (inner.x - outer.x + 16));
  const top = Math.round(2 * (inner.y - outer.y + 16 + 52));
  const [w, h] = [inner.width, inner.height].map((length) => Math.floor(2 * length));
  const cut = new Uint8Array(w * h * size);
  for (let y = 0; y < h; y++) {
    const from = ((top + y) * width + left) * size;
    cut.set(pixels.subarray(from, from + w * size), y * w * size);
  }
  return { width: w, height: h, size, pixels: cut };
}

/** How many colours a picture has. */
export function coloursIn({ size, pixels }: Picture): number {
  const seen = new Set<number>();
  for (let i = 0; i < pixels.length; i += size) {
    seen.add((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]);
  }
  return seen.size;
}
