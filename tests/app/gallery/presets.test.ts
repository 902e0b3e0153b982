/** The gallery's texts and pictures: one of each for every preset, small, and nothing but a picture. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { watchOf } from '../../../src/app/gallery/watch.js';

const folder = (name: string) => new URL(`../../../public/${name}/`, import.meta.url);
const names = readdirSync(folder('experiments')).map((file) => file.replace(/\.yaml$/, ''));

describe('the gallery', () => {
  it('holds at least ten presets', () => {
    expect(names.length).toBeGreaterThanOrEqual(10);
  });

  it('has no picture without a preset', () => {
    expect(readdirSync(folder('thumbnails')).sort()).toEqual(names.map((n) => `${n}.svg`).sort());
  });

  it.each(names)('%s: one sentence of what to watch, and a picture of at most 6 kB', (name) => {
    const text = readFileSync(new URL(`${name}.yaml`, folder('experiments')), 'utf8');
    expect(watchOf(text)).toMatch(/^Watch [^\n]{20,260}\.$/u);
    const svg = readFileSync(new URL(`${name}.svg`, folder('thumbnails')), 'utf8');
    expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(6_000);
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 480 240"/);
    expect(new Set(svg.match(/<[a-z]+/g))).toEqual(
      new Set(['<svg', '<path', ...(svg.includes('<g') ? ['<rect', '<g'] : [])]),
    );
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('takes the first sentence, whole, and not the number in it', () => {
    expect(watchOf('# Watch 0.5 of\n# them. Then more.\nname: x\n')).toBe('Watch 0.5 of them.');
    expect(watchOf('name: x\n# Watch this.\n')).toBe('');
  });
});
