import { expect, test } from 'vitest';
import { cutNegative, keepMass } from '../../../src/theory/fokkerPlanck/timeSteps.js';

test('what undershoots is cut, told, and taken from all others', () => {
  const cells = Float64Array.of(0.5, -1e-3, 0.501, -2e-9, 2e-9);
  const cut = cutNegative(cells);
  keepMass(cells);
  expect(cut).toBeCloseTo(1e-3 + 2e-9, 15);
  expect(Math.min(...cells)).toBe(0);
  expect(cells.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 15);
  expect(cells[0] / cells[2]).toBeCloseTo(0.5 / 0.501, 14);
});
