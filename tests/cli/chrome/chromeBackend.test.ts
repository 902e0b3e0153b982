/** The same experiment gives the same counts in Chrome as in Node on the same software adapter. */
import { expect, test } from 'vitest';
import { smallExperiment, useWorkplace } from '../../support/command.js';

const place = useWorkplace();

interface Result {
  readonly manifest: { backend: string; adapter: { isFallback: boolean } };
  readonly ensembles: readonly { snapshots: readonly { counts: number[]; mean: number[] }[] }[];
}

async function runOn(backend: string): Promise<Result> {
  const file = place.write('small.json', smallExperiment());
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
  if (chrome.manifest.adapter.isFallback && node.manifest.adapter.isFallback) {
    expect(a).toEqual(b);
  } else {
    // Two drivers may contract products differently, which moves walkers across edges of cells.
    expect(a.flat().map((s) => s.counts.length)).toEqual(b.flat().map((s) => s.counts.length));
  }
});
