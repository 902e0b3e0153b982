/** Offsets follow WGSL's alignment; values arrive where WGSL reads them. */
import { describe, expect, it } from 'vitest';
import { defineStruct } from '../../../src/kernels/wgsl/struct.js';

const mixed = defineStruct('Mixed', { a: 'f32', b: 'vec2f', c: 'u32', d: 'vec4u', e: 'f32' });

describe('defineStruct', () => {
  it('aligns vec2 to 8 and vec4 to 16 bytes, and rounds the size up', () => {
    expect(mixed.byteOffsets).toEqual({ a: 0, b: 8, c: 16, d: 32, e: 48 });
    expect(mixed.byteSize).toBe(64);
  });
  it('prints the declaration', () => {
    expect(mixed.wgsl).toBe(
      'struct Mixed {\n  a: f32,\n  b: vec2f,\n  c: u32,\n  d: vec4u,\n  e: f32,\n}',
    );
  });
  it('writes little-endian, u32 wrapping and f32 rounding', () => {
    const bytes = mixed.write({ a: 0.1, b: [1, -2], c: 2 ** 32 - 1, d: [1, 2, 3, 4], e: 7 });
    const view = new DataView(bytes);
    expect(view.getFloat32(0, true)).toBe(Math.fround(0.1));
    expect([view.getFloat32(8, true), view.getFloat32(12, true)]).toEqual([1, -2]);
    expect(view.getUint32(16, true)).toBe(2 ** 32 - 1);
    expect([...new Uint32Array(bytes, 32, 4)]).toEqual([1, 2, 3, 4]);
    expect(view.getFloat32(48, true)).toBe(7);
  });
  it('refuses a wrong number of components', () => {
    expect(() => mixed.write({ a: 0, b: [1], c: 0, d: [0, 0, 0, 0], e: 0 })).toThrow('takes 2');
  });
});
