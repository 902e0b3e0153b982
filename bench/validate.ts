/**
 * `npm run validate [-- NAME …]`: the claims that take longer than tests may, all of them or those
 * named. Prints each and keeps it in its section of docs/validation.md; `--quick` takes fewer samples
 * and keeps nothing. Exit code 1 where a claim fails.
 */
import { execFileSync } from 'node:child_process';
import { openBackend } from '../src/engine/openBackend.js';
import type { Claim } from './validation/claim.js';
import { ensembleAtScale, seedsAreUniform } from './validation/claims.js';
import { entropyDecay, weakOrders } from './validation/closures.js';
import { degenerateRuns } from './validation/degenerate.js';
import { doubleWell, frozenValleys, sampledExits } from './validation/exits.js';
import { keepSection } from './validation/keepSection.js';
import { normalsAreNormal } from './validation/normals.js';
import { convergenceOrders } from './validation/orders.js';
import { planeLaws } from './validation/planeLaws.js';
import { stationaryLine } from './validation/stationaryLine.js';
import { stationaryPlane } from './validation/stationaryPlane.js';
import { twoValleys } from './validation/twoValleys.js';

const backend = await openBackend();
const { adapter } = backend;
const device = `${adapter.vendor} ${adapter.architecture} (${adapter.description})`;
const where = `${backend.kind} on ${device}${adapter.isFallback ? ', a software adapter' : ''}`;
console.log(`Backend: ${where}`);

const quick = process.argv.includes('--quick');
const sources: Readonly<Record<string, () => AsyncGenerator<Claim>>> = {
  stationaryLine,
  stationaryPlane,
  planeLaws: () => planeLaws(backend, quick ? 200_000 : 10_000_000),
  orders: convergenceOrders,
  weakOrders,
  entropy: entropyDecay,
  doubleWell,
  frozenValleys,
  twoValleys: () => twoValleys(backend, quick ? 2000 : 20_000),
  sampledExits: () => sampledExits(backend, quick ? 100_000 : 1_000_000),
  degenerate: () => degenerateRuns(quick ? 20 : 200),
  normals: () => normalsAreNormal(quick ? 1e7 : 1e8),
  headline7: () => ensembleAtScale(backend, quick ? 1_000_000 : 10_000_000),
  seeds: () => seedsAreUniform(backend, quick ? 20 : 200, 100_000),
  headline8: () => ensembleAtScale(backend, quick ? 2_000_000 : 100_000_000),
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = asked.find((name) => !Object.hasOwn(sources, name));
if (unknown !== undefined) {
  console.error(`no claims ${unknown}; there are ${Object.keys(sources).join(', ')}`);
  process.exit(1);
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
let allHold = true;
for (const [name, source] of Object.entries(sources)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const claims: Claim[] = [];
  for await (const claim of source()) {
    claims.push(claim);
    allHold &&= claim.holds;
    console.log(`${claim.holds ? 'holds ' : 'FAILS '} ${claim.what}: ${claim.measured}`);
  }
  const date = new Date().toISOString().slice(0, 10);
  if (!quick)
    keepSection(name, `${date}, commit ${commit}, ${where}`, claims, Object.keys(sources));
}
backend.destroy();
process.exit(allHold ? 0 : 1);
