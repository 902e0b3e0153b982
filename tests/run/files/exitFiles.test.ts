/** First passages in result.json, arrays.npz and exits.csv: the same numbers, nobody lost. */
import { parse as parseCsv } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { beforeAll, expect, test, vi } from 'vitest';
import { resultFiles } from '../../../src/run/files/resultFiles.js';
import type { ExitSummary, RunResult } from '../../../src/run/frame.js';
import { run } from '../../../src/run/run.js';
import { exitRegion } from '../exitFixtures.js';
import { collect, fakeBackend, fakeExperiment } from '../fixtures.js';

vi.mock('../../../src/theory/predict.js', async () => ({
  predict: (await import('../fixtures.js')).fakePredict,
}));
vi.mock('../../../src/theory/escape/predictExit.js', async () => ({
  predictExit: (await import('../exitFixtures.js')).fakePredictExit,
}));

const walkers = 2_000;
let result: RunResult;
let files: Map<string, string | Uint8Array>;
let sgd: ExitSummary;
beforeAll(async () => {
  const experiment = fakeExperiment({ walkers, exitRegion, steps: 601 });
  result = (await collect(run(experiment, fakeBackend().backend))).result;
  files = resultFiles(result);
  sgd = result.ensembles[0].exits!;
});

test('result.json has the keys that others rely on', () => {
  const json = JSON.parse(files.get('result.json') as string);
  const [{ exits }, langevin] = json.ensembles;
  expect(exits).toMatchObject({
    region: 'x < 2',
    step: 601,
    walkers,
    binWidth: 2,
    startedOutside: sgd.histogram.startedOutside,
    counts: [...sgd.histogram.bins],
    inside: sgd.inside,
    diverged: 0,
    mean: sgd.mean,
    meanError: sgd.meanError,
    rate: sgd.rate,
  });
  const { masterEquation } = exits.predictions;
  expect(Object.keys(masterEquation)).toEqual(
    expect.arrayContaining(
      (
        'startedOutside probabilities inside mean uncutMean uncutMeanError rate solverError notes ' +
        'totalVariation totalVariationFloor pValue judgement words'
      ).split(' '),
    ),
  );
  const total = masterEquation.probabilities.reduce((a: number, b: number) => a + b, 0);
  expect(total + masterEquation.startedOutside + masterEquation.inside).toBeCloseTo(1, 12);
  expect(langevin.exits.absentPredictions).toEqual({ fokkerPlanck: 'no diffusion' });
});

test('exits.csv has a row per bin, and one for those still inside', () => {
  const rows: Record<string, string>[] = parseCsv(files.get('exits.csv') as string, {
    columns: true,
  });
  // Step 0, 301 bins of two steps, the rest; of two noise models.
  expect(rows).toHaveLength(2 * 303);
  const own = rows.slice(0, 303);
  expect(own.map((row) => row.ensemble)).toEqual(Array(303).fill('SGD'));
  expect([own[1].first_step, own[1].last_step]).toEqual(['1', '2']);
  expect([own[301].first_step, own[301].last_step]).toEqual(['601', '601']);
  expect([own[302].first_step, own[302].last_step]).toEqual(['602', '']);
  const sum = (key: string) => own.reduce((total, row) => total + Number(row[key]), 0);
  expect(sum('count')).toBe(walkers);
  expect(sum('masterEquation')).toBeCloseTo(1, 12);
  expect(sum('fokkerPlanck')).toBeCloseTo(1, 12);
  expect(rows[303].fokkerPlanck).toBe('');
});

test('arrays.npz holds counts, probabilities and the steps of the bins', () => {
  const names = Object.keys(unzipSync(files.get('arrays.npz') as Uint8Array));
  expect(names.filter((name) => name.includes('exits'))).toEqual([
    'sgd/exits/counts.npy',
    'sgd/exits/masterEquation/probabilities.npy',
    'sgd/exits/fokkerPlanck/probabilities.npy',
    'langevin/exits/counts.npy',
    'langevin/exits/masterEquation/probabilities.npy',
    'exits/last_step.npy',
  ]);
});

test('without a region there is no exits.csv and no key', async () => {
  const { result: plain } = await collect(
    run(fakeExperiment({ walkers: 500 }), fakeBackend().backend),
  );
  const found = resultFiles(plain);
  expect(found.has('exits.csv')).toBe(false);
  expect(JSON.parse(found.get('result.json') as string).ensembles[0].exits).toBeUndefined();
});
