/** The field `predictions`: names of the catalogue, and at most one exit time with its region. */
import { z } from 'zod';
import { symbolsOf } from '../../math/expression/expression.js';
import { ExpressionError } from '../../math/expression/expressionError.js';
import { parseCondition } from '../../math/expression/parseExpression.js';
import { SpecError, show } from '../errors.js';
import type { Experiment, InitialLaw, PredictionName } from '../experiment.js';
import { predictionNames } from '../predictions.js';
import type { Region } from '../region.js';
import { basinRegion } from '../shape/basins.js';
import { list, strict, text } from './fields.js';

const exitTime = strict(
  {
    region: text(
      1000,
      'Where walkers stay, as a condition on the parameters such as "x < 0 and x > -2"; or basin: ' +
        'that of the minimum which gradient flow reaches from the mean of the initial law.',
    ),
  },
  'a mapping with region',
).describe('First-passage steps out of a region, sampled and predicted.');

const item = z.union([z.enum(predictionNames), strict({ exitTime }, 'a mapping with exitTime')], {
  error: `one of ${predictionNames.join(', ')}, or { exitTime: { region: … } }`,
});

export const predictionsField = list(item, 0, 8, 'predictions')
  .describe('What the sampled walkers are held against.')
  .default(['masterEquation', 'fokkerPlanck']);

export interface ResolvedPredictions {
  readonly predictions: readonly PredictionName[];
  readonly exitRegion: Region | null;
  /** As a file states them. */
  readonly source: readonly unknown[];
}

type Start = Pick<Experiment, 'landscape' | 'grid' | 'initial'>;

/** Names in the file's order, each once, and the region of the exit time if one is asked for. */
export function resolvePredictions(
  items: z.output<typeof predictionsField>,
  start: Start,
): ResolvedPredictions {
  const names = new Set<PredictionName>();
  let exit: { readonly region: Region; readonly text: string } | null = null;
  for (const [i, entry] of items.entries()) {
    if (typeof entry === 'string') {
      names.add(entry);
      continue;
    }
    const path = `predictions[${i}].exitTime`;
    if (exit) throw new SpecError(path, 'a second exit time; expected one region at most');
    const text = entry.exitTime.region;
    exit = { region: resolveRegion(text, start, `${path}.region`), text };
  }
  const source = exit ? [{ exitTime: { region: exit.text } }] : [];
  return {
    predictions: [...names],
    exitRegion: exit?.region ?? null,
    source: [...names, ...source],
  };
}

function resolveRegion(text: string, start: Start, path: string): Region {
  if (text.trim() !== 'basin') return parseRegion(text, start.landscape.parameters, path);
  const region = basinRegion(start.landscape, start.grid, start.initial.map(meanOf));
  if ('absent' in region) {
    throw new SpecError(path, `there is no basin: ${region.absent}; expected a condition instead`);
  }
  return region;
}

function meanOf(law: InitialLaw): number {
  if (law.kind === 'uniform') return (law.min + law.max) / 2;
  return law.kind === 'point' ? law.value : law.mean;
}

function parseRegion(condition: string, parameters: readonly string[], path: string): Region {
  try {
    const inside = parseCondition(condition, parameters);
    if (symbolsOf(inside).size === 0) {
      const expected = `a condition on ${parameters.join(' and ')}`;
      throw new SpecError(path, `got ${show(condition)}, expected ${expected}`);
    }
    return { kind: 'expression', text: condition, inside };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new SpecError(path, `${error.message} (column ${error.column})`);
  }
}
