/** The field `ensembles`: each rule's parameters with their defaults, its law and its name. */
import { requireName, SpecError, show } from '../errors.js';
import type { EnsembleSpec, Landscape } from '../experiment.js';
import { buildLaw, type RuleEntry, type RuleName, rules } from '../rules.js';
import { check, ensembleSchema } from './schema.js';

/** The ensembles of the field, `learningRate` being that of those without one of their own. Throws SpecError. */
export function resolveEnsembles(
  {
    ensembles,
    learningRate,
  }: { readonly ensembles: readonly Record<string, unknown>[]; readonly learningRate: number },
  landscape: Landscape,
): EnsembleSpec[] {
  const resolved = ensembles.map((e, i) =>
    resolveEnsemble(e, `ensembles[${i}]`, learningRate, landscape),
  );
  requireUniqueNames(resolved);
  return resolved;
}

const langevinOnly =
  'langevin has Gaussian noise of one temperature, sgd that of minibatches; no rule has both';

/** Rules that people name and that are here under another name, or not. */
const otherRules: ReadonlyMap<string, string> = new Map([
  ['gd', 'gradient descent is langevin with temperature: 0'],
  ['gradientdescent', 'gradient descent is langevin with temperature: 0'],
  ['sgld', langevinOnly],
  ...['momentum', 'sgdm', 'nesterov', 'sghmc', 'underdamped', 'adam', 'adamw', 'rmsprop'].map(
    (name): [string, string] => [name, 'every rule here is without momentum and adaptive steps'],
  ),
]);

function resolveEnsemble(
  plain: Record<string, unknown>,
  path: string,
  common: number,
  landscape: Landscape,
): EnsembleSpec {
  const other =
    typeof plain.rule === 'string' ? otherRules.get(plain.rule.toLowerCase()) : undefined;
  if (other) throw new SpecError(`${path}.rule`, `unknown rule ${show(plain.rule)}; ${other}`);
  const rule: RuleName = requireName(plain.rule, rules, 'rule', `${path}.rule`);
  const entry: RuleEntry = rules[rule];
  const {
    name,
    rule: _,
    learningRate: own,
    ...rest
  } = check(ensembleSchema(rule, entry), plain, path);
  const parameters = rest as Record<string, number | boolean>;
  const learningRate = own ?? common;
  const law = buildLaw(
    rule,
    parameters,
    learningRate,
    landscape.parameters.length,
    landscape.constants,
  );
  if (law.minibatch && !law.minibatch.replacement) {
    const most = Math.min(landscape.data.rows, 64);
    const { batchSize } = law.minibatch;
    if (batchSize > most) {
      const expected = `at most ${most} without replacement from ${landscape.data.rows} samples`;
      throw new SpecError(`${path}.batchSize`, `got ${batchSize}, expected ${expected}`);
    }
  }
  const numbers = own === undefined ? parameters : { learningRate: own, ...parameters };
  return { name: name ?? defaultName(entry, numbers), rule, parameters, learningRate, law };
}

/** The rule's title and its numbers: "SGD, batchSize 4". */
function defaultName(entry: RuleEntry, parameters: Record<string, number | boolean>): string {
  const numbers = Object.keys(parameters).filter((k) => typeof parameters[k] === 'number');
  return [entry.title, ...numbers.map((k) => `${k} ${parameters[k]}`)].join(', ');
}

function requireUniqueNames(ensembles: readonly EnsembleSpec[]): void {
  for (const [i, { name }] of ensembles.entries()) {
    const first = ensembles.findIndex((e) => e.name === name);
    if (first < i) {
      const problem = `got ${show(name)}, also the name of ensembles[${first}]; expected another`;
      throw new SpecError(`ensembles[${i}].name`, problem);
    }
  }
}
