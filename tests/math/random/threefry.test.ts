/** The published known answers of Random123, bit for bit. */
import { describe, expect, it } from 'vitest';
import { threefry4x32, threefryBlocks, threefryRounds } from '../../../src/math/random/threefry.js';
import { threefryAnswers } from '../../support/knownAnswers.js';

describe('Threefry4x32', () => {
  for (const { rounds, counter, key, words } of threefryAnswers) {
    it(`${rounds} rounds of counter ${counter[0].toString(16)}… give the published words`, () => {
      const out = new Uint32Array(4);
      threefry4x32(rounds, counter, key, out);
      expect([...out]).toEqual(words);
    });
  }

  it('gives consecutive walkers the words of their own counters', () => {
    const key = [0xdeadbeef, 7, 2, 0];
    const out = new Uint32Array(12);
    threefryBlocks(key, 0xfffffff0, 3, 5, 6, 1, out);
    for (let i = 0; i < 3; i++) {
      const single = new Uint32Array(4);
      threefry4x32(threefryRounds, [0xfffffff0 + i, 5, 6, 1], key, single);
      expect([...out.subarray(4 * i, 4 * i + 4)]).toEqual([...single]);
    }
  });
});
