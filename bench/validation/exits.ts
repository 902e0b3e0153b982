/** Mean exit times against quadrature and closed forms, and sampled exits against the operator. */
import type { Backend } from '../../src/engine/ensemble.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { summarizeExits } from '../../src/run/exits.js';
import { formatCount, formatNumber } from '../../src/run/format.js';
import { predictGeneratorExit } from '../../src/theory/escape/generatorExit.js';
import { predictExit } from '../../src/theory/escape/predictExit.js';
import { createPace } from '../../src/theory/pace.js';
import type { Claim } from './claim.js';

interface Way {
  readonly landscape: object;
  readonly rule: object;
  readonly start: number;
  readonly region: string;
  readonly reach: number;
}

const learningRate = 0.01;

/** Mean exit in training time, by the generator. */
async function exitTime({ landscape, rule, start, region, reach }: Way): Promise<number> {
  const experiment = resolveExperiment({
    name: 'exit',
    landscape,
    learningRate,
    steps: 100,
    initial: { x: start },
    ensembles: [rule],
    grid: { x: { min: -reach, max: reach, cells: 100 } },
    predictions: [{ exitTime: { region } }],
  });
  const exit = await predictGeneratorExit(experiment, 0, createPace());
  if ('absent' in exit) throw new Error(exit.absent);
  return exit.mean * learningRate;
}

const near = (what: string, found: number, exact: number, tolerance: number): Claim => ({
  what,
  expected: `${formatNumber(exact, 4)} to ${100 * tolerance} %`,
  measured: `${formatNumber(found, 5)}, ${formatNumber(100 * Math.abs(found / exact - 1), 2)} % off`,
  holds: Math.abs(found / exact - 1) < tolerance,
});

/** docs/theory.md §5: out of a double well of constant diffusion. */
export async function* doubleWell(): AsyncGenerator<Claim> {
  for (const [temperature, exact] of [
    [0.05, 729.7],
    [0.1, 66.27],
  ] as const) {
    const found = await exitTime({
      landscape: { parameters: ['x'], loss: 'x^4 / 4 - x^2 / 2' },
      rule: { rule: 'langevin', temperature },
      start: -1,
      region: 'x < 1',
      reach: 2,
    });
    yield near(`double well, exit −1 → 1, D = ${temperature}`, found, exact, 0.005);
  }
}

/** ∫₀^z e^{u²} du · 2/√π by the midpoint rule on so many pieces that 9 digits stand. */
function erfi(z: number): number {
  const parts = 100_000;
  let sum = 0;
  for (let k = 0; k < parts; k++) sum += Math.exp((((k + 0.5) * z) / parts) ** 2);
  return ((2 / Math.sqrt(Math.PI)) * sum * z) / parts;
}

/**
 * Frozen valleys of the catalogue, through the cusp and the jump of the diffusion at 0. From the far
 * side of a valley, x = g, as high as the cusp, T = (π/2) f erfi(g/(2√(2Δ))).
 */
export async function* frozenValleys(): AsyncGenerator<Claim> {
  const y = 5;
  for (const [strength, preference] of [
    [5e-4, 0.99],
    [1e-3, 0.913],
    [3e-3, 0.731],
    [1e-2, 0.67],
  ] as const) {
    const times: number[] = [];
    for (const [width, side] of [
      [0.8, 1],
      [0.65, -1],
    ] as const) {
      const g = (2 * width * y) / (y + 30);
      const f = (width * ((y + 20) / (y + 30))) ** 2;
      const found = await exitTime({
        landscape: { name: 'frozenValleys', y, noise: strength / learningRate },
        rule: { rule: 'sgd' },
        start: side * g,
        region: side > 0 ? 'x > 0' : 'x < 0',
        reach: 0.6,
      });
      times.push(found);
      const exact = (Math.PI / 2) * f * erfi(g / (2 * Math.sqrt(2 * strength)));
      const valley = side > 0 ? 'flat' : 'sharp';
      yield near(`frozen valleys, Δ = ${strength}, out of the ${valley} one`, found, exact, 0.01);
    }
    const share = times[0] / (times[0] + times[1]);
    yield {
      what: `frozen valleys, Δ = ${strength}, P_flat`,
      expected: `${preference} to the digits given`,
      measured: formatNumber(share, 4),
      holds: Math.abs(share - preference) < 6e-4,
    };
  }
}

/** Every noise model out of a well: the mean of min(T, K) and the share still inside. */
export async function* sampledExits(backend: Backend, walkers: number): AsyncGenerator<Claim> {
  const experiment = resolveExperiment({
    name: 'exits',
    landscape: {
      parameters: ['x'],
      loss: '(x^2 - 1)^2 / 4 + a * (x + 0.15 * x^2)',
      data: { a: [2, -0.2, -0.4, -0.6, -0.8] },
    },
    learningRate: 0.25,
    steps: 120,
    snapshots: [120],
    walkers,
    seed: '3',
    initial: { x: { normal: [0.8, 0.2] } },
    ensembles: [
      { name: 'SGD', rule: 'sgd', batchSize: 1 },
      { name: 'Gaussian SGD', rule: 'gaussianSgd', batchSize: 1 },
      { name: 'Langevin', rule: 'langevin', temperature: 0.1 },
    ],
    grid: { x: { min: -2.5, max: 2.5, cells: 200 } },
    predictions: [{ exitTime: { region: 'x > 0 and x < 2.5' } }],
  });
  for (const [index, { name }] of experiment.ensembles.entries()) {
    const ensemble = await backend.create({ experiment, index, firstWalker: 0, walkers });
    await ensemble.advance(experiment.steps);
    const exits = await ensemble.exits();
    ensemble.destroy();
    if (!exits) throw new Error('no exits were counted');
    const series = await predictExit(experiment, index, 'masterEquation');
    const { comparisons, absent, inside } = summarizeExits(exits, [series]);
    if (absent.length > 0) throw new Error(absent.join());
    const [{ deviation, inside: predicted, judgement }] = comparisons;
    const error = Math.sqrt((predicted * (1 - predicted)) / walkers);
    const share = (inside / walkers - predicted) / error;
    yield {
      what: `first passages out of a well, ${name}, ${formatCount(walkers)} walkers: the operator`,
      expected: 'mean and share inside within 4 standard errors, the law not refused',
      measured: `mean ${deviation.toFixed(2)}, share ${share.toFixed(2)} standard errors off, ${judgement}`,
      holds: Math.abs(deviation) < 4 && Math.abs(share) < 4 && judgement === 'holds',
    };
  }
}
