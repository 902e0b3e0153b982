/** The user's mistakes in the words of the page: its fields are not those of an experiment's file. */
import type { SpecError } from '../model/errors.js';
import { rules } from '../model/rules.js';
import { parameterLabel } from './parameterLabel.js';
import { type Plain, valueAt } from './plain.js';

const lawEnds: Readonly<Record<string, readonly [string, string]>> = {
  normal: ['mean', 'standard deviation'],
  uniform: ['from', 'to'],
};
const axisEnds: Readonly<Record<string, string>> = {
  min: 'lower end',
  max: 'upper end',
  cells: 'number of cells',
  boundary: 'ends',
};

/** A mistake as a sentence that begins with the field of the page; `plain` is the experiment. */
export function mistakeWords({ path, problem, message }: SpecError, plain: Plain): string {
  const place = path && placeWords(path, plain);
  return place ? `${place}: ${problem}` : message;
}

/** "ensembles[2].temperature" as "Langevin, temperature"; null where the page has no such field. */
function placeWords(path: string, plain: Plain): string | null {
  const [field, ...steps] = path.split(/[.[\]]+/).filter(Boolean);
  const [first, second, third] = steps;
  switch (field) {
    case 'ensembles':
      return first === undefined ? 'noise models' : ensembleWords(Number(first), second, plain);
    case 'initial': {
      if (first === undefined) return 'start';
      const end = lawEnds[second]?.[Number(third)];
      return `start of ${first}${end ? `, ${end}` : ''}`;
    }
    case 'grid': {
      if (first === undefined) return 'range';
      return `range of ${first}${axisEnds[second] ? `, ${axisEnds[second]}` : ''}`;
    }
    case 'landscape':
      return landscapeWords(steps);
    case 'learningRate':
    case 'walkers':
    case 'steps':
    case 'seed':
    case 'predictions':
    case 'snapshots':
      return parameterLabel(field);
    default:
      return null;
  }
}

function ensembleWords(index: number, key: string | undefined, plain: Plain): string {
  const [name, rule] = ['name', 'rule'].map((of) => valueAt(plain, 'ensembles', index, of));
  const known = typeof rule === 'string' && Object.hasOwn(rules, rule);
  const title = known ? rules[rule as keyof typeof rules].title : `noise model ${index + 1}`;
  const model = typeof name === 'string' ? name : title;
  return key === undefined ? model : `${model}, ${parameterLabel(key)}`;
}

function landscapeWords([part, column, row]: readonly string[]): string {
  if (part === undefined || part === 'loss') return 'loss';
  if (part !== 'data') return parameterLabel(part);
  if (column === undefined) return 'data';
  return row === undefined ? `data, ${column}` : `data, ${column}, value ${Number(row) + 1}`;
}
