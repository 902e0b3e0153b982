/** First passages as people read them: the report's section and the command's table. */
import { beforeAll, expect, test, vi } from 'vitest';
import { resultText } from '../../src/cli/table.js';
import type { RunResult } from '../../src/run/frame.js';
import { reportHtml } from '../../src/run/report.js';
import { run } from '../../src/run/run.js';
import { exitRegion } from './exitFixtures.js';
import { collect, fakeBackend, fakeExperiment } from './fixtures.js';

vi.mock('../../src/theory/predict.js', async () => ({
  predict: (await import('./fixtures.js')).fakePredict,
}));
vi.mock('../../src/theory/escape/predictExit.js', async () => ({
  predictExit: (await import('./exitFixtures.js')).fakePredictExit,
}));

async function finished(overrides: object): Promise<RunResult> {
  const experiment = fakeExperiment({ walkers: 20_000, exitRegion, ...overrides });
  return (await collect(run(experiment, fakeBackend().backend))).result;
}

let result: RunResult;
let page: string;
beforeAll(async () => {
  result = await finished({ steps: 200 });
  page = await reportHtml(result);
});

test('the report draws exits and gives means, rates and verdicts', () => {
  expect(page).toContain('First steps outside x &lt; 2</h2>');
  // Densities, distances, snapshots and exits of two noise models.
  expect(page.match(/<div class="picture"><svg/g)).toHaveLength(2 * 4);
  for (const words of ['master equation, in steps', 'Fokker–Planck, time/η', 'no diffusion']) {
    expect(page).toContain(words);
  }
  const section = page.slice(page.indexOf('First steps outside'), page.indexOf('Distance against'));
  const badges = [...section.matchAll(/<span class="badge (\w+)">/g)].map((m) => m[1]);
  expect(badges).toEqual(['holds', 'refused', 'holds']);
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

test('the table gives the same numbers', () => {
  const { mean, meanError } = result.ensembles[0].exits!;
  const text = resultText(result);
  expect(text).toContain('First steps outside x < 2; walkers still inside count with step 200:');
  const row = text.split('\n').find((line) => /^SGD +sampled/.test(line));
  expect(Number(row?.split(/ {2,}/)[2].split(' ± ')[0])).toBeCloseTo(mean, 0);
  expect(Number(row?.split(/ {2,}/)[2].split(' ± ')[1])).toBeCloseTo(meanError, 1);
  expect(text).toContain('Langevin – no exits by the Fokker–Planck, time/η:\n  no diffusion');
  expect(text).not.toMatch(/NaN|undefined/);
});

test.each([
  ['where nobody can leave and nobody starts outside', 0],
  ['where everybody starts outside', 1],
])('numbers stay numbers %s', async (_, share) => {
  const step = 200;
  const ensembles = result.ensembles.map((e) => ({
    ...e,
    exits: {
      ...e.exits!,
      inside: (1 - share) * 20_000,
      mean: (1 - share) * step,
      meanError: 0,
      rate: share === 1 ? Number.NaN : 0,
      rateError: share === 1 ? Number.NaN : 0,
      histogram: { startedOutside: share * 20_000, binWidth: 1, bins: new Float64Array(step) },
    },
  }));
  const edited = { ...result, ensembles };
  expect(await reportHtml(edited)).not.toMatch(/NaN|Infinity|undefined/);
  expect(resultText(edited)).not.toMatch(/NaN|Infinity|undefined/);
});
