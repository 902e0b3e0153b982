// Threefry4x32 (Salmon et al., SC 2011): four random words as a pure function of a counter and a
// key. Twin: src/math/random/threefry.ts. The rounds are printed by src/kernels/random.ts; below stand the
// first two, so that this file compiles.

// Four words for a 128-bit counter under a 128-bit key.
fn threefry(counter: vec4u, key: vec4u) -> vec4u {
  let parity = 0x1bd11bdau ^ key.x ^ key.y ^ key.z ^ key.w;
  var a = counter.x + key.x;
  var b = counter.y + key.y;
  var c = counter.z + key.z;
  var d = counter.w + key.w;
  // begin rounds
  a += b;
  b = ((b << 10u) | (b >> 22u)) ^ a;
  c += d;
  d = ((d << 26u) | (d >> 6u)) ^ c;
  a += d;
  d = ((d << 11u) | (d >> 21u)) ^ a;
  c += b;
  b = ((b << 21u) | (b >> 11u)) ^ c;
  a += parity;
  // end rounds
  return vec4u(a, b, c, d);
}
