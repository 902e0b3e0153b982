/**
 * The shape of an experiment file. Every field carries its description, so that the JSON Schema
 * is the reference of the format, and the words for what was expected, so that an error can say
 * it. What needs several fields at once is checked in `resolve.ts`.
 */
import { z } from 'zod';
import { joinPath, SpecError, show } from '../errors.js';
import { maxRows } from '../landscape.js';
import type { LandscapeEntry, NumberParameter } from '../landscapes/entry.js';
import { landscapes } from '../landscapes.js';
import { type BooleanParameter, type RuleEntry, rules } from '../rules.js';
import { coordinate, list, real, strict, text, whole } from './fields.js';
import { gridField } from './gridField.js';
import { predictionsField } from './predictionField.js';

export const mostSteps = 1_000_000;

function parameterField(p: NumberParameter | BooleanParameter) {
  if (p.kind === 'boolean') {
    return z.boolean({ error: 'true or false' }).describe(p.sentence).default(p.default);
  }
  const field = p.kind === 'integer' ? whole : real;
  return field(p.min, p.max, p.sentence).default(p.default);
}

const parameterFields = (parameters: LandscapeEntry['parameters'] | RuleEntry['parameters']) =>
  Object.fromEntries(Object.entries(parameters).map(([k, p]) => [k, parameterField(p)]));

/** The schema of one landscape of the catalogue, by name. */
export function landscapeSchema(name: string, entry: LandscapeEntry) {
  const shape = {
    name: z.literal(name).describe('Name in the catalogue.'),
    ...parameterFields(entry.parameters),
  };
  return strict(shape, 'a mapping').describe(`${entry.title}. ${entry.sentence}`);
}

const learningRate = (description: string) => real(1e-9, 1e6, description);

/** A loss of the user's own over at most `most` parameters. */
const ownLandscape = (most: number, howMany: string) =>
  strict(
    {
      parameters: list(z.string({ error: 'a name' }), 1, most, 'names').describe(
        `Names of the parameters that the walker moves in; ${howMany}.`,
      ),
      loss: text(
        10_000,
        'Loss of one sample: an expression of the parameters and of the data columns, with + - * / ^, ' +
          'if(condition, a, b), and functions such as exp, log, sqrt, sin, cos, tanh, abs.',
      ),
      data: z
        .union(
          [
            z.string(),
            z
              .record(z.string(), list(z.number({ error: 'a number' }), 1, maxRows, 'numbers'))
              .describe('Columns of equal length; the loss is the mean over their rows.'),
          ],
          { error: 'a mapping from column names to lists of numbers, or the name of a CSV file' },
        )
        .describe('The samples: columns given here, or a CSV file whose first row names them.')
        .optional(),
    },
    'a mapping',
  ).describe('A landscape of your own. Without data there is one sample and no minibatch noise.');

export const ownLandscapeSchema = ownLandscape(2, 'one or two');
/** For moments alone, which need no grid. */
export const largeLandscapeSchema = ownLandscape(64, 'at most 64');

/** The schema of one ensemble under the rule `name`. */
export function ensembleSchema(name: string, entry: RuleEntry) {
  const shape = {
    name: text(60, 'Name of the ensemble in tables and pictures; unique.').optional(),
    rule: z.literal(name).describe('How the walkers move.'),
    learningRate: learningRate(
      'Learning rate of this ensemble; that of the experiment if left out.',
    ).optional(),
    ...parameterFields(entry.parameters),
  };
  return strict(shape, 'a mapping').describe(`${entry.title}. ${entry.sentence}`);
}

const pair = (a: string, b: string) =>
  z.tuple([coordinate(a), coordinate(b)], { error: 'a list of two numbers' });

const initialLaw = z.union(
  [
    coordinate('All walkers start at this value.'),
    z.strictObject({ normal: pair('Mean.', 'Standard deviation; above 0.') }),
    z.strictObject({ uniform: pair('Lower end.', 'Upper end.') }),
  ],
  { error: 'a number, { normal: [mean, deviation] } or { uniform: [min, max] }' },
);

const seedWords = 'a whole number below 2^64, in decimal digits';
/** A number this large has lost its last digits where it was read. */
const seedError = ({ input }: { readonly input?: unknown }) =>
  typeof input === 'number' && input > Number.MAX_SAFE_INTEGER
    ? `${seedWords}, with quotes around so many`
    : seedWords;

const fields = {
  name: z
    .string({ error: 'a name' })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
      error: 'a name of at most 64 letters, digits, dots, dashes and underscores',
    })
    .describe('Short name of the experiment; names its files.')
    .default('experiment'),
  title: text(200, 'Title in pictures and reports.').optional(),
  description: text(4000, 'What the experiment shows and what to watch.').optional(),
  reference: text(1000, 'Where it comes from: a paper, a section, an equation.').optional(),
  learningRate: learningRate('Learning rate η: the step size of every rule.'),
  steps: whole(1, mostSteps, 'Number of updates of every walker.'),
  initial: z
    .record(z.string(), initialLaw, { error: 'a mapping from parameters to laws' })
    .describe('Law of each parameter at step 0; catalogue landscapes suggest one.')
    .optional(),
  walkers: whole(1, 4_000_000_000, 'Walkers per ensemble.').default(1_000_000),
  seed: z
    .union(
      [
        z.string().regex(/^\d{1,20}$/, { error: seedWords }),
        z.int({ error: seedError }).min(0, { error: seedError }),
      ],
      { error: seedWords },
    )
    .describe('Seed of all random numbers: decimal digits, below 2^64.')
    .default('1'),
  grid: gridField,
  snapshots: list(whole(0, mostSteps, 'A step.'), 1, 200, 'steps')
    .describe('Steps at which densities are taken; a handful up to the last if left out.')
    .optional(),
  predictions: predictionsField,
  regularization: real(
    0,
    1e6,
    'δ of the Fokker–Planck predictions: they are solved with C + δI in the place of C.',
  ).default(0),
};

const landscapeField = <T extends z.ZodType>(schema: T) =>
  schema.describe('The loss: one of the catalogue by name, or your own.');
const ensemblesField = <T extends z.ZodType>(schema: T) =>
  list(schema, 1, 8, 'ensembles').describe('The noise models to run side by side.');

/** Everything but the inside of `landscape` and `ensembles`, which depends on their names. */
export const outerSchema = strict(
  {
    ...fields,
    landscape: landscapeField(z.record(z.string(), z.unknown(), { error: 'a mapping' })),
    ensembles: ensemblesField(z.record(z.string(), z.unknown(), { error: 'a mapping' })),
  },
  'a mapping with the fields of an experiment',
);

const { learningRate: rate, steps, initial, snapshots } = fields;

/** What moments need of an experiment: no walkers and no grid. */
export const dynamicsSchema = strict(
  {
    learningRate: rate,
    steps,
    initial,
    snapshots,
    landscape: outerSchema.shape.landscape,
    ensembles: outerSchema.shape.ensembles,
  },
  'a mapping with the fields of an experiment',
);

/** The JSON Schema (2020-12) of an experiment file, made from the catalogues. */
export function experimentJsonSchema(): object {
  const catalogue = Object.entries(landscapes).map(([n, e]) => landscapeSchema(n, e));
  const kinds = Object.entries(rules).map(([n, e]) => ensembleSchema(n, e));
  const whole = z
    .strictObject({
      ...fields,
      landscape: landscapeField(z.union([ownLandscapeSchema, ...catalogue])),
      ensembles: ensemblesField(z.union(kinds)),
    })
    .describe('An experiment of walkerlab.');
  return { title: 'walkerlab experiment', ...z.toJSONSchema(whole, { io: 'input' }) };
}

interface Issue {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/**
 * The issue to report. A misspelt key also leaves the right one missing: the misspelling is the
 * better message. In a union, the branch that has the value's keys says more than the union.
 */
function clearestIssue(issues: readonly z.core.$ZodIssue[]): Issue {
  const issue = issues.find((i) => i.code === 'unrecognized_keys') ?? issues[0];
  const path = issue.path as (string | number)[];
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find(
      (b) => b.some((i) => i.path.length > 0) && b.every((i) => i.code !== 'unrecognized_keys'),
    );
    if (branch) {
      const inner = clearestIssue(branch);
      return { ...inner, path: [...path, ...inner.path] };
    }
  }
  return { code: issue.code, message: issue.message, path };
}

/** Parses `value` by `schema`; the first problem becomes a SpecError under `path`. */
export function check<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = clearestIssue(result.error.issues);
  let got = value;
  let at = path;
  for (const key of issue.path) {
    got = (got as Record<string | number, unknown>)[key];
    at = joinPath(at, key);
  }
  if (issue.code === 'unrecognized_keys') throw new SpecError(at, issue.message);
  const found = got === undefined ? 'missing; ' : `got ${show(got)}, `;
  throw new SpecError(at, `${found}expected ${issue.message}${numberHint(got, issue.message)}`);
}

/** What to change in a text that stands where a number is expected. */
function numberHint(got: unknown, expected: string): string {
  if (typeof got !== 'string' || !/^a (whole )?number\b/.test(expected)) return '';
  const plain = got.trim().replace('−', '-');
  const isWhole = expected.startsWith('a whole');
  if (
    /^\d{1,3}([,_'. \u00a0\u202f]\d{3})+$/.test(plain) &&
    (isWhole || !/^\d+[,.]\d+$/.test(plain))
  ) {
    return `; write ${plain.replace(/\D/g, '')}`;
  }
  if (/^[+-]?\d*,\d+$/.test(plain)) return `; decimals have a point: ${plain.replace(',', '.')}`;
  return plain !== '' && Number.isFinite(Number(plain)) ? '; leave out the quotes' : '';
}
