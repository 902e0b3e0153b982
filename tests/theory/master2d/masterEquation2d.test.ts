import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../src/model/experiment.js';
import { normalCells2d } from '../../../src/theory/law/normalCells2d.js';
import { createMaps2d } from '../../../src/theory/master2d/maps2d.js';
import { solveInPlane } from '../../../src/theory/master2d/masterEquation2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { predict } from '../../../src/theory/predict.js';
import { lastPrediction, mass } from '../experiments.js';
import { distance, inPlane, planeExperiment, turnedQuadratics } from './plane.js';

const bowl = {
  parameters: ['x', 'y'],
  loss: 'x^2 / 2 + (y + x)^2 + a * x + b * (y - x)',
  data: { a: [1, -1, 0, 0.5, -0.5], b: [0.5, 0.5, -1, 0, 0] },
};

describe.each([
  { rule: 'langevin', temperature: 0.05 },
  { rule: 'gaussianSgd', batchSize: 2 },
])('$rule on a tilted bowl', (rule) => {
  test.each([
    ['a point', { x: 0.4, y: 0.1 }],
    ['a normal law', { x: { normal: [0.4, 0.2] }, y: { normal: [0.1, 0.1] } }],
  ])('from %s: the correlated normal law of the closed form', async (_, initial) => {
    const e = planeExperiment(rule, [-1.3, 1.5, 30], {
      landscape: bowl,
      steps: 12,
      initial,
      snapshots: [0, 1, 3, 12],
    });
    const closed = await predict(e, 0, 'closedForm');
    if ('absent' in closed) throw new Error(closed.absent);
    const solved = await inPlane(e);
    for (const [step, p] of solved) {
      const { mean, covariance } = closed.predictions.get(step)!;
      expect(mass(p)).toBeCloseTo(1, 12);
      for (let i = 0; i < 2; i++) expect(p.mean[i]).toBeCloseTo(mean[i], 7);
      for (let i = 0; i < 4; i++) expect(p.covariance[i]).toBeCloseTo(covariance[i], 7);
      if (step === 0) continue;
      const exact = normalCells2d(mean, covariance, e.grid);
      // The estimate covers the coarser of two resolutions; 1e-8 is what quadrature leaves.
      expect(distance(p, exact)).toBeLessThan(p.solverError + 1e-8);
      expect(p.solverError).toBeLessThan(1e-4);
    }
  });
});

/** Cells of all 4ⁿ images of the start under n updates with the four samples of `turnedQuadratics`. */
function everyAtom({ landscape, initial, grid, learningRate }: Experiment, updates: number) {
  const [a, b] = landscape.data.values;
  let points = [initial.map((law) => (law.kind === 'point' ? law.value : Number.NaN))];
  for (let step = 0; step < updates; step++) {
    points = points.flatMap(([x, y]) =>
      [0, 1, 2, 3].map((q) => [x + learningRate * (a[q] - x), y + learningRate * (b[q] - y)]),
    );
  }
  const cells = new Float64Array(grid[0].cells * grid[1].cells);
  for (const point of points) {
    const [i, j] = grid.map(({ min, max, cells }, k) =>
      Math.floor(((point[k] - min) / (max - min)) * cells),
    );
    cells[i * grid[1].cells + j] += 1 / points.length;
  }
  return cells;
}

const wells = {
  parameters: ['x', 'y'],
  loss: '(x^2 - 1)^2 / 4 + a * x + (y^2 - 1)^2 / 8 + b * y',
  data: { a: [-0.4, -0.4, 0.4, 0.4], b: [-0.6, 0.2, -0.6, 0.2] },
};

test('independent coordinates: the operator’s marginals are the one-dimensional laws', async () => {
  const rest = { learningRate: 0.1, steps: 8, walkers: 1e6 };
  const start = { normal: [0.2, 0.4] };
  const e = planeExperiment({ rule: 'sgd' }, [-2, 2, 40], {
    ...rest,
    landscape: wells,
    initial: { x: start, y: start },
  });
  const p = (await inPlane(e)).get(8)!;
  const one = {
    ...rest,
    rule: { rule: 'sgd' },
    initial: { normal: [0.2, 0.4] },
    grid: [-2, 2, 40],
  };
  const lines = await Promise.all([
    lastPrediction(
      { ...one, loss: '(x^2 - 1)^2 / 4 + a * x', data: { a: [-0.4, 0.4] } } as never,
      'masterEquation',
    ),
    lastPrediction(
      { ...one, loss: '(x^2 - 1)^2 / 8 + a * x', data: { a: [-0.6, 0.2] } } as never,
      'masterEquation',
    ),
  ]);
  lines.forEach((line, axis) => {
    let difference = 0;
    line.probabilities!.forEach((v, i) => {
      let sum = 0;
      for (let j = 0; j < 40; j++) sum += p.probabilities![axis === 0 ? 40 * i + j : 40 * j + i];
      difference += Math.abs(sum - v) / 2;
    });
    // Twice, as the verdict allows: an estimate from two resolutions is no bound.
    expect(difference).toBeLessThan(2 * (p.solverError + line.solverError));
    expect(p.mean[axis]).toBeCloseTo(line.mean[0], 5);
    expect(p.covariance[3 * axis]).toBeCloseTo(line.covariance[0], 5);
  });
  expect(p.solverError).toBeLessThan(1e-4);
  // `predict` takes the product of the two lines itself.
  const series = await predict(e, 0, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  const product = series.predictions.get(8)!;
  expect(product.probabilities![20 * 40 + 30]).toBeCloseTo(
    lines[0].probabilities![20] * lines[1].probabilities![30],
    14,
  );
  expect(distance(p, product.probabilities!)).toBeLessThan(
    2 * (p.solverError + product.solverError),
  );
});

test('noise that depends on θ: Gaussian SGD shares the first two moments with SGD', async () => {
  const [sgd, gaussian] = await Promise.all(
    ['sgd', 'gaussianSgd'].map(async (rule) => {
      const e = planeExperiment({ rule }, [-1, 3, 32], {
        landscape: {
          parameters: ['x', 'y'],
          loss: '(x * y - 1 - a)^2 / 2',
          data: { a: [-0.5, 0, 0.5] },
        },
        steps: 1,
        initial: { x: { normal: [1.5, 0.2] }, y: { normal: [0.5, 0.2] } },
      });
      return (await inPlane(e)).get(1)!;
    }),
  );
  sgd.covariance.forEach((v, k) => {
    expect(gaussian.covariance[k]).toBeCloseTo(v, 7);
  });
  sgd.mean.forEach((v, k) => {
    expect(gaussian.mean[k]).toBeCloseTo(v, 8);
  });
});

test('a point start under minibatches is a list of atoms, exact', async () => {
  const e = planeExperiment({ rule: 'sgd' }, [-1, 1, 50], {
    landscape: turnedQuadratics(0.5),
    learningRate: 0.5,
    steps: 2,
    initial: { x: 0.1, y: 0.2 },
  });
  const p = (await inPlane(e)).get(2)!;
  const { data } = e.landscape;
  for (const i of [0, 1, 2, 3]) {
    for (const j of [0, 1, 2, 3]) {
      const [x, y] = [0, 1].map(
        (k) => [0.1, 0.2][k] / 4 + data.values[k][i] / 4 + data.values[k][j] / 2,
      );
      const cell = Math.floor((x + 1) * 25) * 50 + Math.floor((y + 1) * 25);
      expect(p.probabilities![cell]).toBeGreaterThanOrEqual(1 / 16 - 1e-15);
    }
  }
  expect(mass(p)).toBeCloseTo(1, 14);
  expect(p.solverError).toBeLessThan(1e-12);
});

test('walkers that flee the grid are outside', async () => {
  const e = planeExperiment({ rule: 'langevin', temperature: 0.1 }, [-2, 2, 20], {
    landscape: { parameters: ['x', 'y'], loss: '(y^2 - x^2 + x * y) / 2' },
    learningRate: 0.5,
    steps: 16,
    initial: { x: { normal: [0, 0.4] }, y: 0 },
    snapshots: [4, 16],
  });
  const all = await inPlane(e);
  for (const p of all.values()) expect(mass(p)).toBeCloseTo(1, 12);
  // The fast direction grows by about 1.56 a step: its deviation is near 700 at step 16.
  expect(all.get(16)!.outside).toBeGreaterThan(0.99);
});

test('a law without density is followed as atoms, and says so with its error', async () => {
  const e = planeExperiment({ rule: 'sgd' }, [-1.5, 1.7, 48], {
    landscape: turnedQuadratics(0.5),
    learningRate: 0.7,
    steps: 12,
    initial: { x: 0.1, y: 0.2 },
  });
  const p = (await inPlane(e)).get(12)!;
  // All 4¹⁰ atoms of step 10, one by one; two steps more move none by as much as 0.3¹⁰ = 6e-6.
  const cells = everyAtom(e, 10);
  expect(distance(p, cells)).toBeLessThan(p.solverError);
  expect(p.solverError).toBeLessThan(1e-2);
  expect(p.notes.join()).toMatch(/too sharp for a density: followed as atoms/);
  expect(mass(p)).toBeCloseTo(1, 12);
});

test('a Cantor set in the plane is known to rounding, from a point and from a density', async () => {
  for (const initial of [
    { x: 0.1, y: 0.2 },
    { x: { normal: [0, 0.3] }, y: { uniform: [-0.5, 0.5] } },
  ]) {
    const e = planeExperiment({ rule: 'sgd' }, [-1.5, 1.7, 64], {
      landscape: turnedQuadratics(0.5),
      learningRate: 0.9,
      steps: 12,
      initial,
    });
    const p = (await inPlane(e)).get(12)!;
    // Starts matter by 0.1¹² only.
    const cells = everyAtom(
      {
        ...e,
        initial: [
          { kind: 'point', value: 0 },
          { kind: 'point', value: 0 },
        ],
      },
      9,
    );
    expect(p.solverError).toBeLessThan(1e-6);
    expect(distance(p, cells)).toBeLessThan(1e-6);
    const trace = (1.25 * 0.9) / 1.1;
    expect(Math.abs(p.covariance[0] + p.covariance[3] - trace)).toBeLessThan(1e-9);
  }
});

test('too large for its budget: refused with both numbers and the remedy', async () => {
  const e = planeExperiment({ rule: 'sgd' }, [-2, 2, 64], {
    landscape: turnedQuadratics(0.5),
    steps: 100,
    initial: { x: { normal: [0, 0.3] }, y: 0 },
  });
  const series = await solveInPlane(e, 0, createPace(), { bytes: 1e5, work: 1e12 });
  expect(series).toHaveProperty(
    'absent',
    expect.stringMatching(/4 distinct minibatches.* MB of memory \(at most 1 MB\).*fewer/),
  );
  const many = planeExperiment({ rule: 'sgd', batchSize: 8 }, [-2, 2, 64], {
    landscape: {
      parameters: ['x', 'y'],
      loss: 'sin(z * x * y)',
      data: { z: Array.from({ length: 40 }, (_, i) => Math.sqrt(i + 2)) },
    },
    steps: 5,
    initial: { x: 0, y: 0.5 },
  });
  // Without a seed no sample of them is drawn.
  const absent = createMaps2d(many.landscape, many.ensembles[0].law);
  expect(absent).toHaveProperty('absent', expect.stringMatching(/40 samples.*3\.14e\+8/));
});
