/**
 * From an experiment file to the frozen experiment that sampling and solving start from: fills in
 * defaults, checks what needs several fields at once, builds the landscape and the laws.
 */
import { joinPath, requireName, SpecError, show, unknownName } from '../errors.js';
import type { Dynamics, Experiment, InitialLaw, Landscape } from '../experiment.js';
import { catalogueLandscape } from '../landscape.js';
import type { LandscapeEntry, Values } from '../landscapes/entry.js';
import { landscapes } from '../landscapes.js';
import { requireRepeating } from '../periodicLoss.js';
import { requireDefinedStart } from '../startDefined.js';
import { requireStartInside } from '../startInside.js';
import { resolveEnsembles } from './ensemblesField.js';
import { resolveGrid } from './gridField.js';
import { type ResolveOptions, resolveOwnLandscape } from './ownLandscape.js';
import { requirePlain } from './plain.js';
import { resolvePredictions } from './predictionField.js';
import {
  check,
  dynamicsSchema,
  landscapeSchema,
  largeLandscapeSchema,
  outerSchema,
  ownLandscapeSchema,
} from './schema.js';
import { inOneSpelling } from './spelling.js';

type Outer = ReturnType<typeof checkOuter>;
const checkOuter = (plain: unknown) => check(outerSchema, plain, '');

/**
 * Resolves plain data, as a file states it, to an experiment. Its `source` resolves to the same
 * experiment again. Throws SpecError with the path, what was there and what was expected.
 */
export function resolveExperiment(plain: unknown, options: ResolveOptions = {}): Experiment {
  requirePlain(plain);
  const outer = checkOuter(plain);
  const found = resolveLandscape(outer.landscape, ownLandscapeSchema, options);
  const { landscape, source, suggested } = found;
  const { parameters } = landscape;
  const initial = resolveInitial(outer, parameters, suggested?.initial);
  const laws = initial.map(initialLaw);
  const gridIsAuto = outer.grid === 'auto';
  const stated = outer.grid === 'auto' ? 'auto' : inOneSpelling(outer.grid ?? {}, 'grid');
  if (stated !== 'auto') requireParameters(stated, parameters, 'grid');
  const grid = resolveGrid(stated, parameters, suggested?.domain, laws);
  requireRepeating(landscape, grid);
  requireStartInside(laws, grid);
  requireDefinedStart({ landscape, initial: laws, grid });
  const ensembles = resolveEnsembles(outer, landscape);
  const { name, title, description, reference, learningRate, steps, walkers } = outer;
  const common = {
    name,
    learningRate,
    steps,
    walkers,
    seed: resolveSeed(outer.seed),
    snapshots: resolveSnapshots(outer),
    regularization: outer.regularization,
  };
  const {
    predictions,
    exitRegion,
    source: predictionsText,
  } = resolvePredictions(outer.predictions, { landscape, grid, initial: laws });
  return deepFreeze({
    ...common,
    title: title ?? name,
    description: description ?? '',
    reference: reference ?? '',
    landscape,
    initial: laws,
    ensembles,
    grid,
    gridIsAuto,
    predictions,
    exitRegion,
    source: {
      ...common,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(reference === undefined ? {} : { reference }),
      landscape: source,
      initial: Object.fromEntries(parameters.map((p, i) => [p, initial[i]])),
      ensembles: ensembles.map((e) => ({
        name: e.name,
        rule: e.rule,
        ...(e.learningRate === learningRate ? {} : { learningRate: e.learningRate }),
        ...e.parameters,
      })),
      grid: gridIsAuto
        ? 'auto'
        : Object.fromEntries(grid.map(({ name: axis, ...rest }) => [axis, rest])),
      predictions: predictionsText,
    },
  });
}

/**
 * What moments need of an experiment: the same fields without walkers and grid, and up to 64 parameters
 * in a loss of one's own. Throws SpecError as `resolveExperiment` does.
 */
export function resolveDynamics(plain: unknown, options: ResolveOptions = {}): Dynamics {
  requirePlain(plain);
  const outer = check(dynamicsSchema, plain, '');
  const { landscape, suggested } = resolveLandscape(outer.landscape, largeLandscapeSchema, options);
  return deepFreeze({
    landscape,
    initial: resolveInitial(outer, landscape.parameters, suggested?.initial).map(initialLaw),
    ensembles: resolveEnsembles(outer, landscape),
    snapshots: resolveSnapshots(outer),
  });
}

interface ResolvedLandscape {
  readonly landscape: Landscape;
  readonly source: unknown;
  readonly suggested: {
    readonly initial: LandscapeEntry['initial'];
    readonly domain: ReturnType<LandscapeEntry['domain']>;
  } | null;
}

function resolveLandscape(
  plain: Record<string, unknown>,
  ownSchema: typeof ownLandscapeSchema,
  options: ResolveOptions,
): ResolvedLandscape {
  if (!Object.hasOwn(plain, 'name')) {
    return {
      ...resolveOwnLandscape(check(ownSchema, plain, 'landscape'), options),
      suggested: null,
    };
  }
  const name = requireName(plain.name, landscapes, 'landscape', 'landscape.name');
  const entry: LandscapeEntry = landscapes[name];
  const source = check(landscapeSchema(name, entry), plain, 'landscape');
  const { name: _, ...values } = source;
  return {
    landscape: catalogueLandscape(name, values as Values),
    source,
    suggested: { initial: entry.initial, domain: entry.domain(values as Values) },
  };
}

function requireParameters(given: object, parameters: readonly string[], path: string): void {
  for (const key of Object.keys(given)) {
    if (!parameters.includes(key)) {
      throw new SpecError(path, unknownName('parameter', key, parameters));
    }
  }
}

/** The fields that experiments and moments share. */
type Common = Pick<Outer, 'learningRate' | 'initial' | 'ensembles' | 'steps' | 'snapshots'>;
type InitialText = NonNullable<Outer['initial']>[string];

function resolveInitial(
  { initial: typed = {} }: Common,
  parameters: readonly string[],
  suggested: LandscapeEntry['initial'] | undefined,
): InitialText[] {
  const initial = inOneSpelling(typed, 'initial');
  requireParameters(initial, parameters, 'initial');
  return parameters.map((p, i) => {
    const law = initial[p] ?? (suggested?.[i] as InitialText | undefined);
    const path = joinPath('initial', p);
    if (law === undefined) throw new SpecError(path, 'missing; expected where walkers start');
    if (typeof law === 'number') return law;
    if ('normal' in law && !(law.normal[1] > 0)) {
      const expected = 'a deviation above 0 (a plain number is a point)';
      throw new SpecError(`${path}.normal[1]`, `got ${law.normal[1]}, expected ${expected}`);
    }
    if ('uniform' in law && !(law.uniform[0] < law.uniform[1])) {
      const [min, max] = law.uniform;
      throw new SpecError(`${path}.uniform`, `got [${min}, ${max}], expected min below max`);
    }
    return law;
  });
}

function initialLaw(law: InitialText): InitialLaw {
  if (typeof law === 'number') return { kind: 'point', value: law };
  if ('uniform' in law) return { kind: 'uniform', min: law.uniform[0], max: law.uniform[1] };
  return { kind: 'normal', mean: law.normal[0], standardDeviation: law.normal[1] };
}

/** Ascending and unique; by default 0, 1, the last, and two between on a logarithmic scale. */
function resolveSnapshots({ snapshots, steps }: Common): number[] {
  const late = snapshots?.findIndex((s) => s > steps) ?? -1;
  if (snapshots && late >= 0) {
    const expected = `a step up to the last, ${steps}`;
    throw new SpecError(`snapshots[${late}]`, `got ${snapshots[late]}, expected ${expected}`);
  }
  const spread = [0, 1, Math.round(steps ** (1 / 3)), Math.round(steps ** (2 / 3)), steps];
  return [...new Set(snapshots ?? spread)].sort((a, b) => a - b);
}

function resolveSeed(seed: string | number): string {
  const value = BigInt(seed);
  if (value >= 2n ** 64n) throw new SpecError('seed', `got ${show(seed)}, expected less than 2^64`);
  return value.toString();
}

/** Freezes records and lists; typed arrays cannot be frozen and expressions never change. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  if ('kind' in value && 'id' in value) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
