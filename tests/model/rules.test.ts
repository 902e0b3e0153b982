/** Every rule on every landscape gives a law whose symbols someone provides. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/math/expression/evaluate.js';
import { symbolsOf } from '../../src/math/expression/expression.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { landscapes } from '../../src/model/landscapes.js';
import { lawInputs } from '../../src/model/law.js';
import { buildLaw, type RuleEntry, type RuleName, rules } from '../../src/model/rules.js';

const names = Object.keys(rules) as RuleName[];
const input = /^#(normal\.\d+|minibatchGradient\.\d+|gradient\.\d+|covarianceFactor\.\d+\.\d+)$/;

describe.each(names)('the rule %s', (rule) => {
  it.each(Object.keys(landscapes))('has a law of known inputs on %s', (name) => {
    const { ensembles, landscape } = resolveExperiment({
      landscape: { name },
      learningRate: 0.1,
      steps: 10,
      ensembles: [{ rule }],
    });
    const { law } = ensembles[0];
    expect(law.increment).toHaveLength(landscape.parameters.length);
    for (const symbol of symbolsOf(...law.increment)) {
      expect(input.test(symbol) || Object.hasOwn(law.scalars, symbol), symbol).toBe(true);
    }
    for (const key of Object.keys(landscape.constants)) expect(law.scalars).toHaveProperty(key);
    const reads = lawInputs(law);
    expect(law.minibatch !== null).toBe(reads.minibatchGradient || reads.covarianceFactor);
  });

  it('uses each of its parameters', () => {
    const entry: RuleEntry = rules[rule];
    const defaults = Object.fromEntries(
      Object.entries(entry.parameters).map(([k, p]) => [k, p.default]),
    );
    // What a walker's step can see of a law: the scalars its increment reads, and the minibatch.
    const seen = (values: object) => {
      const { increment, scalars, minibatch } = buildLaw(
        rule,
        { ...defaults, ...values },
        0.1,
        1,
        {},
      );
      return { read: [...symbolsOf(...increment)].map((name) => scalars[name]), minibatch };
    };
    for (const [key, p] of Object.entries(entry.parameters)) {
      const other = p.kind === 'boolean' ? !p.default : p.default + 1;
      expect(seen({ [key]: other }), key).not.toEqual(seen({}));
    }
  });
});

describe('increments', () => {
  const increment = (rule: RuleName, values: Record<string, number>, dimension = 2) => {
    const law = buildLaw(rule, { temperature: 0.02, batchSize: 1, replacement: true }, 0.25, 2, {});
    return law.increment.slice(0, dimension).map((e) => evaluate(e, { ...law.scalars, ...values }));
  };

  it('of SGD are −η times the minibatch gradient', () => {
    const values = { '#minibatchGradient.0': 2, '#minibatchGradient.1': -3 };
    expect(increment('sgd', values)).toEqual([-0.5, 0.75]);
  });

  it('of Gaussian SGD add η times the lower factor times the normals', () => {
    const values = {
      '#gradient.0': 2,
      '#gradient.1': 0,
      '#covarianceFactor.0.0': 4,
      '#covarianceFactor.1.0': 8,
      '#covarianceFactor.1.1': 2,
      '#normal.0': 0.5,
      '#normal.1': -1,
    };
    expect(increment('gaussianSgd', values)).toEqual([-0.5 + 0.5, 0.25 * (4 - 2)]);
  });

  it('of Langevin add √(2ηT) times a normal', () => {
    const values = { '#gradient.0': 2, '#gradient.1': 0, '#normal.0': 1, '#normal.1': -2 };
    const [x, y] = increment('langevin', values);
    expect(x).toBeCloseTo(-0.5 + 0.1, 15);
    expect(y).toBeCloseTo(-0.2, 15);
  });
});
