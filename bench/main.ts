/**
 * `npm run bench`: walker-steps per second of each rule and dimension and samples per second of
 * the density (histogram with moments and readback), on the adapter, on the CPU twin, and in NumPy
 * in the same run. Writes bench/results/<adapter>-<date>.json.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createCpuBackend } from '../src/engine/cpu/cpuBackend.js';
import type { Backend } from '../src/engine/ensemble.js';
import { openDevice } from '../src/engine/gpu/device.js';
import { createGpuBackend } from '../src/engine/gpu/gpuBackend.js';
import { requestNodeGpu, sleep } from '../src/engine/nodeGpu.js';
import { benchExperiment } from './cases.js';
import { measureRate, type Spread } from './measure.js';
import { type Peer, runNumpyPeer } from './peers/numpy.js';

interface Row {
  readonly backend: string;
  readonly case: string;
  readonly unit: 'walker-steps/s' | 'samples/s';
  readonly rate: Spread;
}

const millions = (rate: number) => (rate / 1e6).toFixed(1).padStart(9);

function print(row: Row, peer: Peer | null): void {
  const { median, lowerQuartile, upperQuartile } = row.rate;
  const other = peer?.rates[row.case]?.median;
  const ratio = other && row.backend !== 'numpy' ? `  ${(median / other).toFixed(2)} × NumPy` : '';
  console.log(
    `${row.backend.padEnd(6)}${row.case.padEnd(28)}${millions(median)} million ${row.unit}` +
      ` [${millions(lowerQuartile).trim()}, ${millions(upperQuartile).trim()}]${ratio}`,
  );
}

/** Each rule: about `seconds` of stepping per sample, found by doubling. */
async function benchSteps(backend: Backend, dimension: 1 | 2, walkers: number): Promise<Row[]> {
  const experiment = benchExperiment(dimension, walkers, 256);
  const rows: Row[] = [];
  for (const [index, { name }] of experiment.ensembles.entries()) {
    const ensemble = await backend.create({ experiment, index, firstWalker: 0, walkers });
    let steps = 4;
    for (let elapsed = 0; elapsed < 150 && steps < 4096; ) {
      steps *= 2;
      const start = performance.now();
      await ensemble.advance(steps);
      elapsed = performance.now() - start;
    }
    const rate = await measureRate(walkers * steps, () => ensemble.advance(steps));
    ensemble.destroy();
    rows.push({
      backend: backend.kind,
      case: `${name} ${dimension}-D`,
      unit: 'walker-steps/s',
      rate,
    });
  }
  return rows;
}

async function benchDensity(backend: Backend, dimension: 1 | 2, cells: number, walkers: number) {
  const experiment = benchExperiment(dimension, walkers, cells);
  const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
  const rate = await measureRate(walkers, async () => {
    await ensemble.snapshot();
  });
  ensemble.destroy();
  const size = dimension === 1 ? `${cells}` : `${cells} × ${cells}`;
  return {
    backend: backend.kind,
    case: `histogram ${size} cells`,
    unit: 'samples/s',
    rate,
  } as const;
}

const peer = runNumpyPeer();
console.log(peer ? `Peer: ${peer.name}` : 'No python3 with NumPy here: no peer is measured.');
const found = await requestNodeGpu();
const opened = found ? await openDevice(found.gpu) : null;
const backends: [Backend, number][] = [[createCpuBackend(), 1 << 16]];
if (opened) {
  const { adapter, device } = opened;
  backends.unshift([createGpuBackend(device, adapter, { sleep }), 1 << 20]);
  const kind = adapter.isFallback ? 'software adapter, not a GPU' : 'hardware';
  console.log(
    `Adapter: ${adapter.vendor} ${adapter.architecture} (${adapter.description}), ${kind}`,
  );
} else console.log('No adapter: only the CPU twin is measured.');
console.log(`CPU: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}\n`);

const rows: Row[] = [];
const add = (row: Row) => {
  rows.push(row);
  print(row, peer);
};
for (const [backend, walkers] of backends) {
  for (const dimension of [1, 2] as const) {
    for (const row of await benchSteps(backend, dimension, walkers)) add(row);
  }
  for (const cells of [256, 1024]) add(await benchDensity(backend, 1, cells, walkers));
  add(await benchDensity(backend, 2, 512, walkers));
}
for (const [name, rate] of Object.entries(peer?.rates ?? {})) {
  const unit = name.startsWith('histogram') ? 'samples/s' : 'walker-steps/s';
  add({ backend: 'numpy', case: name, unit, rate });
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const date = new Date().toISOString().slice(0, 10);
const label = (
  opened?.adapter.architecture ||
  opened?.adapter.vendor ||
  'no-adapter'
).toLowerCase();
const folder = fileURLToPath(new URL('./results/', import.meta.url));
const file = `${folder}${label.replace(/[^a-z0-9]+/g, '-')}-${date}.json`;
mkdirSync(folder, { recursive: true });
const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version };
const record = { date, commit, adapter: opened?.adapter ?? null, machine, peer: peer?.name, rows };
writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
console.log(`\nWritten to ${file}`);
opened?.device.destroy();
process.exit(0);
