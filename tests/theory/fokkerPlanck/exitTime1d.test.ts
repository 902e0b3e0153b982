import { expect, test } from 'vitest';
import { meanExitTimes } from '../../../src/theory/fokkerPlanck/exitTime1d.js';
import { generatorOf } from '../experiments.js';

function exitTime(temperature: number, cells: number): number {
  const generator = generatorOf({
    loss: 'x^4 / 4 - x^2 / 2',
    learningRate: 0.1,
    initial: 0,
    steps: 1,
    rule: { rule: 'langevin', temperature },
    grid: [-3, 3, cells],
  });
  // The exit +1 is an edge; −1 lies on an edge too: the mean of its two neighbours.
  const times = meanExitTimes(generator, (cells * 2) / 3);
  return (times[cells / 3 - 1] + times[cells / 3]) / 2;
}

test.each([
  [0.05, 729.7],
  [0.1, 66.27],
])('docs/theory.md §5: exit from −1 to +1 at D = %f takes %f', (temperature, time) => {
  const found = exitTime(temperature, 600);
  expect(Math.abs(found / time - 1)).toBeLessThan(1e-3);
  // At least second order in the cell size.
  const [a, b, c] = [150, 300, 600].map((cells) => exitTime(temperature, cells));
  expect(Math.log2((a - b) / (b - c))).toBeGreaterThan(1.9);
});
