/**
 * Known answers of Threefry4x32 as published with Random123 (tests/kat_vectors at commit 9545ff64,
 * D. E. Shaw Research).
 */
export interface KnownAnswer {
  readonly rounds: number;
  readonly counter: readonly number[];
  readonly key: readonly number[];
  readonly words: readonly number[];
}

export const threefryAnswers: readonly KnownAnswer[] = [
  {
    rounds: 13,
    counter: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    key: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    words: [0x531c7e4f, 0x39491ee5, 0x2c855a92, 0x3d6abf9a],
  },
  {
    rounds: 13,
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    words: [0xc4189358, 0x1c9cc83a, 0xd5881c67, 0x6a0a89e0],
  },
  {
    rounds: 13,
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
    words: [0x4aa71d8f, 0x734738c2, 0x431fc6a8, 0xae6debf1],
  },
  {
    rounds: 20,
    counter: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    key: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    words: [0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8],
  },
  {
    rounds: 20,
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    words: [0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732],
  },
  {
    rounds: 20,
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
    words: [0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84],
  },
  {
    rounds: 72,
    counter: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    key: [0x00000000, 0x00000000, 0x00000000, 0x00000000],
    words: [0x93171da6, 0x9220326d, 0xb392b7b1, 0xff58a002],
  },
  {
    rounds: 72,
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    words: [0x60743f3d, 0x9961e684, 0xaab21c34, 0x8c65fb7d],
  },
  {
    rounds: 72,
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
    words: [0x09930adf, 0x7f27bd55, 0x9ed68ce1, 0x97f803f6],
  },
];
