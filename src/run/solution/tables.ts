/** The numbers of a solution as tables of text, the same in the terminal and in the report. */
import type { Solution } from '../../theory/solution.js';
import { formatNumber } from '../format.js';
import { minimaTable } from './minimaTable.js';
import { type SolveResult, stepsPerUnit } from './solveExperiment.js';
import { currentTable, stationaryTable } from './stationaryTables.js';
import { collect, formatEstimate, formatKnown, pointText, type Table } from './tableParts.js';

/** All tables of a result that have rows or reasons. */
export function solutionTables(result: SolveResult): Table[] {
  const { experiment } = result;
  const parameters = experiment.landscape.parameters;
  const tables = [
    stationaryTable(result, parameters),
    currentTable(result),
    relaxationTable(result),
    entropyTable(result),
    exitTable(result),
    basinTable(result),
    minimaTable(result),
  ];
  // A law that there is not has no relaxation and no entropy either: one reason is enough.
  const said = new Set<string>();
  const once = tables.map((table) => {
    const absent = table.absent.filter((reason) => !said.has(reason));
    for (const reason of absent) said.add(reason);
    return { ...table, absent };
  });
  return once.filter(({ rows, absent }) => rows.length + absent.length > 0);
}

function relaxationTable(result: SolveResult): Table {
  const { rows, absent } = collect(
    result,
    (s) => s.relaxation,
    ({ gap, time }, solution) => [
      [
        `${formatEstimate(gap)}`,
        `${formatEstimate(time)} ${unitsOf(solution)}`,
        formatNumber(time.value * stepsPerUnit(result, solution), 4),
      ],
    ],
  );
  return {
    title: 'Relaxation',
    headings: ['noise model', 'equation', 'spectral gap', 'relaxation time', 'in steps'],
    rows,
    absent,
    caption:
      'The slowest deviation from the stationary law dies out as e^{−gap·t}: in steps for the ' +
      'master equation, in training time t = ηk for Fokker–Planck equations.',
  };
}

function entropyTable(result: SolveResult): Table {
  const all = result.experiment.snapshots;
  const { rows, absent } = collect(
    result,
    (s) => s.entropy,
    ({ steps, values, errors }) => [
      all.map((step) => {
        const at = steps.indexOf(step);
        if (at < 0) return '–';
        if (!Number.isFinite(values[at])) return Number.isNaN(values[at]) ? '–' : '∞';
        if (values[at] === 0 && errors[at] === 0) return '0';
        // Less than its error it is no number.
        if (values[at] <= errors[at]) return `< ${formatNumber(values[at] + errors[at], 1)}`;
        return formatKnown(values[at], Math.max(errors[at], 1e-4 * values[at]));
      }),
    ],
  );
  return {
    title: 'Entropy against the stationary law',
    headings: ['noise model', 'equation', ...all.map((step) => `step ${step}`)],
    rows,
    absent,
    caption:
      'KL(p_k ‖ p_∞) in nats, in as many digits as its error leaves; infinite while the law is a ' +
      'point or where the stationary law has no probability. “<”: no more than the error. “–”: double precision has no law to hold it against.',
  };
}

function exitTable(result: SolveResult): Table {
  const last = result.experiment.steps;
  const { rows, absent } = collect(
    result,
    (s) => s.exit,
    ({ mean, meanError, rate, distribution }, solution) => [
      [
        formatEstimate({ value: mean, error: meanError }),
        solution.clock === 'time' && Number.isFinite(mean)
          ? formatKnown(mean / stepsPerUnit(result, solution), 0)
          : '–',
        formatNumber(rate, 4),
        formatNumber(distribution[distribution.length - 1], 4),
      ],
    ],
  );
  const region = result.experiment.exitRegion?.text ?? '';
  return {
    title: `Exit from ${region}`,
    headings: [
      'noise model',
      'equation',
      'mean steps',
      'mean t',
      'rate per step',
      `out by step ${last}`,
    ],
    rows,
    absent,
    caption:
      'Mean first-passage step from the initial law. The master equation counts steps; a ' +
      'Fokker–Planck equation gives training time, here also divided by η. Rate: share of the ' +
      'walkers inside that leave per step once their law inside has settled.',
  };
}

function basinTable(result: SolveResult): Table {
  const { rows, absent } = collect(
    result,
    (s) => s.basins,
    ({ minima, shares, rates }, solution) =>
      rates.flatMap((row, i) => {
        const leaving = row.reduce((sum, { value }, j) => (i === j ? sum : sum + value), 0);
        const stay = leaving > 0 ? `${formatNumber(1 / leaving, 4)} ${unitsOf(solution)}` : '∞';
        return row.flatMap((rate, j) =>
          i === j
            ? []
            : [
                [
                  `${pointText(minima[i].at)} → ${pointText(minima[j].at)}`,
                  formatNumber(shares[i], 4),
                  stay,
                  formatEstimate(rate),
                ],
              ],
        );
      }),
  );
  return {
    title: 'Rates between the basins of the minima',
    headings: [
      'noise model',
      'equation',
      'from → to',
      'share of the first',
      'mean stay in the first',
      'rate',
    ],
    rows,
    absent,
    caption:
      'A walker belongs to the minimum in whose core, the loss up to a tenth of its lowest barrier, ' +
      'it was last seen: share of all walkers, mean time until it is seen in any other, and rate at ' +
      'which it is next seen in this one. Per step for the master equation, per unit of training ' +
      'time t = ηk for Fokker–Planck equations.',
  };
}

/** What times of a solution count. */
const unitsOf = ({ clock }: Solution) => (clock === 'time' ? 'units of t' : 'steps');
