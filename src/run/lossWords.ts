/** What is to be said of walkers whose update was no finite number: which expression, where, why. */
import type { Losses } from '../engine/ensemble.js';
import { type Expression, symbolsOf } from '../math/expression/expression.js';
import { printFormula } from '../math/expression/formula.js';
import { undefinedPart } from '../math/expression/undefinedPart.js';
import { expandLaw } from '../model/expandLaw.js';
import type { Experiment } from '../model/experiment.js';
import { counted } from './format.js';

/**
 * A sentence on the walkers of ensemble `index` that were lost; null where there are none. It tells
 * what is not defined there from what float32 alone cannot hold.
 */
export function describeLosses(
  experiment: Experiment,
  index: number,
  { walkers, places }: Losses,
): string | null {
  if (walkers === 0) return null;
  const { name } = experiment.ensembles[index];
  const { parameters } = experiment.landscape;
  const [first] = [...places].sort((a, b) => a.step - b.step);
  const place = parameters.map((p, i) => `${p} = ${Number(first.position[i].toPrecision(4))}`);
  const what = describePart(experiment, index, first.position);
  return (
    `${counted(walkers)} of ${name} were lost where their update is no finite number, one of them ` +
    `at step ${first.step} from ${place.join(', ')}: ${what}`
  );
}

/** What is not finite at a position. */
function describePart(
  { landscape, ensembles }: Experiment,
  index: number,
  position: readonly number[],
): string {
  const { parameters, constants, data, sampleLoss, sampleGradient } = landscape;
  const { increment, scalars } = expandLaw(landscape, ensembles[index].law);
  const known = {
    ...constants,
    ...scalars,
    ...Object.fromEntries(parameters.map((p, i) => [p, position[i]])),
  };
  const withRow = (row: number) => ({
    ...known,
    ...Object.fromEntries(data.columns.map((name, k) => [name, data.values[k][row]])),
  });
  for (const [round, reason] of [
    [Number, 'is not defined there'],
    [Math.fround, 'leaves the range of float32 there'],
  ] as const) {
    for (const e of [sampleLoss, ...sampleGradient]) {
      for (let row = 0; row < data.rows; row++) {
        const part = undefinedPart(e, withRow(row), round);
        const sample = data.columns.length > 0 ? ` (sample ${row + 1})` : '';
        if (part) return `${printFormula(part)} ${reason}${sample}`;
      }
    }
    for (const e of increment) {
      const part = ofParameters(e, known, round);
      if (part) return `${printFormula(part)} ${reason}`;
    }
  }
  return 'the noise takes it beyond float32';
}

/** The part of an increment, with every normal and every sum over samples set to 1. */
function ofParameters(
  e: Expression,
  known: Readonly<Record<string, number>>,
  round: (value: number) => number,
): Expression | null {
  const inputs = Object.fromEntries([...symbolsOf(e)].map((name) => [name, 1]));
  return undefinedPart(e, { ...inputs, ...known }, round);
}
