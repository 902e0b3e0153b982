/**
 * `npm run validate`: the statistical claims that take longer than the tests may. Prints a table
 * and keeps it in docs/validation.md. Exit code 1 where a claim fails.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBackend } from '../src/engine/openBackend.js';
import type { Claim } from './validation/claim.js';
import { ensembleAtScale, seedsAreUniform } from './validation/claims.js';
import { normalsAreNormal } from './validation/normals.js';
import { stationaryPlane } from './validation/stationaryPlane.js';

const backend = await openBackend();
const { adapter } = backend;
const where = `${adapter.vendor} ${adapter.architecture} (${adapter.description})`;
console.log(`Backend: ${backend.kind}, ${where}${adapter.isFallback ? ', software' : ''}`);

const claims: Claim[] = [];
const quick = process.argv.includes('--quick');
const sources = [
  () => normalsAreNormal(quick ? 1e7 : 1e8),
  () => stationaryPlane(),
  () => ensembleAtScale(backend, quick ? 1_000_000 : 10_000_000),
  () => seedsAreUniform(backend, quick ? 20 : 200, 100_000),
  ...(quick ? [] : [() => ensembleAtScale(backend, 100_000_000)]),
];
for (const source of sources) {
  for await (const claim of source()) {
    claims.push(claim);
    console.log(`${claim.holds ? 'holds ' : 'FAILS '} ${claim.what}: ${claim.measured}`);
  }
}

if (!quick) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  const rows = claims.map(
    ({ what, expected, measured, holds }) =>
      `| ${what} | ${expected} | ${measured} | ${holds ? 'holds' : '**fails**'} |`,
  );
  const text = [
    '# Validation',
    '',
    'The last run of `npm run validate`: claims whose samples are too many for the tests.',
    '',
    `- date: ${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}`,
    `- backend: ${backend.kind} on ${where}${adapter.isFallback ? ', a software adapter' : ''}`,
    '',
    '| claim | expected | measured | |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  writeFileSync(fileURLToPath(new URL('../docs/validation.md', import.meta.url)), text);
}
backend.destroy();
process.exit(claims.every((claim) => claim.holds) ? 0 : 1);
