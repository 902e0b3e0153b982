import { describe, expect, it } from 'vitest';
import { positionOf, scaleOfParameter, valueAtPosition } from '../../src/app/panel/scale.js';
import { withEnsembleValue, withLandscapeValue, withValue } from '../../src/app/plain.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { landscapes } from '../../src/model/landscapes.js';
import { type RuleEntry, rules } from '../../src/model/rules.js';

const plain = {
  name: 'edited',
  landscape: { name: 'tiltedDoubleWell', tilt: 0.1 },
  learningRate: 0.1,
  steps: 100,
  ensembles: [{ rule: 'sgd' }, { rule: 'langevin', temperature: 0.1 }],
  snapshots: [0, 10, 100],
};

describe('edits', () => {
  it('change one value and leave the experiment they came from alone', () => {
    const before = structuredClone(plain);
    const rate = resolveExperiment(withValue(plain, 'learningRate', 0.3));
    expect(rate.learningRate).toBe(0.3);
    const tilt = resolveExperiment(withLandscapeValue(plain, 'tilt', 0.5));
    expect(tilt.landscape.constants.tilt).toBe(0.5);
    const warm = resolveExperiment(withEnsembleValue(plain, 1, 'temperature', 0.7));
    expect(warm.ensembles.map((e) => e.parameters.temperature)).toEqual([undefined, 0.7]);
    expect(plain).toEqual(before);
  });

  it('keep snapshots within the steps, and always the last step', () => {
    expect(resolveExperiment(withValue(plain, 'steps', 50)).snapshots).toEqual([0, 10, 50]);
    expect(resolveExperiment(withValue(plain, 'steps', 10)).snapshots).toEqual([0, 10]);
    expect(resolveExperiment(withValue(plain, 'steps', 200)).snapshots).toEqual([0, 10, 200]);
  });
});

const entries = [
  ...Object.entries(rules as Record<string, RuleEntry>),
  ...Object.entries(landscapes),
];

describe.each(entries)('the sliders of %s', (_, entry) => {
  it('reach the default, stay inside what is allowed, and come back to where they were', () => {
    for (const parameter of Object.values(entry.parameters)) {
      if (parameter.kind === 'boolean') continue;
      const scale = scaleOfParameter(parameter, parameter.default);
      expect(scale.min).toBeGreaterThanOrEqual(parameter.min);
      expect(scale.max).toBeLessThanOrEqual(parameter.max);
      expect(scale.min).toBeLessThan(scale.max);
      expect(parameter.default).toBeGreaterThanOrEqual(scale.min === parameter.min ? scale.min : 0);
      for (const t of [0, 0.25, 0.5, 0.75, 1]) {
        const value = valueAtPosition(scale, t);
        if (scale.integer) expect(Number.isInteger(value)).toBe(true);
        // Three significant digits are 0.5 % of the value; whole numbers up to half of one.
        const slack = scale.integer ? positionOf(scale, scale.min + 0.5) + 0.01 : 0.01;
        expect(Math.abs(positionOf(scale, value) - t)).toBeLessThan(slack);
      }
    }
  });
});
