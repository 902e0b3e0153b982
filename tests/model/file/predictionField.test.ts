/** The exit region of an experiment: a condition, or the basin that the walkers start in. */
import { describe, expect, test } from 'vitest';
import { SpecError } from '../../../src/model/errors.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { createInRegion } from '../../../src/model/region.js';

const wells = {
  name: 'wells',
  landscape: { parameters: ['x'], loss: '(x^2 - 1)^2 / 4' },
  learningRate: 0.1,
  steps: 10,
  initial: { x: { normal: [-0.9, 0.1] } },
  ensembles: [{ name: 'Langevin', rule: 'langevin', temperature: 0.1 }],
  grid: { x: { min: -2, max: 2, cells: 64 } },
};
const plane = {
  ...wells,
  landscape: { parameters: ['x', 'y'], loss: '(x^2 - 1)^2 / 4 + (y - x)^2' },
  initial: { x: 0.8, y: { uniform: [0.5, 1.5] } },
  grid: { x: { min: -2, max: 2, cells: 32 }, y: { min: -2, max: 2, cells: 32 } },
};

const withRegion = (document: object, region: string) =>
  resolveExperiment({ ...document, predictions: ['masterEquation', { exitTime: { region } }] });

function insideOf(document: object, region: string, points: readonly (readonly number[])[]) {
  const { exitRegion, landscape } = withRegion(document, region);
  if (!exitRegion) throw new Error('no region');
  const columns = landscape.parameters.map((_, p) => Float64Array.from(points, (at) => at[p]));
  const inside = new Uint8Array(points.length);
  createInRegion(exitRegion, landscape.parameters)(columns, inside);
  return [...inside];
}

describe('exitTime', () => {
  test('takes a condition on the parameters', () => {
    const points = [[-2.1], [-1], [0], [Number.NaN]];
    expect(insideOf(wells, 'x < 0 and x > -2', points)).toEqual([0, 1, 0, 0]);
    expect(insideOf(wells, 'sqrt(x) > 0', points)).toEqual([0, 0, 0, 0]);
  });

  test('basin is that of the minimum below the mean of the initial law', () => {
    expect(insideOf(wells, 'basin', [[-5], [-0.01], [0.01], [1]])).toEqual([1, 1, 0, 0]);
    const other = { ...wells, initial: { x: { uniform: [-0.5, 1] } } };
    expect(insideOf(other, 'basin', [[-0.01], [0.01], [5]])).toEqual([0, 1, 1]);
    expect(insideOf(other, ' basin ', [[0.5]])).toEqual([1]);
  });

  test('in two dimensions it is a mask of cells', () => {
    const points = [
      [1, 1],
      [1.5, -0.5],
      [-1, -1],
      [0.5, 2.5],
    ];
    expect(insideOf(plane, 'basin', points)).toEqual([1, 1, 0, 0]);
    expect(withRegion(plane, 'basin').exitRegion?.kind).toBe('cells');
  });

  test('the experiment states it as the file does, and so resolves again', () => {
    const experiment = withRegion(wells, 'basin');
    const { predictions } = experiment.source as { predictions: unknown };
    expect(predictions).toEqual(['masterEquation', { exitTime: { region: 'basin' } }]);
    expect(resolveExperiment(experiment.source)).toEqual(experiment);
  });

  test.each([
    ['basin', { landscape: { parameters: ['x'], loss: 'x' } }, /there is no basin: .*no minimum/],
    ['basin', { initial: { x: 0 } }, /there is no basin: .*maximum/],
    ['basin', { initial: { x: 7 } }, /there is no basin: x = 7 lies off the grid/],
    ['y < 1', {}, /column 1/],
    ['1 < 2', {}, /expected a condition on x/],
    ['x - 1', {}, /this is a number, expected a condition such as x > 0/],
    ['x > 0 and 1', {}, /column 11/],
  ])('%s on %o is refused with the place and the reason', (region, overrides, words) => {
    const resolve = () => withRegion({ ...wells, ...overrides }, region);
    expect(resolve).toThrow(SpecError);
    expect(resolve).toThrow('predictions[1].exitTime.region');
    expect(resolve).toThrow(words);
  });
});
