// Elementary functions in float32, accurate to about 2 units in the last place; WGSL promises less.
// Each function needs those named after it and is included where it is used. None may return early
// on a test for NaN: compilers may assume there is none. Values outside a domain give NaN bits made
// at run time, so that a walker that gets there counts as diverged.

// function expOf: eˣ; x = n ln 2 + r, polynomial in r, then 2ⁿ in two halves.
fn expOf(x: f32) -> f32 {
  let n = floor(clamp(x, -110.0, 100.0) * 1.442695041 + 0.5);
  let r = (clamp(x, -110.0, 100.0) - n * 0.693145752) - n * 1.42860677e-6;
  let p = 1.0 + r * (1.0 + r * (0.5 + r * (0.16666657 + r * (0.041666552 + r * (0.0083691054 + r * 0.0013937107)))));
  let low = i32(n) / 2;
  let high = i32(n) - low;
  let y = p * bitcast<f32>((low + 127) << 23u) * bitcast<f32>((high + 127) << 23u);
  return select(y, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}

// function logOnePlusSmall: ln(1 + m) for m in [√½ − 1, √2 − 1].
fn logOnePlusSmall(m: f32) -> f32 {
  return m + m * m * (-0.5 + m * (0.33333333 + m * (-0.25000045 + m * (0.20000222 + m * (-0.16660312 + m * (0.14267442 + m * (-0.1260157 + m * (0.11802381 + m * -0.078))))))));
}

// function logOf: ln x needs logOnePlusSmall; NaN below 0, −∞ at 0.
fn logOf(x: f32) -> f32 {
  let tiny = x < 0x1p-126f;
  let bits = bitcast<i32>(select(x, x * 0x1p25f, tiny));
  let shifted = bits - 0x3f3504f3;
  let m = bitcast<f32>((shifted & 0x7fffff) + 0x3f3504f3) - 1.0;
  let e = f32(shifted >> 23u) - select(0.0, 25.0, tiny);
  let y = logOnePlusSmall(m) + e * 1.42860677e-6 + e * 0.693145752;
  let invalid = bitcast<f32>(bitcast<u32>(x) | select(0x7fc00000u, 0xff800000u, x == 0.0));
  return select(y, invalid, !(x > 0.0) || bits >= 0x7f800000);
}
