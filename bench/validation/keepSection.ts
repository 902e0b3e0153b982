/** docs/validation.md: one section for each group of claims, with the run that it comes from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Claim } from './claim.js';

const file = fileURLToPath(new URL('../../docs/validation.md', import.meta.url));
const head = [
  '# Validation',
  '',
  'What `npm run validate` last measured: claims that take longer than tests may. A section is one',
  'group of claims, measured again by `npm run validate -- NAME`.',
  '',
].join('\n');

/** Replaces section `name`, and keeps the others in the given order. */
export function keepSection(
  name: string,
  run: string,
  claims: readonly Claim[],
  order: readonly string[],
): void {
  const [, ...kept] = readFileSync(file, 'utf8').split(/^## /m);
  const sections = new Map(kept.map((text) => [text.slice(0, text.indexOf('\n')), text.trimEnd()]));
  const rows = claims.map(
    ({ what, expected, measured, holds }) =>
      `| ${what} | ${expected} | ${measured} | ${holds ? 'holds' : '**fails**'} |`,
  );
  const table = ['| claim | expected | measured | |', '|---|---|---|---|', ...rows];
  sections.set(name, [name, '', run, '', ...table].join('\n'));
  const texts = order.flatMap((key) => (sections.has(key) ? [`## ${sections.get(key)}\n`] : []));
  writeFileSync(file, [head, ...texts].join('\n'));
}
