/**
 * `npm run bench:solvers`: what the transfer operators and the Fokker–Planck steps cost against
 * cells, beside SciPy in the same run where it is there. Milliseconds of processor time. Writes
 * bench/results/solvers-<date>.json.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from './measure.js';
import { runScipyPeer } from './peers/scipy.js';
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
  readonly ms: Spread;
  readonly size: string;
  readonly targetMs?: number;
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
 * Processor time of one call, which other work on the machine does not lengthen: at least 3
 * samples, and up to `most` within `seconds`, each of as many calls as take 2 ms.
 */
async function measure(call: () => Promise<void> | void, seconds: number, most: number) {
  const samples: number[] = [];
  const begin = performance.now();
  let calls = 1;
  while (samples.length < most) {
    if (samples.length >= 3 && performance.now() - begin > 1000 * seconds) break;
    const since = process.cpuUsage();
    for (let c = 0; c < calls; c++) await call();
    const spent = cpuMs(since);
    if (spent < 2) calls *= 2;
    else samples.push(spent / calls);
  }
  // The first includes compilation.
  return spreadOf(samples.slice(1));
}

const rows: Row[] = [];

function add(name: string, part: string, cells: number, size: () => string, ms: Spread) {
  const title = `${name} ${part}`;
  const family = title.replace(/-D \d+²?/, '-D');
  rows.push({ case: title, family, cells, ms, size: size(), targetMs: targets[title] });
}

async function benchOperator(name: string, cells: number, solver: SolverCase) {
  const build = await measure(solver.build, 1.5, 20);
  add(name, 'build', cells, solver.size, build);
  add(name, 'apply', cells, solver.size, await measure(solver.apply, 1, 50));
}

async function benchStep(name: string, cells: number, solver: SolverCase) {
  await solver.build();
  add(name, 'step', cells, solver.size, await measure(solver.apply, 1, 50));
}

/** Slope of log time against log cells, least squares. */
function exponentOf(points: readonly Row[]): number {
  const xs = points.map((r) => Math.log(r.cells));
  const ys = points.map((r) => Math.log(r.ms.median));
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const above = xs.reduce((s, x, i) => s + (x - mx) * (ys[i] - my), 0);
  return above / xs.reduce((s, x) => s + (x - mx) ** 2, 0);
}

const ms = (v: number) => v.toPrecision(3);

console.log(`CPU: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}`);
// Compiled code for every route, before anything is counted.
for (const solver of [
  operatorCase1d(500, 10),
  operatorCase2d(64, 16),
  operatorCase2d(64, 16, farTilt),
  fokkerPlanckCase1d(500),
  fokkerPlanckCase2d(64),
]) {
  await measure(solver.build, 1, 20);
  await measure(solver.apply, 1, 50);
}
for (const maps of [10, 100]) {
  for (const cells of sizes1d)
    await benchOperator(`operator 1-D ${cells} × ${maps}`, cells, operatorCase1d(cells, maps));
}
for (const maps of [4, 16]) {
  for (const cells of sizes2d)
    await benchOperator(
      `operator 2-D ${cells}² × ${maps}`,
      cells ** 2,
      operatorCase2d(cells, maps),
    );
}
for (const cells of farSizes2d) {
  const name = `operator 2-D ${cells}² × 16 far apart`;
  await benchOperator(name, cells ** 2, operatorCase2d(cells, 16, farTilt));
}
for (const cells of sizes1d)
  await benchStep(`fokkerPlanck 1-D ${cells}`, cells, fokkerPlanckCase1d(cells));
for (const cells of sizes2d)
  await benchStep(`fokkerPlanck 2-D ${cells}²`, cells ** 2, fokkerPlanckCase2d(cells));

const peer = runScipyPeer({
  operator1d: [10, 100].flatMap((maps) => sizes1d.map((cells) => [cells, maps])),
  // Finer ones take SciPy minutes to build.
  operator2d: [
    ...[4, 16].flatMap((maps) => [64, 128, 256].map((cells) => [cells, maps, 1])),
    ...[64, 128].map((cells) => [cells, 16, farTilt]),
  ],
  fokkerPlanck1d: sizes1d,
  fokkerPlanck2d: sizes2d,
});
console.log(peer ? `Peer: ${peer.name}\n` : 'No python3 with SciPy here: our numbers alone.\n');

for (const family of new Set(rows.map((r) => r.family))) {
  const own = rows.filter((r) => r.family === family);
  console.log(`${family}: milliseconds grow as cells^${exponentOf(own).toFixed(2)}`);
  for (const row of own) {
    const { median, lowerQuartile, upperQuartile } = row.ms;
    const other = peer?.cases[row.case];
    console.log(
      `  ${row.case.padEnd(32)}${ms(median).padStart(8)} ms [${ms(lowerQuartile)}, ${ms(upperQuartile)}]` +
        (row.targetMs ? `  target ${row.targetMs}` : '') +
        (other ? `  SciPy ${ms(other.ms.median)} (${other.does})` : '') +
        `  ${row.size}`,
    );
  }
}
for (const [name, { ms: spread, does }] of Object.entries(peer?.cases ?? {})) {
  if (!rows.some((r) => r.case === name))
    console.log(`${name}: SciPy ${ms(spread.median)} ms (${does})`);
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const date = new Date().toISOString().slice(0, 10);
const folder = fileURLToPath(new URL('./results/', import.meta.url));
mkdirSync(folder, { recursive: true });
const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version };
const file = `${folder}solvers-${date}.json`;
writeFileSync(file, `${JSON.stringify({ date, commit, machine, rows, peer }, null, 2)}\n`);
console.log(`\nWritten to ${file}`);
