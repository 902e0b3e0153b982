/**
 * `npm run bench`: walker-steps per second of each rule and dimension and samples per second of
 * the density (histogram with moments and readback), on the adapter and on the CPU twin, each in turns
 * with NumPy where it has the same case. Writes bench/results/<adapter>-<date>.json.
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
import { measureInTurns, type Spread } from './measure.js';
import { openPeer } from './peers/peer.js';

interface Row {
  readonly backend: string;
  readonly case: string;
  readonly unit: string;
  readonly rate: Spread;
  /** The same case in NumPy, sample by sample in turns, and ours over it pair by pair. */
  readonly peer: { readonly rate: Spread; readonly ratio: Spread } | null;
}

/** Walkers of one call of the peer. */
const peerWalkers = 1 << 20;
const limits = { most: 20, seconds: 60 };

/** A spread of seconds as one of rates: quartiles change places. */
const rateOf = (work: number, { median, lowerQuartile, upperQuartile, samples }: Spread) => ({
  median: work / median,
  lowerQuartile: work / upperQuartile,
  upperQuartile: work / lowerQuartile,
  samples,
});

const scaled = ({ samples, ...spread }: Spread, factor: number): Spread => ({
  median: spread.median * factor,
  lowerQuartile: spread.lowerQuartile * factor,
  upperQuartile: spread.upperQuartile * factor,
  samples,
});

const peer = await openPeer('./numpyPeer.py');
console.log(peer ? `Peer: ${peer.name}` : 'No python3 with NumPy here: no peer is measured.');

const rows: Row[] = [];

/** Times `call`, which does `work`, and the peer in turns; prints and keeps the row. */
async function bench(
  row: Pick<Row, 'backend' | 'case' | 'unit'>,
  work: number,
  call: () => Promise<unknown>,
) {
  const ours = async () => {
    const start = performance.now();
    await call();
    return (performance.now() - start) / 1000;
  };
  const known = peer && row.case in (await peer.open(row.case)) ? peer : null;
  const turns = await measureInTurns(ours, known && (() => known.time(row.case)), limits);
  const other = turns.peer && {
    rate: rateOf(peerWalkers, turns.peer.own),
    ratio: scaled(turns.peer.ratio, work / peerWalkers),
  };
  const done = { ...row, rate: rateOf(work, turns.ours), peer: other };
  rows.push(done);
  print(done);
}

const millions = (rate: number) => (rate / 1e6).toFixed(1);

function print({ backend, case: name, unit, rate, peer }: Row): void {
  const range = `[${millions(rate.lowerQuartile)}, ${millions(rate.upperQuartile)}]`;
  const beside = peer
    ? `  NumPy ${millions(peer.rate.median)}, ratio ${peer.ratio.median.toFixed(2)}` +
      ` [${peer.ratio.lowerQuartile.toFixed(2)}, ${peer.ratio.upperQuartile.toFixed(2)}]`
    : '';
  console.log(
    `${backend.padEnd(6)}${name.padEnd(28)}${millions(rate.median).padStart(9)} million ${unit} ${range}${beside}`,
  );
}

/** Each rule: 150 ms of stepping a sample, found by doubling. */
async function benchSteps(backend: Backend, dimension: 1 | 2, walkers: number): Promise<void> {
  const experiment = benchExperiment(dimension, walkers, 256);
  for (const [index, { name }] of experiment.ensembles.entries()) {
    const ensemble = await backend.create({ experiment, index, firstWalker: 0, walkers });
    let steps = 4;
    for (let elapsed = 0; elapsed < 150 && steps < 4096; ) {
      steps *= 2;
      const start = performance.now();
      await ensemble.advance(steps);
      elapsed = performance.now() - start;
    }
    const row = { backend: backend.kind, case: `${name} ${dimension}-D`, unit: 'walker-steps/s' };
    await bench(row, walkers * steps, () => ensemble.advance(steps));
    ensemble.destroy();
  }
}

async function benchDensity(backend: Backend, dimension: 1 | 2, cells: number, walkers: number) {
  const experiment = benchExperiment(dimension, walkers, cells);
  const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
  const size = dimension === 1 ? `${cells}` : `${cells} × ${cells}`;
  const row = { backend: backend.kind, case: `histogram ${size} cells`, unit: 'samples/s' };
  await bench(row, walkers, () => ensemble.snapshot());
  ensemble.destroy();
}

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

for (const [backend, walkers] of backends) {
  for (const dimension of [1, 2] as const) await benchSteps(backend, dimension, walkers);
  for (const cells of [256, 1024]) await benchDensity(backend, 1, cells, walkers);
  await benchDensity(backend, 2, 512, walkers);
}
peer?.close();

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
