/**
 * What was tried for the random numbers of the hot loop: generators, ways to rotate, normal methods
 * and workgroup sizes, as double-well Langevin steps per second of processor time of one core and
 * per second of wall time. `node scripts/runTs.mjs bench/generators.ts`
 */
import { openDevice } from '../src/engine/gpu/device.js';
import { pipelineOf } from '../src/engine/gpu/pipelines.js';
import { requestNodeGpu, sleep } from '../src/engine/nodeGpu.js';
import { printRandom, printThreefry, type Rotation } from '../src/kernels/random.js';
import { inverseNormals, philox4x32, threefry2x32 } from './generatorTexts.js';

interface Variant {
  readonly name: string;
  /** WGSL of `threefry(counter, key)`, or of another generator under that name. */
  readonly generator: string;
  /** WGSL of `normals(words)`. */
  readonly normals: string;
  readonly workgroupSize: number;
  readonly walkersPerInvocation: number;
}

const walkers = 1 << 20;
const steps = 40;
const rounds = 10;

const threefry = (count: number, rotation: Rotation) => printThreefry(count, rotation);
const withoutGenerator = (text: string) => text.slice(text.indexOf('// Standard normals'));
const boxMuller = withoutGenerator(printRandom('shift'));
const nothing = 'fn threefry(counter: vec4u, key: vec4u) -> vec4u { return counter + key; }';

const variant = (
  name: string,
  generator: string,
  normals = boxMuller,
  workgroupSize = 64,
  walkersPerInvocation = 16,
): Variant => ({ name, generator, normals, workgroupSize, walkersPerInvocation });

const best = threefry(13, 'float');
const variants: readonly Variant[] = [
  ...[12, 13, 20].flatMap((count) => [
    variant(`Threefry4x32-${count}, shifts`, threefry(count, 'shift')),
    variant(`Threefry4x32-${count}, no shifts`, threefry(count, 'float')),
  ]),
  ...[13, 20].map((count) => variant(`Threefry2x32-${count}, shifts`, threefry2x32(count))),
  ...[7, 10].map((count) => variant(`Philox4x32-${count}`, philox4x32(count))),
  variant('no random numbers', nothing),
  variant('Threefry4x32-13, no shifts, inverse CDF', best, inverseNormals),
  ...[32, 128, 256].map((size) => variant(`… workgroups of ${size}`, best, boxMuller, size)),
  ...[1, 4, 64].map((each) => variant(`… ${each} walkers each`, best, boxMuller, 64, each)),
];

const kernelOf = ({ generator, normals, workgroupSize }: Variant) => `
struct Launch { first: u32, steps: u32, walkers: u32, seed: u32 }
@group(0) @binding(0) var<uniform> u: Launch;
@group(0) @binding(1) var<storage, read_write> states: array<f32>;
${generator}
${normals}
fn advance(x: f32, z: f32) -> f32 { return x - 0.05 * (x * x * x - x) + 0.1 * z; }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let key = vec4u(u.seed, 0u, 1u, 0u);
  for (var i = id.x; i < u.walkers; i += groups.x * ${workgroupSize}u) {
    var x = states[i];
    for (var block = u.first; block < u.first + u.steps / 4u; block++) {
      let z = normals(threefry(vec4u(i, block, 0u, 0u), key));
      x = advance(advance(advance(advance(x, z.x), z.y), z.z), z.w);
      if ((bitcast<u32>(x) & 0x7fffffffu) >= 0x46000000u) { break; }
    }
    states[i] = x;
  }
}`;

const found = await requestNodeGpu();
if (!found) throw new Error('no adapter');
const { device, adapter } = await openDevice(found.gpu);
console.log(`Adapter: ${adapter.vendor} ${adapter.architecture} (${adapter.description})`);
const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
const states = device.createBuffer({ label: 'walkers', size: 4 * walkers, usage: STORAGE });
const launch = device.createBuffer({ label: 'launch', size: 16, usage: UNIFORM | COPY_DST });

const running = await Promise.all(
  variants.map(async (v) => {
    const pipeline = await pipelineOf(device, { name: v.name, code: kernelOf(v) });
    const entries = [launch, states].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    return { ...v, pipeline, group, perCore: [] as number[], perSecond: [] as number[] };
  }),
);
// Round after round, so that a disturbance of the machine falls on all alike; the first warms up.
for (let round = 0; round <= rounds; round++) {
  for (const v of running) {
    const first = (round * steps) / 4;
    device.queue.writeBuffer(launch, 0, Uint32Array.of(first, steps, walkers, 7));
    const processor = process.cpuUsage();
    const began = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(v.pipeline);
    pass.setBindGroup(0, v.group);
    pass.dispatchWorkgroups(Math.ceil(walkers / v.workgroupSize / v.walkersPerInvocation));
    pass.end();
    device.queue.submit([encoder.finish()]);
    if (v.perSecond.length > 0) sleep((0.9e-3 * walkers * steps) / Math.max(...v.perSecond));
    await device.queue.onSubmittedWorkDone();
    const { user, system } = process.cpuUsage(processor);
    if (round === 0) continue;
    v.perSecond.push((walkers * steps) / (performance.now() - began) / 1e3);
    v.perCore.push((walkers * steps) / (user + system));
  }
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1].toFixed(0);
console.log('| variant | M steps per core-second | M steps/s, median | best |\n|---|---|---|---|');
for (const { name, perCore, perSecond } of running) {
  const fastest = Math.max(...perSecond).toFixed(0);
  console.log(`| ${name} | ${median(perCore)} | ${median(perSecond)} | ${fastest} |`);
}
device.destroy();
process.exit(0);
