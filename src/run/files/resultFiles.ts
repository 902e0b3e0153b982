/**
 * What a run leaves behind, as file names with contents: result.json (keys that others rely on),
 * arrays.npz (exact arrays) and densities.csv. Writing to a disk is the caller's.
 */
import { cellCount, cellEdges } from '../../math/grid.js';
import type { Comparison, EnsembleSummary, Frame, RunResult } from '../frame.js';
import { densitiesCsv } from './densitiesCsv.js';
import { encodeNpz, type NamedArray } from './npz.js';
import { printJson } from './printJson.js';

/** Rows above which densities.csv is left out (large two-dimensional grids). */
const csvRows = 1_000_000;

/** All result files but the report. densities.csv is left out above a million rows. */
export function resultFiles(result: RunResult): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  files.set('result.json', printJson(resultJson(result)));
  files.set('arrays.npz', encodeNpz(resultArrays(result)));
  const { experiment, frames } = result;
  const rows = cellCount(experiment.grid) * frames.length * experiment.ensembles.length;
  if (rows <= csvRows) files.set('densities.csv', densitiesCsv(result));
  return files;
}

/** The content of result.json: plain JSON values, format "walkerlab-result/1". */
export function resultJson({ experiment, manifest, frames, ensembles, warnings }: RunResult) {
  return {
    format: 'walkerlab-result/1',
    experiment: experiment.source,
    manifest,
    warnings,
    ensembles: ensembles.map((summary, index) => ({
      name: summary.name,
      rule: summary.rule,
      walkers: summary.walkers,
      diverged: summary.diverged,
      divergences: summary.divergences,
      walkerStepsPerSecond: summary.walkerStepsPerSecond,
      absentPredictions: absentReasons(summary),
      snapshots: frames.map((frame) => snapshotJson(frame, index)),
    })),
  };
}

const absentReasons = ({ absent }: EnsembleSummary) =>
  Object.fromEntries(absent.map(({ name, reason }) => [name, reason]));

function snapshotJson(frame: Frame, index: number) {
  const { snapshot, comparisons } = frame.ensembles[index];
  return {
    step: frame.step,
    time: frame.time,
    mean: [...snapshot.mean],
    covariance: matrix(snapshot.covariance, snapshot.mean.length),
    counts: [...snapshot.counts],
    outside: snapshot.outside,
    diverged: snapshot.diverged,
    predictions: Object.fromEntries(comparisons.map((c) => [c.name, comparisonJson(c)])),
  };
}

function comparisonJson({ prediction, verdict }: Comparison) {
  return {
    probabilities: prediction.probabilities && [...prediction.probabilities],
    outside: prediction.outside,
    mean: [...prediction.mean],
    covariance: matrix(prediction.covariance, prediction.mean.length),
    solverError: prediction.solverError,
    momentError: prediction.momentError,
    notes: prediction.notes,
    ...verdict,
  };
}

/** A row-major d × d array as rows. */
function matrix(values: Float64Array, d: number): number[][] {
  return Array.from({ length: d }, (_, i) => [...values.subarray(i * d, (i + 1) * d)]);
}

/**
 * The exact arrays: `edges/<axis>`, and per ensemble and snapshot `<ensemble>/step<k>/counts`,
 * `mean`, `covariance` and `<prediction>/probabilities`. Ensembles by their slugs.
 */
export function resultArrays({ experiment, frames }: RunResult): NamedArray[] {
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
  return arrays;
}

/** Names as lower-case words joined by hyphens, made unique by a number; safe as file names. */
export function uniqueSlugs(names: readonly string[]): string[] {
  const taken = new Set<string>(['edges']);
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
