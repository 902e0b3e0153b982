/** Blocks are replaced whole, and a block nobody fills is a mistake. */
import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/kernels/wgsl/compose.js';

const text = 'a\n  // begin one\n  old\n  // end one\n// begin two\n// end two\nb\n';

describe('compose', () => {
  it('replaces blocks and indents what it puts in', () => {
    expect(compose(text, { one: 'x\n\ny', two: 'z' })).toBe('a\n  x\n\n  y\nz\nb\n');
  });
  it('refuses a block without code and code without a block', () => {
    expect(() => compose(text, { one: 'x' })).toThrow('block two is not filled');
    expect(() => compose(text, { one: '', two: '', three: '' })).toThrow('no block three');
  });
  it('takes replacement patterns literally', () => {
    expect(compose(text, { one: '$1 $&', two: '' })).toContain('  $1 $&\n');
  });
});
