/**
 * Okabe and Ito's colours and two more, told apart by all common kinds of colour vision; the same
 * everywhere.
 */
import type { PredictionName } from '../../model/experiment.js';

/** One for each noise model that an experiment may have. */
const accents = [
  '#0072b2',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#8c7a00',
  '#bb1188',
  '#9966ff',
] as const;

/** The colour of the ensemble with this index. */
export const accentOf = (index: number): string => accents[index % accents.length];

/** How predictions are drawn: the master equation as a solid line, Fokker–Planck dashed. */
export const lineStyles = {
  masterEquation: { color: '#111111', dash: [1, 0], words: 'solid black line' },
  fokkerPlanck: { color: '#d55e00', dash: [5, 3], words: 'dashed vermilion line' },
  fokkerPlanckDiscrete: { color: '#b8860b', dash: [8, 2, 2, 2], words: 'dash-dotted ochre line' },
  fokkerPlanckOrder2: { color: '#7b3294', dash: [2, 2], words: 'dotted purple line' },
  fokkerPlanckTemperature: { color: '#1b7837', dash: [9, 4], words: 'long-dashed green line' },
  closedForm: { color: '#57606a', dash: [1, 2], words: 'table of moments' },
} as const satisfies Record<
  PredictionName,
  { color: string; dash: readonly number[]; words: string }
>;
