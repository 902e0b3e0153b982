/** Moments and tails of the kernels' normals, drawn and summed on the adapter. */
import { printRandom, type Rotation } from '../../src/kernels/random.js';
import { runOnGpu } from './runOnGpu.js';

export interface NormalStatistics {
  readonly draws: number;
  /** Mean of xᵏ for k = 1 … 6, at [k − 1]. */
  readonly moments: readonly number[];
  /** How many exceed 3, 4, 5 in absolute value. */
  readonly tails: readonly number[];
}

const invocations = 1 << 14;
const perLaunch = 64;

/**
 * Draws at least `draws` normals. Each invocation sums 256 normals in float32 and the host adds in
 * float64, so that the sums are off by less than a hundredth of a standard error.
 */
export async function normalStatistics(
  device: GPUDevice,
  rotation: Rotation,
  draws: number,
  seed = 2024,
): Promise<NormalStatistics> {
  const code = `
@group(0) @binding(0) var<storage, read> launch: vec4u;
@group(0) @binding(1) var<storage, read_write> sums: array<array<u32, 9>>;
${printRandom(rotation)}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var m: array<vec4f, 6>;
  var tails = vec3u();
  for (var i = 0u; i < ${perLaunch}u; i++) {
    let x = normals(threefry(vec4u(id.x, launch.x, i, 0u), vec4u(${seed}u, 5u, 0u, 0u)));
    var power = x;
    for (var k = 0u; k < 6u; k++) { m[k] += power; power *= x; }
    let a = abs(x);
    tails += vec3u(
      dot(vec4u(a > vec4f(3.0)), vec4u(1u)),
      dot(vec4u(a > vec4f(4.0)), vec4u(1u)),
      dot(vec4u(a > vec4f(5.0)), vec4u(1u)),
    );
  }
  for (var k = 0u; k < 6u; k++) { sums[id.x][k] = bitcast<u32>(m[k].x + m[k].y + m[k].z + m[k].w); }
  for (var k = 0u; k < 3u; k++) { sums[id.x][6u + k] = tails[k]; }
}`;
  const launches = Math.ceil(draws / (4 * perLaunch * invocations));
  const totals = new Float64Array(9);
  for (let launch = 0; launch < launches; launch++) {
    const input = Uint32Array.of(launch, 0, 0, 0);
    const bytes = await runOnGpu(device, code, input, 36 * invocations, invocations / 64);
    const floats = new Float32Array(bytes);
    const words = new Uint32Array(bytes);
    for (let i = 0; i < floats.length; i++) totals[i % 9] += i % 9 < 6 ? floats[i] : words[i];
  }
  const drawn = launches * 4 * perLaunch * invocations;
  return {
    draws: drawn,
    moments: [...totals.subarray(0, 6)].map((sum) => sum / drawn),
    tails: [...totals.subarray(6)],
  };
}

/** E x²ᵏ = (2k − 1)!! of the normal law; odd moments are 0. */
export function normalMoment(order: number): number {
  if (order % 2 === 1) return 0;
  let product = 1;
  for (let k = order - 1; k > 1; k -= 2) product *= k;
  return product;
}

/** Deviations from the normal law in standard errors: moments 1 … 6, then the tails. */
export function normalDeviations({ draws, moments, tails }: NormalStatistics): number[] {
  const ofMoments = moments.map((got, i) => {
    const k = i + 1;
    const variance = normalMoment(2 * k) - normalMoment(k) ** 2;
    return (got - normalMoment(k)) / Math.sqrt(variance / draws);
  });
  const ofTails = tails.map((count, i) => {
    const expected = tailProbabilities[i] * draws;
    return (count - expected) / Math.sqrt(expected);
  });
  return [...ofMoments, ...ofTails];
}

/** P(|x| > 3), P(|x| > 4), P(|x| > 5). */
const tailProbabilities = [2.699796063260189e-3, 6.334248366623996e-5, 5.733031437583878e-7];
