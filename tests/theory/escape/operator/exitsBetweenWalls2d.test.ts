/** First passages in the plane between walls: what walkers sample is what the operator says. */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import { summarizeExits } from '../../../../src/run/exits.js';
import { predictExit } from '../../../../src/theory/escape/predictExit.js';

test.each([
  { x: 'reflecting', y: ['absorbing', 'open'], region: 'x < 0.8 and y < 0.9' },
  { x: ['open', 'absorbing'], y: 'reflecting', region: 'x > 0.1' },
])('x $x and y $y, $region', async ({ x, y, region }) => {
  const axis = { min: 0, max: 1, cells: 16 };
  const experiment = resolveExperiment({
    name: 'exits',
    learningRate: 0.1,
    steps: 12,
    walkers: 20_000,
    seed: '5',
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x - 0.3)^2 / 2 + (y - 0.6)^2 / 2 + (x - y)^2 / 2',
    },
    initial: { x: { normal: [0.5, 0.08] }, y: { normal: [0.5, 0.08] } },
    ensembles: [{ rule: 'langevin', temperature: 0.05 }],
    grid: { x: { ...axis, boundary: x }, y: { ...axis, boundary: y } },
    predictions: ['masterEquation', { exitTime: { region } }],
  });
  const { walkers } = experiment;
  const walk = await createCpuBackend().create({ experiment, index: 0, firstWalker: 0, walkers });
  await walk.advance(12);
  const exits = await walk.exits();
  const series = await predictExit(experiment, 0, 'masterEquation');
  if (!exits || 'absent' in series) throw new Error('absent' in series ? series.absent : 'none');
  const [{ judgement, deviation }] = summarizeExits(exits, [series]).comparisons;
  expect(judgement).toBe('holds');
  expect(Math.abs(deviation)).toBeLessThan(4);
});
