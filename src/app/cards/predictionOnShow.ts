/** Which prediction the maps of two parameters show. */

import type { PredictionName } from '../../model/experiment.js';
import { withDensities } from '../../model/predictions.js';

/** The chosen one where there is a map of it, else the master equation's or the first; null: none. */
export function predictionOnShow(
  names: readonly PredictionName[],
  chosen: PredictionName | null,
): PredictionName | null {
  const choices: readonly PredictionName[] = withDensities(names);
  return (
    [chosen, 'masterEquation' as const].find((name) => name && choices.includes(name)) ??
    choices[0] ??
    null
  );
}
