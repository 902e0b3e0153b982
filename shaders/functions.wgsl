// Elementary functions in float32, accurate to a few units in the last place; WGSL promises less.
// A kernel gets those that it calls and those they need. What lies outside a domain gives the bits
// of NaN, made from the argument at run time, so that a walker that gets there counts as diverged.

// function expOf: eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2; 2ⁿ in two factors, so that it can under- and overflow.
fn expOf(x: f32) -> f32 {
  let bounded = clamp(x, -110.0, 100.0);
  let n = floor(bounded * 1.442695041 + 0.5);
  let r = (bounded - n * 0.693145752) - n * 1.42860677e-6;
  let q = (((0.0013951703 * r + 0.008369591) * r + 0.041666187) * r + 0.16666514) * r + 0.5;
  let low = i32(n * 0.5);
  let high = i32(n) - low;
  let y = (1.0 + (r + r * r * q)) * bitcast<f32>((low + 127) * 8388608) * bitcast<f32>((high + 127) * 8388608);
  return select(y, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}

// function expm1Of: eˣ − 1 with its relative precision kept near 0; needs expOf.
fn expm1Of(x: f32) -> f32 {
  let q = (((0.0013951703 * x + 0.008369591) * x + 0.041666187) * x + 0.16666514) * x + 0.5;
  return select(expOf(x) - 1.0, x + x * x * q, abs(x) < 0.3466);
}

// function logOnePlusSmall: ln(1 + m) for m in [√½ − 1, √2 − 1].
fn logOnePlusSmall(m: f32) -> f32 {
  let q = (((((((-0.078234814 * m + 0.13004751) * m - 0.1320871) * m + 0.1416348) * m - 0.16611163) * m + 0.20003015) * m - 0.2500152) * m + 0.33333308) * m - 0.49999988;
  return m + m * m * q;
}

// function logOf: ln x by exponent and mantissa, −∞ at 0, NaN below; needs logOnePlusSmall.
fn logOf(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let tiny = bits < 0x00800000u;
  let scaled = bitcast<i32>(select(x, x * 0x1p25f, tiny));
  let shifted = scaled - 0x3f3504f3;
  let m = bitcast<f32>((shifted & 0x7fffff) + 0x3f3504f3) - 1.0;
  let e = f32(shifted & -8388608) * 0x1p-23f - select(0.0, 25.0, tiny);
  let y = e * 0.693145752 + (logOnePlusSmall(m) + e * 1.42860677e-6);
  let special = select(
    select(bits | 0x7fc00000u, bits, bits == 0x7f800000u),
    bits | 0xff800000u,
    (bits & 0x7fffffffu) == 0u,
  );
  return select(bitcast<f32>(special), y, bits - 1u < 0x7f7fffffu);
}

// function log1pOf: ln(1 + x) with its relative precision kept near 0; needs logOnePlusSmall, logOf.
fn log1pOf(x: f32) -> f32 {
  return select(logOf(1.0 + x), logOnePlusSmall(x), x > -0.2928 && x < 0.4142);
}

// function powOf: aᵇ = e^(b ln a), relative error 1e-7·(1 + |b ln a|); needs expOf, logOf.
fn powOf(a: f32, b: f32) -> f32 {
  let size = expOf(b * logOf(abs(a)));
  let whole = floor(b) == b;
  let odd = whole && floor(b * 0.5) != b * 0.5;
  let signed = select(size, -size, odd);
  let undefined = bitcast<f32>(bitcast<u32>(a) | 0x7fc00000u);
  let negative = select(undefined, signed, whole);
  return select(select(size, negative, a < 0.0), 1.0, b == 0.0);
}

// function reduceTurn: x − n·π/2 in [−π/4, π/4] and n; exact to 1e-7 for |x| < 10⁵.
fn reduceTurn(x: f32) -> vec2f {
  let n = floor(x * 0.636619772 + 0.5);
  return vec2f(((x - n * 1.5703125) - n * 4.83751297e-4) - n * 7.54978995e-8, n);
}

// function sinOfQuarter: sin(r + n·π/2) for |r| ≤ π/4.
fn sinOfQuarter(r: f32, n: i32) -> f32 {
  let z = r * r;
  let s = r + r * z * ((-1.9510869e-4 * z + 8.3321314e-3) * z - 0.16666654);
  let c = 1.0 + (-0.5 * z + z * z * ((2.4431305e-5 * z - 1.3887307e-3) * z + 0.041666646));
  let value = select(s, c, (n & 1) != 0);
  return select(value, -value, (n & 2) != 0);
}

// function sinOf: sin x; beyond 10⁵ WGSL's own; needs reduceTurn, sinOfQuarter.
fn sinOf(x: f32) -> f32 {
  let turn = reduceTurn(x);
  return select(sin(x), sinOfQuarter(turn.x, i32(turn.y)), abs(x) < 1e5);
}

// function cosOf: cos x; beyond 10⁵ WGSL's own; needs reduceTurn, sinOfQuarter.
fn cosOf(x: f32) -> f32 {
  let turn = reduceTurn(x);
  return select(cos(x), sinOfQuarter(turn.x, i32(turn.y) + 1), abs(x) < 1e5);
}

// function tanOf: sin x/cos x; needs sinOf, cosOf.
fn tanOf(x: f32) -> f32 {
  return sinOf(x) / cosOf(x);
}

// function tanhOf: polynomial up to 0.625, 1 − 2/(e^2|x| + 1) beyond; needs expOf.
fn tanhOf(x: f32) -> f32 {
  let z = x * x;
  let near = x + x * z * ((((-0.005529075 * z + 0.0204838) * z - 0.053693153) * z + 0.13330902) * z - 0.33333263);
  let far = 1.0 - 2.0 / (expOf(2.0 * abs(x)) + 1.0);
  return select(select(far, -far, x < 0.0), near, abs(x) < 0.625);
}

// function sigmoidOf: 1/(1 + e⁻ˣ) without overflow; needs expOf.
fn sigmoidOf(x: f32) -> f32 {
  let e = expOf(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}

// function softplusOf: ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|); needs expOf, logOnePlusSmall, logOf.
fn softplusOf(x: f32) -> f32 {
  let e = expOf(-abs(x));
  return max(x, 0.0) + select(logOf(1.0 + e), logOnePlusSmall(min(e, 0.41)), e < 0.41);
}

// function erfOf: polynomial up to 1, 1 − e^(−x²)·P(1/x) beyond; needs expOf.
fn erfOf(x: f32) -> f32 {
  let z = x * x;
  let near = x * ((((((7.8891244e-5 * z - 8.020843e-4) * z + 5.1895357e-3) * z - 0.026854444) * z + 0.112836) * z - 0.37612626) * z + 1.1283791);
  let t = 1.0 / max(abs(x), 1.0);
  let p = (((((0.025379643 * t - 0.13875785) * t + 0.3086676) * t - 0.30998215) * t - 0.03393568) * t + 0.5778731) * t - 0.0016610714;
  let far = 1.0 - expOf(-z) * p;
  return select(select(far, -far, x < 0.0), near, abs(x) < 1.0);
}

// function atanOfUnit: arctan t for t in [0, 1].
fn atanOfUnit(t: f32) -> f32 {
  let z = t * t;
  let q = ((((((0.0029206926 * z - 0.01636793) * z + 0.043211862) * z - 0.07552215) * z + 0.10666005) * z - 0.14211056) * z + 0.19993773) * z - 0.33333153;
  return t + t * z * q;
}

// function atanOf: arctan x by atanOfUnit of x or 1/x; needs atanOfUnit.
fn atanOf(x: f32) -> f32 {
  let size = abs(x);
  let far = size > 1.0;
  let y = atanOfUnit(select(size, 1.0 / size, far));
  let value = select(y, 1.5707964 - y, far);
  return select(value, -value, x < 0.0);
}

// function atan2Of: the angle of (x, y), 0 at the origin; needs atanOfUnit, isUndefined.
fn atan2Of(y: f32, x: f32) -> f32 {
  let u = abs(x);
  let v = abs(y);
  let larger = max(u, v);
  let ratio = select(min(u, v) / larger, 0.0, larger == 0.0);
  let near = atanOfUnit(select(ratio, u + v, isUndefined(u + v)));
  let steep = select(near, 1.5707964 - near, v > u);
  let value = select(steep, 3.1415927 - steep, x < 0.0);
  return select(value, -value, y < 0.0);
}

// function asinOfHalf: arcsin t for |t| ≤ ½.
fn asinOfHalf(t: f32) -> f32 {
  let z = t * t;
  let q = (((0.04222599 * z + 0.024146633) * z + 0.04547655) * z + 0.07495253) * z + 0.16666754;
  return t + t * z * q;
}

// function asinOf: arcsin x, beyond ½ as π/2 − 2·arcsin √((1 − |x|)/2), NaN off [−1, 1]; needs asinOfHalf.
fn asinOf(x: f32) -> f32 {
  let size = abs(x);
  let rest = asinOfHalf(sqrt(max(0.5 - 0.5 * size, 0.0)));
  let value = select(asinOfHalf(size), 1.5707964 - 2.0 * rest, size > 0.5);
  let undefined = bitcast<f32>(bitcast<u32>(x) | 0x7fc00000u);
  return select(undefined, select(value, -value, x < 0.0), size <= 1.0);
}

// function acosOf: arccos x, beyond ½ as 2·arcsin √((1 − |x|)/2) from the near end, NaN off [−1, 1]; needs asinOfHalf.
fn acosOf(x: f32) -> f32 {
  let size = abs(x);
  let rest = 2.0 * asinOfHalf(sqrt(max(0.5 - 0.5 * size, 0.0)));
  let far = select(rest, 3.1415927 - rest, x < 0.0);
  let value = select(1.5707964 - asinOfHalf(x), far, size > 0.5);
  let undefined = bitcast<f32>(bitcast<u32>(x) | 0x7fc00000u);
  return select(undefined, value, size <= 1.0);
}

// function isUndefined: whether x is not a number, by its bits: compilers may assume that it is one.
fn isUndefined(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

// function signOf: −1, 0 or 1; needs isUndefined.
fn signOf(x: f32) -> f32 {
  return select(sign(x), x, isUndefined(x));
}

// function minOf: the smaller, NaN where one is; needs isUndefined.
fn minOf(a: f32, b: f32) -> f32 {
  return select(select(min(a, b), b, isUndefined(b)), a, isUndefined(a));
}

// function maxOf: the larger, NaN where one is; needs isUndefined.
fn maxOf(a: f32, b: f32) -> f32 {
  return select(select(max(a, b), b, isUndefined(b)), a, isUndefined(a));
}

// function nonNegativeOf: x, NaN where it is below 0.
fn nonNegativeOf(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  return select(x, bitcast<f32>(bits | 0x7fc00000u), bits > 0x80000000u);
}
