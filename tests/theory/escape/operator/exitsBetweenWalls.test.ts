/** First passages between walls: what walkers sample is what the operator says, whatever the ends. */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import { summarizeExits } from '../../../../src/run/exits.js';
import { predictExit } from '../../../../src/theory/escape/predictExit.js';

const langevin = { rule: 'langevin', temperature: 0.05 };
const sgd = { rule: 'sgd', batchSize: 1 };

test.each([
  { boundary: 'reflecting', region: 'x < 0.8', ensemble: langevin },
  { boundary: ['absorbing', 'reflecting'], region: 'x < 0.9', ensemble: sgd },
  { boundary: ['open', 'reflecting'], region: 'x > 0.1', ensemble: langevin },
  // Walkers that are folded may land in another interval.
  { boundary: ['reflecting', 'open'], region: 'x < 0.25 or x > 0.4 and x < 0.9', ensemble: sgd },
  // Nothing but the ends lets them out: survival between absorbing ends.
  { boundary: 'absorbing', region: 'x > -1', ensemble: { rule: 'sgd', batchSize: 12 } },
])('$boundary, $region', async ({ boundary, region, ensemble }) => {
  const experiment = resolveExperiment({
    name: 'walled-exits',
    learningRate: 0.1,
    steps: 40,
    walkers: 20_000,
    seed: '3',
    landscape: { parameters: ['x'], loss: '(x - 0.3)^2 / 2 + a * x', data: { a: [-1, 0.2, 1.4] } },
    initial: { x: { normal: [0.5, 0.08] } },
    ensembles: [ensemble],
    grid: { x: { min: 0, max: 1, cells: 40, boundary } },
    predictions: ['masterEquation', { exitTime: { region } }],
  });
  const { walkers } = experiment;
  const request = { experiment, index: 0, firstWalker: 0, walkers };
  const walk = await createCpuBackend().create(request);
  await walk.advance(40);
  const exits = await walk.exits();
  const series = await predictExit(experiment, 0, 'masterEquation');
  if (!exits || 'absent' in series) throw new Error('no exits');
  const [{ judgement, deviation, inside }] = summarizeExits(exits, [series]).comparisons;
  expect(judgement).toBe('holds');
  expect(Math.abs(deviation)).toBeLessThan(4);
  expect(Math.abs(exits.inside / walkers - inside)).toBeLessThan(5 * Math.sqrt(inside / walkers));
  if (boundary === 'absorbing') {
    expect((await walk.snapshot()).absorbed).toBe(walkers - exits.inside);
  }
});
