/**
 * What a run leaves behind, as file names with contents: result.json (keys that others rely on),
 * arrays.npz (exact arrays), densities.csv and, with an exit region, exits.csv. Writing to a disk is the caller's.
 */
import type { Snapshot } from '../../engine/ensemble.js';
import { cellCount, cellEdges, type Grid } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { compareMoments, type Moments } from '../comparedMoments.js';
import type {
  Comparison,
  EnsembleSummary,
  ExitComparison,
  ExitHistogram,
  ExitSummary,
  Frame,
  RunResult,
} from '../frame.js';
import { type LawChange, timeAt } from '../lawChanges.js';
import { densitiesCsv } from './densitiesCsv.js';
import { exitsCsv } from './exitsCsv.js';
import { encodeNpz, type NamedArray } from './npz.js';
import { printJson } from './printJson.js';

/** Rows above which densities.csv is left out (large two-dimensional grids). */
const csvRows = 1_000_000;

/** Names of all files that `resultFiles` may give. */
export const resultFileNames = ['result.json', 'arrays.npz', 'densities.csv', 'exits.csv'] as const;

/** Numbers of cells above which result.json leaves them to arrays.npz: text has no room for more. */
const mostNumbers = 10_000_000;

/** All result files but the report. densities.csv is left out above a million rows. */
export function resultFiles(result: RunResult): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  files.set('result.json', printJson(resultJson(result)));
  files.set('arrays.npz', encodeNpz(resultArrays(result)));
  const { experiment, frames } = result;
  const rows = cellCount(experiment.grid) * frames.length * experiment.ensembles.length;
  if (rows <= csvRows) files.set('densities.csv', densitiesCsv(result));
  if (experiment.exitRegion) files.set('exits.csv', exitsCsv(result));
  return files;
}

/**
 * The content of result.json: plain JSON values, format "walkerlab-result/1". Of a snapshot `mean` and
 * `covariance` are those of all walkers that have not diverged (null where none is left), of a
 * prediction those of what its solver holds; `comparedMoments` are of the same walkers, see
 * `compareMoments`. With more than `most` numbers in cells these are in arrays.npz alone, as `cellsIn`
 * says then.
 */
export function resultJson(result: RunResult, most = mostNumbers) {
  const { experiment, manifest, frames, ensembles, lawChanges, warnings } = result;
  const columns = frames.flatMap(({ ensembles }) => ensembles).map((e) => 1 + e.comparisons.length);
  const numbers = cellCount(experiment.grid) * columns.reduce((a, b) => a + b, 0);
  const hasCells = numbers <= most;
  return {
    format: 'walkerlab-result/1',
    experiment: experiment.source,
    ...(lawChanges.length > 0 ? { lawChanges: lawChanges.map(lawChangeJson) } : {}),
    manifest,
    warnings,
    ...(hasCells ? {} : { cellsIn: 'arrays.npz' }),
    ensembles: ensembles.map((summary, index) => ({
      name: summary.name,
      rule: summary.rule,
      walkers: summary.walkers,
      diverged: summary.diverged,
      divergences: summary.divergences,
      walkerStepsPerSecond: summary.walkerStepsPerSecond,
      absentPredictions: absentReasons(summary),
      ...(summary.exits ? { exits: exitsJson(summary.exits, experiment) } : {}),
      snapshots: frames.map((frame) =>
        snapshotJson(
          experiment,
          frame,
          index,
          hasCells,
          timeAt(experiment, lawChanges, frame.step, (law) => law.ensembles[index].learningRate),
        ),
      ),
    })),
  };
}

const absentReasons = ({ absent }: EnsembleSummary) =>
  Object.fromEntries(absent.map(({ name, reason }) => [name, reason]));

const lawChangeJson = ({ step, experiment }: LawChange) => ({
  step,
  experiment: experiment.source,
});

function snapshotJson(
  { grid }: Experiment,
  frame: Frame,
  index: number,
  hasCells: boolean,
  time: number,
) {
  const { snapshot, comparisons } = frame.ensembles[index];
  return {
    step: frame.step,
    time,
    mean: [...snapshot.mean],
    covariance: matrix(snapshot.covariance, snapshot.mean.length),
    ...(hasCells ? { counts: [...snapshot.counts] } : {}),
    outside: snapshot.outside,
    absorbed: snapshot.absorbed,
    diverged: snapshot.diverged,
    predictions: Object.fromEntries(
      comparisons.map((c) => [c.name, comparisonJson(c, snapshot, grid, hasCells)]),
    ),
  };
}

function comparisonJson(
  { prediction, verdict }: Comparison,
  snapshot: Snapshot,
  grid: Grid,
  hasCells: boolean,
) {
  const compared = compareMoments(snapshot, prediction, grid);
  return {
    ...(hasCells
      ? { probabilities: prediction.probabilities && [...prediction.probabilities] }
      : {}),
    outside: prediction.outside,
    mean: [...prediction.mean],
    covariance: matrix(prediction.covariance, prediction.mean.length),
    solverError: prediction.solverError,
    momentError: prediction.momentError,
    comparedMoments: compared && {
      of: compared.of,
      walkers: compared.walkers,
      sampled: momentsJson(compared.sampled),
      predicted: momentsJson(compared.predicted),
    },
    notes: prediction.notes,
    ...verdict,
  };
}

const momentsJson = ({ mean, covariance }: Moments) => ({
  mean: [...mean],
  covariance: matrix(covariance, mean.length),
});

/** Steps T of first passage; `counts` as `ExitHistogram` says, `mean` that of min(T, step). */
function exitsJson(exits: ExitSummary, { exitRegion }: Experiment) {
  const { histogram, comparisons, absent, ...rest } = exits;
  return {
    region: exitRegion?.text,
    ...rest,
    binWidth: histogram.binWidth,
    startedOutside: histogram.startedOutside,
    counts: [...histogram.bins],
    predictions: Object.fromEntries(comparisons.map((c) => [c.name, exitComparisonJson(c)])),
    absentPredictions: Object.fromEntries(absent.map(({ name, reason }) => [name, reason])),
  };
}

function exitComparisonJson(comparison: ExitComparison) {
  const { prediction, histogram, inside, mean, deviation, verdict } = comparison;
  return {
    startedOutside: histogram.startedOutside,
    probabilities: [...histogram.bins],
    inside,
    mean,
    uncutMean: prediction.mean,
    uncutMeanError: prediction.meanError,
    rate: prediction.rate,
    solverError: prediction.distributionError,
    notes: prediction.notes,
    deviation,
    ...verdict,
    judgement: comparison.judgement,
    words: comparison.words,
  };
}

/** A row-major d × d array as rows. */
function matrix(values: Float64Array, d: number): number[][] {
  return Array.from({ length: d }, (_, i) => [...values.subarray(i * d, (i + 1) * d)]);
}

/**
 * The exact arrays: `edges/<axis>`, and per ensemble and snapshot `<ensemble>/step<k>/counts`,
 * `mean`, `covariance` and `<prediction>/probabilities`. Ensembles by their slugs. With an exit
 * region `exits/last_step` of every bin (the first is step 0), and per ensemble `exits/counts` and
 * `exits/<prediction>/probabilities`; what is missing to the whole is inside still.
 */
export function resultArrays({
  experiment,
  frames,
  ensembles: summaries,
}: RunResult): NamedArray[] {
  const shape = experiment.grid.map((axis) => axis.cells);
  const arrays: NamedArray[] = experiment.grid.map((axis) => {
    const edges = cellEdges(axis);
    return { name: `edges/${axis.name}`, shape: [edges.length], values: edges };
  });
  const slugs = uniqueSlugs(experiment.ensembles.map((e) => e.name));
  for (const { step, ensembles } of frames) {
    for (const [index, { snapshot, comparisons }] of ensembles.entries()) {
      const at = `${slugs[index]}/step${step}`;
      const d = snapshot.mean.length;
      const counts = BigInt64Array.from(snapshot.counts, (count) => BigInt(count));
      arrays.push({ name: `${at}/counts`, shape, values: counts });
      arrays.push({ name: `${at}/mean`, shape: [d], values: snapshot.mean });
      arrays.push({ name: `${at}/covariance`, shape: [d, d], values: snapshot.covariance });
      for (const { name, prediction } of comparisons) {
        if (!prediction.probabilities) continue;
        arrays.push({
          name: `${at}/${name}/probabilities`,
          shape,
          values: prediction.probabilities,
        });
      }
    }
  }
  const exits = summaries.map((summary) => summary.exits);
  for (const [index, own] of exits.entries()) {
    if (own) arrays.push(...exitArrays(slugs[index], own));
  }
  const first = exits.find((own) => own !== null);
  if (first) arrays.push(exitSteps(first));
  return arrays;
}

function exitSteps({ histogram: { bins, binWidth }, step }: ExitSummary): NamedArray {
  const ends = Float64Array.from({ length: bins.length + 1 }, (_, i) =>
    Math.min(step, i * binWidth),
  );
  return { name: 'exits/last_step', shape: [ends.length], values: ends };
}

function exitArrays(slug: string, { histogram, comparisons }: ExitSummary): NamedArray[] {
  const whole = ({ startedOutside, bins }: ExitHistogram) =>
    Float64Array.of(startedOutside, ...bins);
  const counts = BigInt64Array.from(whole(histogram), (count) => BigInt(count));
  const shape = [counts.length];
  return [
    { name: `${slug}/exits/counts`, shape, values: counts },
    ...comparisons.map(({ name, histogram: law }) => ({
      name: `${slug}/exits/${name}/probabilities`,
      shape,
      values: whole(law),
    })),
  ];
}

/** Names as lower-case words joined by hyphens, made unique by a number; safe as file names. */
export function uniqueSlugs(names: readonly string[]): string[] {
  const taken = new Set<string>(['edges', 'exits']);
  return names.map((name) => {
    const words = name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? ['ensemble'];
    const base = words.join('-').slice(0, 60);
    let slug = base;
    for (let i = 2; taken.has(slug); i++) slug = `${base}-${i}`;
    taken.add(slug);
    return slug;
  });
}
