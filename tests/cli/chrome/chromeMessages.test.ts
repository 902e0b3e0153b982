/** Arrays cross to the page and back bit for bit. */
import { expect, test } from 'vitest';
import { pack, unpackFloat32, unpackFloat64 } from '../../../src/cli/chrome/chromeMessages.js';

test('every bit pattern survives, also of a view into a larger buffer', () => {
  const values = new Float64Array(20_000).map((_, i) => Math.sin(i) * 2 ** (i % 100));
  values.set([0, -0, Infinity, NaN, 2 ** 53, 5e-324]);
  const view = values.subarray(3, 19_000);
  expect(unpackFloat64(pack(view))).toEqual(view.slice());
  const singles = Float32Array.from(values);
  expect(unpackFloat32(pack(singles))).toEqual(singles);
  expect(unpackFloat64(pack(new Float64Array(0)))).toHaveLength(0);
});
