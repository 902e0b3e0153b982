/**
 * `npm run bench:solvers`: what the transfer operators and the Fokker–Planck steps cost against
 * cells, in turns with SciPy where it is there. Milliseconds of processor time. Writes
 * bench/results/solvers-<date>.json.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureInTurns, type Turns } from './measure.js';
import { openPeer } from './peers/peer.js';
import {
  fokkerPlanckCase1d,
  fokkerPlanckCase2d,
  operatorCase1d,
  operatorCase2d,
  type SolverCase,
} from './solverCases.js';

interface Row {
  /** The same name as the peer's. */
  readonly case: string;
  /** Cases that differ in cells only. */
  readonly family: string;
  readonly cells: number;
  /** Milliseconds of ours and of the peer, and the peer's over ours. */
  readonly ms: Turns;
  /** What the peer does, where it has the case. */
  readonly peerDoes: string | undefined;
  readonly size: string;
  readonly targetMs: number | undefined;
}

/** What the solvers are meant to take, by case. */
const targets: Readonly<Record<string, number>> = {
  'operator 1-D 1000 × 100 build': 50,
  'operator 1-D 1000 × 100 apply': 0.2,
  'operator 2-D 256² × 16 build': 3000,
  'operator 2-D 256² × 16 apply': 15,
  'fokkerPlanck 2-D 256² step': 100,
};

const sizes1d = [125, 250, 500, 1000, 2000, 4000];
const sizes2d = [64, 128, 256, 512];
/** Minibatches that move a walker by up to half a unit: no two deposits of a node overlap. */
const farTilt = 10;
const farSizes2d = [64, 128, 256];

const cpuMs = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/**
 * Milliseconds of processor time of one call, which other work on the machine does not lengthen, by as
 * many calls as take 2 ms.
 */
function meter(call: () => Promise<void> | void): () => Promise<number> {
  let calls = 1;
  return async () => {
    for (;;) {
      const since = process.cpuUsage();
      for (let c = 0; c < calls; c++) await call();
      const spent = cpuMs(since);
      if (spent >= 2) return spent / calls;
      calls *= 2;
    }
  };
}

const peer = await openPeer('./scipyPeer.py');
const rows: Row[] = [];

/** A case as both know it. */
interface Sizes {
  readonly kind: 'operator1d' | 'operator2d' | 'fokkerPlanck1d' | 'fokkerPlanck2d';
  readonly cells: number;
  readonly maps?: number;
  readonly tilt?: number;
}

async function bench(name: string, sizes: Sizes, solver: SolverCase) {
  const offers = peer ? await peer.open(sizes) : {};
  const cells = sizes.kind.endsWith('2d') ? sizes.cells ** 2 : sizes.cells;
  const add = async (
    part: string,
    call: () => Promise<void> | void,
    seconds: number,
    most: number,
  ) => {
    const title = `${name} ${part}`;
    const theirs = title in offers ? async () => 1000 * (await peer!.time(title)) : null;
    const ms = await measureInTurns(meter(call), theirs, { most, seconds });
    const family = title.replace(/-D \d+²?/, '-D');
    const row = { case: title, family, cells, ms, peerDoes: offers[title] };
    rows.push({ ...row, size: solver.size(), targetMs: targets[title] });
  };
  await solver.build();
  if (sizes.kind.startsWith('operator')) {
    await add('build', solver.build, 3, 20);
    await add('apply', solver.apply, 2, 50);
  } else await add('step', solver.apply, 2, 50);
  // What the peer alone does: the same equation by another road.
  for (const title of Object.keys(offers).filter((t) => !rows.some((r) => r.case === t)))
    others.push(`${title}: SciPy ${ms(1000 * (await peer!.time(title)))} ms (${offers[title]})`);
}

/** Slope of log time against log cells, least squares. */
function exponentOf(points: readonly Row[]): number {
  const xs = points.map((r) => Math.log(r.cells));
  const ys = points.map((r) => Math.log(r.ms.ours.median));
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const above = xs.reduce((s, x, i) => s + (x - mx) * (ys[i] - my), 0);
  return above / xs.reduce((s, x) => s + (x - mx) ** 2, 0);
}

const ms = (v: number) => v.toPrecision(3);
const others: string[] = [];

console.log(`CPU: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}`);
// Compiled code for every route, before anything is counted.
for (const solver of [
  operatorCase1d(500, 10),
  operatorCase2d(64, 16),
  operatorCase2d(64, 16, farTilt),
  fokkerPlanckCase1d(500),
  fokkerPlanckCase2d(64),
]) {
  await measureInTurns(meter(solver.build), null, { most: 20, seconds: 1 });
  await measureInTurns(meter(solver.apply), null, { most: 50, seconds: 1 });
}
for (const maps of [10, 100]) {
  for (const cells of sizes1d) {
    const sizes = { kind: 'operator1d', cells, maps } as const;
    await bench(`operator 1-D ${cells} × ${maps}`, sizes, operatorCase1d(cells, maps));
  }
}
for (const maps of [4, 16]) {
  for (const cells of sizes2d) {
    const sizes = { kind: 'operator2d', cells, maps, tilt: 1 } as const;
    await bench(`operator 2-D ${cells}² × ${maps}`, sizes, operatorCase2d(cells, maps));
  }
}
for (const cells of farSizes2d) {
  const sizes = { kind: 'operator2d', cells, maps: 16, tilt: farTilt } as const;
  const solver = operatorCase2d(cells, 16, farTilt);
  await bench(`operator 2-D ${cells}² × 16 far apart`, sizes, solver);
}
for (const cells of sizes1d) {
  const sizes = { kind: 'fokkerPlanck1d', cells } as const;
  await bench(`fokkerPlanck 1-D ${cells}`, sizes, fokkerPlanckCase1d(cells));
}
for (const cells of sizes2d) {
  const sizes = { kind: 'fokkerPlanck2d', cells } as const;
  await bench(`fokkerPlanck 2-D ${cells}²`, sizes, fokkerPlanckCase2d(cells));
}
peer?.close();
console.log(peer ? `Peer: ${peer.name}\n` : 'No python3 with SciPy here: our numbers alone.\n');

for (const family of new Set(rows.map((r) => r.family))) {
  const own = rows.filter((r) => r.family === family);
  console.log(`${family}: milliseconds grow as cells^${exponentOf(own).toFixed(2)}`);
  for (const row of own) {
    const { ours, peer: other } = row.ms;
    console.log(
      `  ${row.case.padEnd(32)}${ms(ours.median).padStart(8)} ms [${ms(ours.lowerQuartile)}, ${ms(ours.upperQuartile)}]` +
        (row.targetMs ? `  target ${row.targetMs}` : '') +
        (other
          ? `  SciPy ${ms(other.own.median)}, ratio ${other.ratio.median.toFixed(2)} (${row.peerDoes})`
          : '') +
        `  ${row.size}`,
    );
  }
}
for (const line of others) console.log(line);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const date = new Date().toISOString().slice(0, 10);
const folder = fileURLToPath(new URL('./results/', import.meta.url));
mkdirSync(folder, { recursive: true });
const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version };
const file = `${folder}solvers-${date}.json`;
writeFileSync(
  file,
  `${JSON.stringify({ date, commit, machine, peer: peer?.name, rows, others }, null, 2)}\n`,
);
console.log(`\nWritten to ${file}`);
