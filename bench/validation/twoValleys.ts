/** The share that freezes in the flat valley, against the numbers of arXiv 2601.10962. */
import type { Backend } from '../../src/engine/ensemble.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { formatNumber } from '../../src/run/format.js';
import type { Claim } from './claim.js';

interface Start {
  readonly learningRate: number;
  readonly noise: number;
  readonly x: number;
}

/** Walkers at x ≥ 0 among those that start at (x, 5), after 20,000 steps of Gaussian noise. */
async function inFlat(backend: Backend, start: Start, walkers: number): Promise<number> {
  const { learningRate, noise, x } = start;
  const steps = 20_000;
  const experiment = resolveExperiment({
    name: 'two-valleys',
    landscape: { name: 'twoValleys', noise },
    learningRate,
    steps,
    walkers,
    // Independent of those that start on the other side.
    seed: x < 0 ? '5' : '6',
    initial: { x, y: 5 },
    ensembles: [{ rule: 'gaussianSgd' }],
    grid: { x: { min: -4, max: 4, cells: 2 }, y: { min: 0, max: 64, cells: 2 } },
    predictions: [],
  });
  const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
  await ensemble.advance(steps);
  const { counts, outside, diverged } = await ensemble.snapshot();
  ensemble.destroy();
  // Four cells, x the slower index.
  const share = (counts[2] + counts[3]) / walkers;
  if (outside + diverged > 0) throw new Error('walkers have left the valleys');
  return share;
}

/**
 * The paper's two runs. They start at x = ∓0.01, to either side of the crest; its numbers are those
 * of both starts together. The noise here is that of ∂²L/∂x² alone and not of the whole Hessian.
 */
export async function* twoValleys(backend: Backend, walkers: number): AsyncGenerator<Claim> {
  for (const [learningRate, noise, published] of [
    [0.01, 0.1, 0.911],
    [0.0278, 0.0278, 0.711],
  ] as const) {
    const shares: number[] = [];
    for (const x of [-0.01, 0.01])
      shares.push(await inFlat(backend, { learningRate, noise, x }, walkers));
    const [fromSharp, fromFlat] = shares;
    const share = (fromSharp + fromFlat) / 2;
    const variance = shares.reduce((sum, p) => sum + (p * (1 - p)) / walkers, 0);
    const error = formatNumber(Math.sqrt(variance) / 2, 2);
    const parts = `${formatNumber(fromSharp, 3)} from −0.01, ${formatNumber(fromFlat, 3)} from 0.01`;
    yield {
      what: `two valleys, η = ${learningRate}, σ = ${noise}, P_flat over starts at x = ∓0.01`,
      expected: `${published} ± 0.03`,
      measured: `${formatNumber(share, 4)} ± ${error}: ${parts}`,
      holds: Math.abs(share - published) < 0.03,
    };
  }
}
