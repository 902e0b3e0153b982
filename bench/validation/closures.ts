/** What the closures get right, and in which order: means, the stationary variance, entropy. */
import type { PredictionName } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { formatNumber } from '../../src/run/format.js';
import { solveGenerator } from '../../src/theory/chain/generator/generatorSolution.js';
import { createPace } from '../../src/theory/pace.js';
import { predict } from '../../src/theory/predict.js';
import type { Claim } from './claim.js';

/** Mean and variance at t = 1, or at rest, by prediction `name`. */
async function momentsOf(name: PredictionName, learningRate: number, atRest = false) {
  const steps = Math.round((atRest ? 15 : 1) / learningRate);
  const experiment = resolveExperiment({
    name: 'closure',
    landscape: {
      parameters: ['x'],
      loss: atRest ? 'x^2 / 2 + a * x' : 'x^4 / 4 + x^2 / 4 + a * x',
      data: { a: [-1, 1] },
    },
    learningRate,
    steps,
    snapshots: [steps],
    initial: { x: { normal: [0.8, 0.3] } },
    ensembles: [{ rule: 'sgd', batchSize: 1 }],
    walkers: 1e8,
    grid: { x: { min: -2.5, max: 2.5, cells: 100 } },
  });
  const series = await predict(experiment, 0, name);
  const last = 'absent' in series ? undefined : series.predictions.get(steps);
  if (!last) throw new Error(`no ${name}`);
  return { mean: last.mean[0], variance: last.covariance[0] };
}

/** Slopes in η of the error of a mean, and beside them the stationary variance. */
export async function* weakOrders(): AsyncGenerator<Claim> {
  const rates = [0.1, 0.05, 0.025];
  for (const [name, order, tolerance] of [
    ['fokkerPlanck', 1, 0.2],
    ['fokkerPlanckOrder2', 2, 0.3],
  ] as const) {
    const errors: number[] = [];
    for (const eta of rates) {
      const chain = await momentsOf('masterEquation', eta);
      errors.push(Math.abs((await momentsOf(name, eta)).mean - chain.mean));
    }
    const slopes = errors.slice(1).map((e, k) => Math.log2(errors[k] / e));
    yield {
      what: `${name}: slope in η of the error of the mean at t = 1, nonlinear drift`,
      expected: `${order}, nearer at the smaller η`,
      measured: slopes.map((s) => s.toFixed(2)).join(', '),
      holds: Math.abs(slopes[1] - order) < tolerance,
    };
  }
  const eta = 0.1;
  const exact = eta / (2 - eta);
  for (const [name, own] of [
    ['fokkerPlanck', eta / 2],
    ['fokkerPlanckOrder2', eta / 2 / (1 + eta / 2)],
    ['fokkerPlanckDiscrete', exact],
  ] as const) {
    const { variance } = await momentsOf(name, eta, true);
    yield {
      what: `${name}: stationary variance at η = 0.1, where the chain has ${formatNumber(exact, 5)}`,
      expected: `${formatNumber(own, 5)} to 1e-5`,
      measured: `${formatNumber(variance, 6)}, ${formatNumber(100 * (variance / exact - 1), 2)} % off the chain`,
      holds: Math.abs(variance / own - 1) < 1e-5,
    };
  }
}

/** KL(p_t ‖ p_∞) of an Ornstein–Uhlenbeck law moved by Δ: Δ²/(2V) e^{−2mt}. */
export async function* entropyDecay(): AsyncGenerator<Claim> {
  const [variance, shift] = [0.2, 0.4];
  const experiment = resolveExperiment({
    name: 'entropy',
    landscape: { parameters: ['x'], loss: 'x^2 / 2' },
    learningRate: 0.1,
    steps: 60,
    snapshots: [60],
    initial: { x: { normal: [shift, Math.sqrt(variance)] } },
    ensembles: [{ rule: 'langevin', temperature: variance }],
    grid: { x: { min: -2, max: 2, cells: 64 } },
  });
  const { entropy } = await solveGenerator(experiment, 0, 'fokkerPlanck', createPace());
  if ('absent' in entropy) throw new Error(entropy.absent);
  const errors = entropy.steps.map((step, k) => {
    const exact = (shift ** 2 / (2 * variance)) * Math.exp(-2 * 0.1 * step);
    return Math.abs(entropy.values[k] / exact - 1);
  });
  const worst = Math.max(...errors);
  yield {
    what: `entropy of an Ornstein–Uhlenbeck law moved by ${shift}, ${errors.length} times up to t = 6`,
    expected: 'Δ²/(2V) e^{−2mt}, relative error below 1e-4',
    measured: formatNumber(worst, 2),
    holds: worst < 1e-4,
  };
}
