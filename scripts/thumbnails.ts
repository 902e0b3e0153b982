/**
 * Draws the gallery's pictures from real runs: public/thumbnails/NAME.svg for every preset, the last
 * frame of it with fewer walkers. `npm run thumbnails`, or with names for some of them.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBackend } from '../src/engine/openBackend.js';
import { resolveExperiment } from '../src/model/file/resolve.js';
import { parseText } from '../src/model/file/text.js';
import type { Frame } from '../src/run/frame.js';
import { run } from '../src/run/run.js';
import { thumbnailSvg } from './thumbnailSvg.js';

/** Enough for a picture of 96 steps. */
const walkers = 100_000;

const folder = (name: string) => fileURLToPath(new URL(`../public/${name}/`, import.meta.url));
const asked = process.argv.slice(2);
const names = readdirSync(folder('experiments'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .filter((name) => asked.length === 0 || asked.includes(name));

mkdirSync(folder('thumbnails'), { recursive: true });
const backend = await openBackend();
for (const name of names) {
  const text = readFileSync(`${folder('experiments')}${name}.yaml`, 'utf8');
  const plain = parseText(text) as {
    walkers: number;
    steps: number;
    predictions?: unknown[];
  };
  const experiment = resolveExperiment({
    ...plain,
    walkers: Math.min(walkers, plain.walkers),
    snapshots: [plain.steps],
    predictions: plain.predictions?.length === 0 ? [] : ['fokkerPlanck'],
  });
  let last: Frame | null = null;
  for await (const frame of run(experiment, backend)) last = frame;
  if (!last) throw new Error(`${name} gave no frame`);
  const svg = thumbnailSvg(experiment, last);
  writeFileSync(`${folder('thumbnails')}${name}.svg`, svg);
  console.log(`${name}: ${svg.length} bytes`);
}
backend.destroy();
