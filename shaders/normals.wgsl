// Standard normals from random words by Box–Muller with polynomials of our own: WGSL's log, sin and
// cos are too coarse. Twin, operation by operation: src/math/random/normals.ts, which names the errors.

// −2 ln of (the low 31 bits of `word` + ½)/2³¹: mantissa in [√½, √2) by polynomial, plus exponent.
fn squaredRadius(word: u32) -> f32 {
  let shifted = bitcast<i32>(f32(i32(word & 0x7fffffffu)) + 0.5) - 0x4eb504f3;
  let m = bitcast<f32>((shifted & 0x7fffff) + 0x3f3504f3) - 1.0;
  // begin logarithm
  let p = -2.0 + m;
  let weight = -1.6525917e-7;
  // end logarithm
  return p * m + f32(shifted & -8388608) * weight;
}

// Two independent normals: radius from one word, half a turn and a sign from the other.
fn normalPair(radius: u32, angle: u32) -> vec2f {
  let r = bitcast<f32>(bitcast<u32>(sqrt(squaredRadius(radius))) ^ (angle & 0x80000000u));
  let t = f32(bitcast<i32>(angle + angle)) * 0x1p-31f;
  let z = t * t;
  // begin turn
  let s = 1.570796;
  let c = 1.0 - 1.2337 * z;
  // end turn
  return vec2f(r * c, r * (t * s));
}

// Four independent normals from four random words.
fn normals(words: vec4u) -> vec4f {
  return vec4f(normalPair(words.x, words.y), normalPair(words.z, words.w));
}
