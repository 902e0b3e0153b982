/**
 * Threefry4x32, a counter-based random number generator: four words as a pure function of a
 * 128-bit counter and a 128-bit key. Integer twin, bit for bit, of `shaders/threefry.wgsl`.
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */

/** Rounds used throughout: 12 are the fewest that pass BigCrush (SC 2011), 13 have known answers. */
export const threefryRounds = 13;

const keyParity = 0x1bd11bda;

/**
 * Writes the four words of `counter` under `key` into `out`. All three hold four 32-bit words;
 * `rounds` is at most 72 (what the authors allow).
 */
export function threefry4x32(
  rounds: number,
  counter: ArrayLike<number>,
  key: ArrayLike<number>,
  out: Uint32Array,
): void {
  mix(rounds, counter[0], counter[1], counter[2], counter[3], key, out, 0);
}

/**
 * The words of `count` consecutive walkers: walker `firstWalker + i` with counter
 * (walker, block, draw, purpose) fills `out[4i … 4i+3]`.
 */
export function threefryBlocks(
  key: ArrayLike<number>,
  firstWalker: number,
  count: number,
  block: number,
  draw: number,
  purpose: number,
  out: Uint32Array,
): void {
  for (let i = 0; i < count; i++) {
    mix(threefryRounds, firstWalker + i, block, draw, purpose, key, out, 4 * i);
  }
}

const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));

/** Eight rounds a turn of the loop, a key injection after every fourth. */
function mix(
  rounds: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  key: ArrayLike<number>,
  out: Uint32Array,
  at: number,
): void {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = key[2] | 0;
  const k3 = key[3] | 0;
  const schedule = [k0, k1, k2, k3, keyParity ^ k0 ^ k1 ^ k2 ^ k3];
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  let c = (c2 + k2) | 0;
  let d = (c3 + k3) | 0;
  for (let round = 0; round < rounds; round += 4) {
    const left = rounds - round;
    const odd = (round & 4) !== 0;
    a = (a + b) | 0;
    b = rotate(b, odd ? 6 : 10) ^ a;
    c = (c + d) | 0;
    d = rotate(d, odd ? 20 : 26) ^ c;
    if (left === 1) break;
    a = (a + d) | 0;
    d = rotate(d, odd ? 17 : 11) ^ a;
    c = (c + b) | 0;
    b = rotate(b, odd ? 11 : 21) ^ c;
    if (left === 2) break;
    a = (a + b) | 0;
    b = rotate(b, odd ? 25 : 13) ^ a;
    c = (c + d) | 0;
    d = rotate(d, odd ? 10 : 27) ^ c;
    if (left === 3) break;
    a = (a + d) | 0;
    d = rotate(d, odd ? 18 : 23) ^ a;
    c = (c + b) | 0;
    b = rotate(b, odd ? 20 : 5) ^ c;
    const injection = round / 4 + 1;
    a = (a + schedule[injection % 5]) | 0;
    b = (b + schedule[(injection + 1) % 5]) | 0;
    c = (c + schedule[(injection + 2) % 5]) | 0;
    d = (d + schedule[(injection + 3) % 5] + injection) | 0;
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
}
