/**
 * The catalogue of rules: how a walker moves. One entry is all there is to add; its increment is
 * written once, in the inputs of `law.ts`, and everything else is derived from it.
 */
import {
  add,
  type Expression,
  mul,
  neg,
  number,
  sqrt,
  symbol,
} from '../math/expression/expression.js';
import type { NumberParameter } from './landscapes/entry.js';
import { inputs, lawInputs, type UpdateLaw } from './law.js';

export interface BooleanParameter {
  readonly kind: 'boolean';
  readonly default: boolean;
  readonly sentence: string;
}

export type RuleParameter = (NumberParameter | BooleanParameter) & {
  /** The scalar symbol that stands for this parameter in the increment, if it occurs there. */
  readonly symbol?: string;
};

export interface RuleEntry {
  readonly title: string;
  readonly sentence: string;
  readonly parameters: Readonly<Record<string, RuleParameter>>;
  /** Component i of θ′ − θ in a space of `dimension` parameters. */
  readonly increment: (i: number, dimension: number) => Expression;
}

const learningRate = symbol('#learningRate');
const temperature = symbol('#temperature');

const minibatch = {
  batchSize: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 1024,
    sentence: 'Samples in a minibatch.',
  },
  replacement: {
    kind: 'boolean',
    default: true,
    sentence: 'Whether a sample may occur twice in one minibatch.',
  },
} as const satisfies Record<string, RuleParameter>;

/** −η times the gradient component given. */
const descent = (gradient: Expression) => neg(mul(learningRate, gradient));

export const rules = {
  sgd: {
    title: 'SGD',
    sentence: 'Gradient descent on real minibatches: θ′ = θ − η∇L_B.',
    parameters: minibatch,
    increment: (i) => descent(inputs.minibatchGradient(i)),
  },
  gaussianSgd: {
    title: 'Gaussian SGD',
    sentence:
      'The central-limit model of SGD: Gaussian noise with the covariance C of the minibatch ' +
      'gradient, θ′ = θ − η∇L + ηC^{1/2}ξ.',
    parameters: minibatch,
    increment: (i) => {
      const noise = Array.from({ length: i + 1 }, (_, j) =>
        mul(inputs.covarianceFactor(i, j), inputs.normal(j)),
      ).reduce(add);
      return add(descent(inputs.gradient(i)), mul(learningRate, noise));
    },
  },
  langevin: {
    title: 'Langevin',
    sentence: 'Gradient descent with thermal noise: θ′ = θ − η∇L + √(2ηT)ξ.',
    parameters: {
      temperature: {
        kind: 'number',
        default: 0.1,
        min: 0,
        max: 1e6,
        sentence: 'Temperature T of the noise; the law at small η is exp(−L/T).',
        symbol: '#temperature',
      },
    },
    increment: (i) =>
      add(
        descent(inputs.gradient(i)),
        mul(sqrt(mul(mul(number(2), learningRate), temperature)), inputs.normal(i)),
      ),
  },
} as const satisfies Record<string, RuleEntry>;

export type RuleName = keyof typeof rules;
export type RuleValues = Readonly<Record<string, number | boolean>>;

/**
 * The update law of a rule on a landscape of `dimension` parameters. `values` holds every
 * parameter of the rule; `constants` are the scalar symbols of the landscape.
 */
export function buildLaw(
  name: RuleName,
  values: RuleValues,
  learningRateValue: number,
  dimension: number,
  constants: Readonly<Record<string, number>>,
): UpdateLaw {
  const rule: RuleEntry = rules[name];
  const increment = Array.from({ length: dimension }, (_, i) => rule.increment(i, dimension));
  const scalars: Record<string, number> = { ...constants, '#learningRate': learningRateValue };
  for (const [key, parameter] of Object.entries(rule.parameters)) {
    if (parameter.symbol) scalars[parameter.symbol] = Number(values[key]);
  }
  const reads = lawInputs({ increment });
  const draw = { batchSize: Number(values.batchSize), replacement: Boolean(values.replacement) };
  return {
    increment,
    scalars,
    minibatch: reads.minibatchGradient || reads.covarianceFactor ? draw : null,
  };
}
