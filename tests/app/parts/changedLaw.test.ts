import { describe, expect, it } from 'vitest';
import { lawDifferences, withLaw } from '../../../src/app/live/changedLaw.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { smallParabola } from '../../support/experiments.js';

const ensembles = [
  { name: 'SGD', rule: 'sgd', batchSize: 1 },
  { name: 'slow', rule: 'sgd', batchSize: 1, learningRate: 0.05 },
  { name: 'Langevin', rule: 'langevin', temperature: 0.1 },
];
const made = (learningRate: number, changes: readonly object[] = [{}, {}, {}]) =>
  resolveExperiment({
    ...smallParabola,
    learningRate,
    ensembles: ensembles.map((one, i) => ({ ...one, ...changes[i] })),
  });
const first = made(0.1);

describe('what tells two laws apart', () => {
  it('is named with what it belongs to', () => {
    expect(lawDifferences(first, made(0.1))).toEqual([]);
    expect(lawDifferences(first, made(0.2))).toEqual(['learning rate η = 0.2']);
    const replacement = { batchSize: 2, replacement: false };
    expect(
      lawDifferences(first, made(0.1, [replacement, { learningRate: 0.02 }, { temperature: 0.3 }])),
    ).toEqual([
      'SGD: batch size = 2',
      'SGD: replacement = off',
      'slow: learning rate η = 0.02',
      'Langevin: temperature = 0.3',
    ]);
    // The common one, moved to where another stands already, has not moved that.
    expect(lawDifferences(first, made(0.05))).toEqual(['learning rate η = 0.05']);
  });

  it('is no change where a law is taken back before a step obeyed it', () => {
    const other = made(0.2);
    const once = withLaw(first, [], 5, other);
    expect(once).toEqual([{ step: 5, experiment: other }]);
    expect(withLaw(first, once, 5, made(0.1))).toEqual([]);
    const third = made(0.3);
    expect(withLaw(first, once, 5, third)).toEqual([{ step: 5, experiment: third }]);
    expect(withLaw(first, once, 8, third)).toHaveLength(2);
    // What steps have obeyed remains a change, also when it is taken back.
    expect(withLaw(first, once, 8, made(0.1))).toHaveLength(2);
  });
});
