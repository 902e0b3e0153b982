/**
 * Where second moments diverge: whether almost every walker contracts all the same, so that no
 * finite ensemble shows it (docs/theory.md §3).
 */
import type { Landscape } from '../../../model/experiment.js';
import type { UpdateLaw } from '../../../model/law.js';
import { contractionExponent } from './contractionExponent.js';

/** Standard errors by which an estimated exponent has to differ from 0. */
const certain = 4;

/** What a user should know where second moments grow by the factor `growth` > 1 each step. */
export function divergenceWords(growth: number, landscape: Landscape, law: UpdateLaw): string {
  const grows = `second moments grow by a factor ${factorWords(growth)} each step`;
  const exponent = contractionExponent(landscape, law);
  if (!exponent || exponent.value + certain * exponent.error >= 0) return grows;
  const value = exponent.value.toPrecision(3).replace('-', '−').replace('Infinity', '∞');
  const error = exponent.error > 0 ? ` ± ${exponent.error.toPrecision(1)}` : '';
  return (
    `${grows}, yet almost every walker contracts (${meaning(landscape)} = ${value}${error} < 0): ` +
    'the variance lives on rare walkers, and every finite ensemble under-reports it'
  );
}

/** A factor with the digits that tell it from 1. */
export const factorWords = (factor: number): string => {
  const beyond = factor - 1;
  if (beyond === 0 || Math.abs(beyond) >= 1e-3) return factor.toPrecision(4);
  return `1 ${beyond > 0 ? '+' : '−'} ${Math.abs(beyond).toExponential(1)}`;
};

const meaning = ({ parameters }: Landscape) =>
  parameters.length === 1 ? 'E ln|1 − ηh|' : 'Lyapunov exponent of the products of 1 − ηh';
