/** The same experiment gives the same counts in Chrome as in Node on the same software adapter. */
import { expect, test } from 'vitest';
import { smallExperiment, useWorkplace } from '../../support/command.js';

const place = useWorkplace();

interface Result {
  readonly manifest: { backend: string; adapter: { isFallback: boolean } };
  readonly ensembles: readonly {
    snapshots: readonly { counts: number[]; mean: number[] }[];
    exits: { counts: number[]; inside: number; walkers: number };
  }[];
}

const withExits = smallExperiment({ predictions: [{ exitTime: { region: 'x < 0.1' } }] });

async function runOn(backend: string): Promise<Result> {
  const file = place.write('small.json', withExits);
  const flags = ['--backend', backend, '--out', backend, '--json', '--quiet'];
  const { code, stdout, stderr } = await place.walkerlab(['run', file, ...flags]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('Chrome counts what Node counts, walker by walker', async () => {
  const chrome = await runOn('chrome');
  const node = await runOn('gpu');
  expect(chrome.manifest.backend).toBe('chrome');
  const [a, b] = [chrome, node].map((r) => r.ensembles.map((e) => e.snapshots));
  const [exits, others] = [chrome, node].map((r) => r.ensembles.map((e) => e.exits));
  expect(exits.every((e) => e.inside > 0 && e.inside < e.walkers)).toBe(true);
  if (chrome.manifest.adapter.isFallback && node.manifest.adapter.isFallback) {
    expect(a).toEqual(b);
    expect(exits).toEqual(others);
  } else {
    // Two drivers may contract products differently, which moves walkers across edges of cells.
    expect(a.flat().map((s) => s.counts.length)).toEqual(b.flat().map((s) => s.counts.length));
  }
});
