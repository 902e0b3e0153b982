/**
 * A world small enough to know exactly: walkers whose position at any step is the sum of four
 * uniform numbers (the Irwin–Hall law), a backend that counts what it makes and destroys, the
 * exact prediction, and one that is shifted.
 */
import type { Backend, Ensemble, EnsembleRequest, Snapshot } from '../../src/engine/ensemble.js';
import { number, symbol } from '../../src/math/expression/expression.js';
import { cellCount, cellEdges, cellWidth } from '../../src/math/grid.js';
import type { Experiment, PredictionName } from '../../src/model/experiment.js';
import type { Prediction, PredictionSeries } from '../../src/theory/prediction.js';
import { randomNumbers } from '../math/randomCounts.js';
import { fakeExits } from './exitFixtures.js';

export function fakeExperiment(overrides: Partial<Experiment> = {}): Experiment {
  const law = { increment: [number(0)], scalars: {}, minibatch: null };
  const ensemble = (name: string, rule: string) => ({
    name,
    rule,
    parameters: {},
    learningRate: 0.1,
    law,
  });
  return {
    name: 'four-uniforms',
    title: 'Four uniforms',
    description: 'Sums of four uniform numbers.',
    reference: '',
    landscape: {
      name: 'custom',
      title: 'Custom',
      parameters: ['x'],
      constants: {},
      data: { columns: [], rows: 1, values: [] },
      sampleLoss: symbol('x'),
      sampleGradient: [number(1)],
      moments: null,
    },
    learningRate: 0.1,
    steps: 8,
    initial: [{ kind: 'point', value: 0 }],
    ensembles: [ensemble('SGD', 'sgd'), ensemble('Langevin', 'langevin')],
    walkers: 20_000,
    seed: '1',
    grid: [{ name: 'x', min: 0.5, max: 4, cells: 70 }],
    snapshots: [1, 2, 5],
    gridIsAuto: false,
    predictions: ['masterEquation', 'fokkerPlanck'],
    regularization: 0,
    exitRegion: null,
    source: { name: 'four uniforms', walkers: 20_000 },
    ...overrides,
  };
}

/** Coordinate `axis` of one walker; null once it has diverged (every 97th, from step 3 on). */
function position(request: EnsembleRequest, walker: number, step: number, axis: number) {
  if (request.index === 1 && walker % 97 === 5 && step >= 3) return null;
  const u = randomNumbers(walker * 1000 + step * 10 + request.index * 3 + axis * 7919);
  return u() + u() + u() + u();
}

function snapshotOf(request: EnsembleRequest, step: number): Snapshot {
  const { grid } = request.experiment;
  const d = grid.length;
  const counts = new Float64Array(cellCount(grid));
  const points: number[][] = [];
  let outside = 0;
  for (let i = 0; i < request.walkers; i++) {
    const point = grid.map((_, k) => position(request, request.firstWalker + i, step, k));
    if (point.some((x) => x === null)) continue;
    points.push(point as number[]);
    const cells = grid.map((axis, k) => Math.floor((point[k]! - axis.min) / cellWidth(axis)));
    const inside = cells.every((cell, k) => cell >= 0 && cell < grid[k].cells);
    if (inside) counts[cells.reduce((sum, cell, k) => sum * grid[k].cells + cell, 0)]++;
    else outside++;
  }
  const mean = Float64Array.from(
    { length: d },
    (_, k) => points.reduce((s, p) => s + p[k], 0) / points.length,
  );
  const covariance = Float64Array.from({ length: d * d }, (_, k) => {
    const [i, j] = [Math.floor(k / d), k % d];
    return points.reduce((s, p) => s + (p[i] - mean[i]) * (p[j] - mean[j]), 0) / points.length;
  });
  const diverged = request.walkers - points.length;
  const common = { step, walkers: request.walkers, counts, outside, absorbed: 0, diverged };
  return { ...common, mean, covariance };
}

/** A backend over the walkers above; `alive` is the number of ensembles not yet destroyed. */
export function fakeBackend(capacity = Number.POSITIVE_INFINITY) {
  const log = { created: 0, alive: 0 };
  const backend: Backend = {
    kind: 'cpu',
    adapter: { vendor: 'test', architecture: '', description: 'fake', isFallback: true },
    capacity: () => capacity,
    async create(request) {
      log.created++;
      log.alive++;
      return fakeEnsemble(request, () => log.alive--);
    },
    destroy: () => {},
  };
  return { backend, log };
}

function fakeEnsemble(request: EnsembleRequest, onDestroy: () => void): Ensemble {
  let step = 0;
  return {
    walkers: request.walkers,
    get step() {
      return step;
    },
    async advance(steps, onSteps) {
      for (let i = 0; i < steps; i++) {
        step++;
        onSteps?.(1);
      }
    },
    change: () => Promise.reject(new Error('a run does not change its law')),
    snapshot: async () => snapshotOf(request, step),
    async divergences() {
      const { diverged } = snapshotOf(request, step);
      return diverged > 0 ? [{ step: 3, walkers: diverged }] : [];
    },
    losses: async () => ({ walkers: 0, places: [] }),
    exits: async () => (request.experiment.exitRegion ? fakeExits(request, step) : null),
    readWalkers: async () => [],
    destroy: onDestroy,
  };
}

/** Distribution function of the sum of four uniform numbers. */
function irwinHall(x: number): number {
  const term = (k: number, choose: number) => choose * Math.max(x - k, 0) ** 4;
  if (x >= 4) return 1;
  return (term(0, 1) - term(1, 4) + term(2, 6) - term(3, 4)) / 24;
}

/** The law above, moved by `shift`, on the experiment's grid (a product in two dimensions). */
export function irwinHallPrediction(
  experiment: Experiment,
  step: number,
  shift = 0,
  solverError = 0,
): Prediction {
  const d = experiment.grid.length;
  const axes = experiment.grid.map((axis) => {
    const f = cellEdges(axis).map((x) => irwinHall(x - shift));
    return Array.from({ length: axis.cells }, (_, i) => f[i + 1] - f[i]);
  });
  const probabilities = Float64Array.from(
    axes.reduce((a, b) => a.flatMap((p) => b.map((q) => p * q)), [1]),
  );
  return {
    step,
    probabilities,
    outside: 1 - probabilities.reduce((a, b) => a + b, 0),
    mean: new Float64Array(d).fill(2 + shift),
    covariance: Float64Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? 1 / 3 : 0)),
    solverError,
    momentError: 0,
    notes: [],
  };
}

/** Stands for `theory/predict.ts`: exact as master equation, shifted as Fokker–Planck. */
export async function fakePredict(
  experiment: Experiment,
  index: number,
  name: PredictionName,
): Promise<PredictionSeries> {
  if (name === 'fokkerPlanck' && index === 1) return { name, absent: 'no finite variance' };
  const predictions = new Map(
    experiment.snapshots.map((step) => {
      const made = irwinHallPrediction(experiment, step, name === 'fokkerPlanck' ? 0.05 : 0, 1e-6);
      return [step, name === 'closedForm' ? { ...made, probabilities: null } : made];
    }),
  );
  return { name, predictions };
}

/** Exhausts a run; the frames seen on the way and what it returned. */
export async function collect<T, R>(generator: AsyncGenerator<T, R>) {
  const frames: T[] = [];
  for (;;) {
    const next = await generator.next();
    if (next.done) return { frames, result: next.value };
    frames.push(next.value);
  }
}
