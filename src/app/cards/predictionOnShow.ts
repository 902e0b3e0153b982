/** Which prediction the maps of two parameters show. */
import type { PredictionName } from '../../model/experiment.js';

/** The predictions that have a map; closed forms give moments alone. */
export const mapped = (names: readonly PredictionName[]): PredictionName[] =>
  names.filter((name) => name !== 'closedForm');

/** The chosen one where there is a map of it, else the master equation's or the first; null: none. */
export function predictionOnShow(
  names: readonly PredictionName[],
  chosen: PredictionName | null,
): PredictionName | null {
  const choices = mapped(names);
  return (
    [chosen, 'masterEquation' as const].find((name) => name && choices.includes(name)) ??
    choices[0] ??
    null
  );
}
