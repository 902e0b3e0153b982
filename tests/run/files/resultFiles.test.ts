import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { printJson } from '../../../src/run/files/printJson.js';
import { resultFiles, resultJson, uniqueSlugs } from '../../../src/run/files/resultFiles.js';
import type { RunResult } from '../../../src/run/frame.js';
import { run } from '../../../src/run/run.js';
import { collect, fakeBackend, fakeExperiment } from '../fixtures.js';

vi.mock('../../../src/theory/predict.js', async () => ({
  predict: (await import('../fixtures.js')).fakePredict,
}));

const plane = [
  { name: 'x', min: 0, max: 4, cells: 3 },
  { name: 'y', min: 1, max: 4, cells: 5 },
];
let result: RunResult;
let flat: RunResult;
beforeAll(async () => {
  const make = (overrides = {}) => fakeExperiment({ walkers: 2_000, ...overrides });
  result = (await collect(run(make(), fakeBackend().backend))).result;
  flat = (await collect(run(make({ grid: plane }), fakeBackend().backend))).result;
});

/** Reads a .npy of version 1.0 by its specification. */
function decodeNpy(bytes: Uint8Array) {
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(8, true);
  expect((10 + length) % 64).toBe(0);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + length));
  expect(header.endsWith('\n')).toBe(true);
  const integers = header.includes("'<i8'");
  const count = (bytes.length - 10 - length) / 8;
  const values = Array.from({ length: count }, (_, i) => {
    const at = 10 + length + 8 * i;
    return integers ? Number(view.getBigInt64(at, true)) : view.getFloat64(at, true);
  });
  const shape = /\(([\d, ]*)\)/
    .exec(header)![1]
    .split(',')
    .filter((s) => s.trim())
    .map(Number);
  return { shape, values };
}

describe('arrays.npz', () => {
  test('holds counts, edges, moments and probabilities exactly', () => {
    const files = unzipSync(resultFiles(flat).get('arrays.npz') as Uint8Array);
    const [sgd] = flat.frames[1].ensembles;
    const read = (name: string) => decodeNpy(files[`${name}.npy`]);
    expect(read('sgd/step2/counts')).toEqual({ shape: [3, 5], values: [...sgd.snapshot.counts] });
    expect(read('sgd/step2/masterEquation/probabilities')).toEqual({
      shape: [3, 5],
      values: [...sgd.comparisons[0].prediction.probabilities!],
    });
    expect(read('sgd/step2/covariance').shape).toEqual([2, 2]);
    expect(read('edges/y').values).toEqual([1, 1.6, 2.2, 2.8, 3.4, 4]);
    expect(files['langevin/step2/fokkerPlanck/probabilities.npy']).toBeUndefined();
  });

  test('is the same bytes for the same arrays', () => {
    expect(resultFiles(result).get('arrays.npz')).toEqual(resultFiles(result).get('arrays.npz'));
  });

  const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  test.skipIf(!numpy)('is read by NumPy', () => {
    const folder = mkdtempSync(join(tmpdir(), 'walkerlab-npz-'));
    try {
      const file = join(folder, 'arrays.npz');
      writeFileSync(file, resultFiles(flat).get('arrays.npz') as Uint8Array);
      const program = `
import json, numpy, sys
a = numpy.load(sys.argv[1])
c, p = a['sgd/step5/counts'], a['sgd/step5/masterEquation/probabilities']
print(json.dumps([c.tolist(), c.dtype.str, p.tolist(), a['edges/x'].tolist(), len(a.files)]))`;
      const { stdout } = spawnSync('python3', ['-c', program, file], { encoding: 'utf8' });
      const [counts, type, probabilities, edges, files] = JSON.parse(stdout);
      const { snapshot, comparisons } = flat.frames[2].ensembles[0];
      expect(counts.flat()).toEqual([...snapshot.counts]);
      expect(type).toBe('<i8');
      expect(probabilities.flat()).toEqual([...comparisons[0].prediction.probabilities!]);
      expect(edges).toHaveLength(4);
      // Two axes; six states with counts, mean, covariance; two laws of SGD, one of Langevin.
      expect(files).toBe(2 + 6 * 3 + 3 * 3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('result.json', () => {
  test('has the keys that others rely on', () => {
    const json = JSON.parse(resultFiles(result).get('result.json') as string);
    expect(json.format).toBe('walkerlab-result/1');
    expect(json.experiment).toEqual({ name: 'four uniforms', walkers: 20_000 });
    expect(Object.keys(json.manifest).sort()).toEqual(
      ['adapter', 'backend', 'seed', 'version', 'wallSeconds'].sort(),
    );
    const [sgd, langevin] = json.ensembles;
    expect(sgd).toMatchObject({ name: 'SGD', rule: 'sgd', walkers: 2_000, diverged: 0 });
    expect(sgd.walkerStepsPerSecond).toBeGreaterThan(0);
    expect(langevin.absentPredictions).toEqual({ fokkerPlanck: 'no finite variance' });
    expect(langevin.divergences).toEqual([{ step: 3, walkers: 21 }]);
    const snapshot = sgd.snapshots[2];
    expect(Object.keys(snapshot)).toEqual([
      'step',
      'time',
      'mean',
      'covariance',
      'counts',
      'outside',
      'absorbed',
      'diverged',
      'predictions',
    ]);
    expect(snapshot.time).toBe(0.5);
    expect(snapshot.counts.reduce((a: number, b: number) => a + b, snapshot.outside)).toBe(2_000);
    expect(Object.keys(snapshot.predictions.masterEquation)).toEqual(
      expect.arrayContaining(
        (
          'probabilities mean covariance solverError totalVariation totalVariationFloor chiSquare ' +
          'degreesOfFreedom pValue kolmogorovSmirnov wasserstein1 walkersToTell tested judgement words'
        ).split(' '),
      ),
    );
  });

  test('is the same values when printed and parsed', () => {
    const plain = JSON.parse(JSON.stringify(resultJson(result)));
    expect(JSON.parse(resultFiles(result).get('result.json') as string)).toEqual(plain);
  });
});

describe('densities.csv', () => {
  test('has a row per snapshot, ensemble and cell, quoted as RFC 4180 says', () => {
    const [first, ...others] = result.frames[0].ensembles;
    const named = { ...first, name: 'say "SGD", twice' };
    const frames = [{ ...result.frames[0], ensembles: [named, ...others] }];
    const text = resultFiles({ ...result, frames }).get('densities.csv') as string;
    const rows: Record<string, string>[] = parseCsv(text, { columns: true });
    expect(rows).toHaveLength(2 * 70);
    expect(rows[0].ensemble).toBe('say "SGD", twice');
    const width = 3.5 / 70;
    for (const row of rows) {
      expect(Number(row.x_max) - Number(row.x_min)).toBeCloseTo(width, 12);
      expect(Number(row.density) * width * 2_000).toBeCloseTo(Number(row.count), 9);
    }
    expect(rows[70].ensemble).toBe('Langevin');
    expect(rows[70].fokkerPlanck).toBe('');
  });

  test('has no column for a prediction without densities', () => {
    const experiment = {
      ...result.experiment,
      predictions: [...result.experiment.predictions, 'closedForm' as const],
    };
    const text = resultFiles({ ...result, experiment }).get('densities.csv') as string;
    expect(text.split('\r\n')[0]).toContain('masterEquation');
    expect(text.split('\r\n')[0]).not.toContain('closedForm');
  });

  test('names both edges of both axes in two dimensions, first axis slowest', () => {
    const text = resultFiles(flat).get('densities.csv') as string;
    const rows: Record<string, string>[] = parseCsv(text, { columns: true });
    expect([rows[1].x_min, rows[1].y_min, rows[5].x_min]).toEqual(['0', '1.6', String(0 + 4 / 3)]);
  });
});

test('slugs are safe, unique and never empty', () => {
  expect(uniqueSlugs(['SGD', 'sgd!', '../../etc', 'édge s', '∇', 'edges'])).toEqual([
    'sgd',
    'sgd-2',
    'etc',
    'e-dge-s',
    'ensemble',
    'edges-2',
  ]);
});

test('the time of a snapshot is that of the noise model’s own learning rate', async () => {
  const { ensembles } = fakeExperiment();
  const own = [ensembles[0], { ...ensembles[1], learningRate: 0.025 }];
  const experiment = fakeExperiment({ walkers: 2_000, ensembles: own });
  const json = resultJson((await collect(run(experiment, fakeBackend().backend))).result);
  const times = json.ensembles.map((e) => e.snapshots.map((s) => s.time / s.step));
  for (const time of times[0]) expect(time).toBeCloseTo(0.1, 14);
  for (const time of times[1]) expect(time).toBeCloseTo(0.025, 14);
});

test('cells that are too many for text are left to arrays.npz, and the rest is told', async () => {
  const { result } = await collect(run(fakeExperiment(), fakeBackend().backend));
  const [whole, short] = [1e6, 10].map((most) => JSON.parse(printJson(resultJson(result, most))));
  expect(short.cellsIn).toBe('arrays.npz');
  expect(whole).not.toHaveProperty('cellsIn');
  expect(JSON.stringify(short)).not.toMatch(/"counts"|"probabilities"/);
  const [{ counts, predictions, ...rest }] = whole.ensembles[0].snapshots;
  expect(counts).toHaveLength(70);
  expect(short.ensembles[0].snapshots[0]).toMatchObject(rest);
  const { probabilities, ...law } = predictions.masterEquation;
  expect(probabilities).toHaveLength(70);
  expect(short.ensembles[0].snapshots[0].predictions.masterEquation).toEqual(law);
});
