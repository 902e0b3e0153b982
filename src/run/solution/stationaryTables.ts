/** The tables of stationary laws: probabilities and moments, and the currents that do not stop. */
import { cellWidth } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import type { Solution } from '../../theory/solution.js';
import { formatNumber } from '../format.js';
import { type SolvedEnsemble, type SolveResult, stepsPerUnit } from './solveExperiment.js';
import { collect, formatEstimate, formatKnown, isAbsent, type Table } from './tableParts.js';

export function stationaryTable(result: SolveResult, parameters: readonly string[]): Table {
  const d = parameters.length;
  const moments = (mean: Float64Array, covariance: Float64Array, relativeError: number) => {
    const variances = parameters.map((_, i) => covariance[i * d + i]);
    const deviations = variances.map((v, i) => Math.sqrt(Number.isFinite(v) ? v : mean[i] ** 2));
    const error = relativeError * Math.max(0, ...variances.filter(Number.isFinite));
    return [
      // Rounding is not a mean.
      ...mean.map((v, i) => (Math.abs(v) < 1e-10 * deviations[i] ? 0 : v)),
      ...variances,
    ].map((v, k) => formatKnown(v, k < d ? relativeError * deviations[k] : error));
  };
  const { rows, absent } = collect(
    result,
    (s) => s.stationary,
    (s) => [
      [
        ...moments(s.mean, s.covariance, s.momentError),
        formatNumber(s.outside),
        formatNumber(Math.min(1, s.solverError)),
        formatNumber(s.residual),
      ],
    ],
  );
  for (const { spec, solutions } of result.ensembles) {
    for (const { name, stationary } of solutions) {
      if (isAbsent(stationary)) continue;
      const { title } = predictions[name];
      absent.push(...stationary.missing.map((reason) => `${spec.name}, ${title}: ${reason}`));
    }
  }
  for (const { spec, closedForm } of result.ensembles as readonly SolvedEnsemble[]) {
    if ('absent' in closedForm) continue;
    const { mean, covariance } = closedForm;
    const none = ['–', '0', '–'];
    rows.push([spec.name, predictions.closedForm.title, ...moments(mean, covariance, 0), ...none]);
  }
  return {
    title: 'Stationary law',
    headings: [
      'noise model',
      'equation',
      ...parameters.map((p) => `mean of ${p}`),
      ...parameters.map((p) => `variance of ${p}`),
      'outside',
      'solver error',
      'residual',
    ],
    rows,
    absent,
    caption:
      'Outside: probability off the grid. Solver error: estimated total variation, from two ' +
      'resolutions and from what lies beyond the solver’s domain. Residual: what one more step (or ' +
      'unit of time) would change. Means and variances are those of all walkers, in as many digits ' +
      'as their error leaves.',
  };
}

/** Below this ratio of fluxes there is detailed balance, to rounding. */
const negligibleFlux = 1e-9;

/** Currents of the laws that have any, or could have on a ring. */
export function currentTable(result: SolveResult): Table {
  const { grid } = result.experiment;
  const rings = grid.flatMap(({ boundary }, a) => (boundary === 'periodic' ? [a] : []));
  const volume = grid.reduce((product, axis) => product * cellWidth(axis), 1);
  const { rows } = collect(
    result,
    (s) => s.stationary,
    ({ current, currentError, irreversibility }, solution) => {
      if (!current) return [];
      const isBalanced = irreversibility !== null && irreversibility <= negligibleFlux;
      if (rings.length === 0 && isBalanced) return [];
      const unit = unitOf(solution);
      const perStep = 1 / stepsPerUnit(result, solution);
      const turns = rings.flatMap((a) => {
        const { min, max } = grid[a];
        const across =
          (grid.length * (currentError ?? 0) * volume * current[a].length) / (max - min);
        const along = current[a].reduce((sum, v) => sum + v, 0) * (volume / (max - min));
        const value = isBalanced || Math.abs(along) <= across ? 0 : along;
        return [
          `${formatEstimate({ value, error: value === 0 ? 0 : across })} per ${unit}`,
          formatNumber(value * perStep, 4),
        ];
      });
      const sizes = current[0].map((_, c) => Math.hypot(...current.map((j) => j[c])));
      const largest = sizes.reduce((most, v) => Math.max(most, v), 0);
      const density = grid.length > 1 ? [`${formatNumber(largest, 4)} per ${unit} and length`] : [];
      const ratio =
        irreversibility === null ? '–' : formatNumber(isBalanced ? 0 : irreversibility, 4);
      return [[...turns, ...density, ratio]];
    },
  );
  return {
    title: 'Stationary current',
    headings: [
      'noise model',
      'equation',
      ...rings.flatMap((a) => [
        grid.length === 1 ? 'current' : `turns of ${grid[a].name}`,
        'per step',
      ]),
      ...(grid.length > 1 ? ['largest current'] : []),
      'net / one-way flux',
    ],
    rows,
    absent: [],
    caption:
      'The probability current that never stops: on a ring the net number of times that a walker ' +
      'passes a point, positive towards larger values, which is its number of turns; in the plane its ' +
      'largest density, too. A Fokker–Planck equation has it per unit of training time t = ηk, the master equation per step. Net / ' +
      'one-way flux: the largest net flux between two cells over the largest one-way flux of the ' +
      'solver’s cells; 0 where there is detailed balance.',
  };
}

const unitOf = ({ clock }: Solution) => (clock === 'time' ? 'unit of t' : 'step');
