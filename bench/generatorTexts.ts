/** WGSL of generators and normal methods that were tried and not taken. */

/** Philox4x32 (Salmon et al., SC 2011); WGSL has no high multiply, so it is put together. */
export function philox4x32(rounds: number): string {
  const round = `c = vec4u(
    high(0xcd9e8d57u, c.z) ^ c.y ^ k.x, 0xcd9e8d57u * c.z,
    high(0xd2511f53u, c.x) ^ c.w ^ k.y, 0xd2511f53u * c.x);
  k += vec2u(0x9e3779b9u, 0xbb67ae85u);`;
  return `
fn high(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let cross = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (cross >> 16u);
}
fn threefry(counter: vec4u, key: vec4u) -> vec4u {
  var c = counter;
  var k = key.xy;
  ${Array(rounds).fill(round).join('\n  ')}
  return c;
}`;
}

/** Two blocks of Threefry2x32, for four words. */
export function threefry2x32(rounds: number): string {
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  const keys = ['k.x', 'k.y', 'parity'];
  const lines = Array.from({ length: rounds }, (_, round) => {
    const r = rotations[round % 8];
    const mix = `a += b; b = ((b << ${r}u) | (b >> ${32 - r}u)) ^ a;`;
    if (round % 4 !== 3) return mix;
    const n = (round + 1) / 4;
    return `${mix} a += ${keys[n % 3]}; b += ${keys[(n + 1) % 3]} + ${n}u;`;
  });
  return `
fn pairOf(c: vec2u, k: vec2u) -> vec2u {
  let parity = 0x1bd11bdau ^ k.x ^ k.y;
  var a = c.x + k.x;
  var b = c.y + k.y;
  ${lines.join('\n  ')}
  return vec2u(a, b);
}
fn threefry(counter: vec4u, key: vec4u) -> vec4u {
  return vec4u(pairOf(counter.xy, key.xy), pairOf(counter.xy, key.xy + vec2u(0u, 1u)));
}`;
}

/** The inverse distribution function by the polynomial fits of Giles (2010) to erfinv. */
export const inverseNormals = `
fn polynomial(c: array<f32, 9>, x: f32) -> f32 {
  return (((((((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4]) * x + c[5]) * x + c[6]) * x + c[7]) * x + c[8];
}
fn inverse(word: u32) -> f32 {
  let q = (f32(bitcast<i32>(word)) + 0.5) * 0x1p-31f;
  let w = -log((1.0 - q) * (1.0 + q));
  let near = polynomial(array(2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941), w - 2.5);
  let far = polynomial(array(-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682), sqrt(w) - 3.0);
  return 1.41421356 * q * select(far, near, w < 5.0);
}
fn normals(words: vec4u) -> vec4f {
  return vec4f(inverse(words.x), inverse(words.y), inverse(words.z), inverse(words.w));
}`;
