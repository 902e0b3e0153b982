/** Numbers behind the pictures: densities, residuals and distances as rows, and common ranges. */
import { cellCentres, cellEdges, cellWidth } from '../../math/grid.js';
import type { PredictionName } from '../../model/experiment.js';
import type { Comparison, EnsembleFrame, RunResult } from '../frame.js';

export interface DensityRow {
  readonly x: number;
  readonly density: number | null;
}

/** Sampled density of the only axis at left cell edges, for steps drawn after each edge. */
export function sampledSteps(result: RunResult, { snapshot }: EnsembleFrame): DensityRow[] {
  const [axis] = result.experiment.grid;
  const scale = 1 / (snapshot.walkers * cellWidth(axis));
  return [...cellEdges(axis)].map((x, i) => ({
    x,
    density: snapshot.counts[Math.min(i, axis.cells - 1)] * scale,
  }));
}

/** A predicted density of the only axis at cell centres; none without probabilities. */
export function predictedLine(result: RunResult, { prediction }: Comparison): DensityRow[] {
  const [axis] = result.experiment.grid;
  const { probabilities } = prediction;
  if (!probabilities) return [];
  return [...cellCentres(axis)].map((x, i) => ({ x, density: probabilities[i] / cellWidth(axis) }));
}

/** Expected walkers below which a cell's residual in standard errors means little. */
export const enough = 10;

/** (n − Np)/√(Np(1−p)) at cell centres, null where fewer than 10 are expected. */
export function residuals(result: RunResult, ensemble: EnsembleFrame, { prediction }: Comparison) {
  const { counts, walkers } = ensemble.snapshot;
  const centres = cellCentres(result.experiment.grid[0]);
  return [...centres].map((x, i) => {
    const p = prediction.probabilities?.[i] ?? 0;
    const expected = walkers * p;
    const known = expected >= enough && p < 1;
    return { x, residual: known ? (counts[i] - expected) / Math.sqrt(expected * (1 - p)) : null };
  });
}

export interface DistanceRow {
  readonly step: number;
  readonly distance: number;
  readonly floor: number;
}

/** Total variation and its sampling floor against step, of one prediction of one ensemble. */
export function distances(result: RunResult, index: number, name: PredictionName): DistanceRow[] {
  return result.frames.flatMap(({ step, ensembles }) => {
    const verdict = ensembles[index].comparisons.find((c) => c.name === name)?.verdict;
    if (!verdict) return [];
    return [{ step, distance: verdict.totalVariation, floor: verdict.totalVariationFloor }];
  });
}

/** The part of the only axis where any of the ensembles has walkers, with a little margin. */
export function occupiedRange(
  result: RunResult,
  ensembles: readonly EnsembleFrame[],
): [number, number] {
  const [axis] = result.experiment.grid;
  let first = axis.cells;
  let last = -1;
  for (const { snapshot } of ensembles) {
    for (let i = 0; i < axis.cells; i++) {
      if (snapshot.counts[i] === 0) continue;
      first = Math.min(first, i);
      last = Math.max(last, i);
    }
  }
  if (last < 0) return [axis.min, axis.max];
  const margin = Math.max(2, Math.ceil(0.04 * (last - first)));
  const edge = (i: number) => axis.min + i * cellWidth(axis);
  return [edge(Math.max(first - margin, 0)), edge(Math.min(last + 1 + margin, axis.cells))];
}

/** Largest density, sampled or predicted, of the given ensembles. */
export function largestDensity(result: RunResult, ensembles: readonly EnsembleFrame[]): number {
  const rows = ensembles.flatMap((e) => [
    ...sampledSteps(result, e),
    ...e.comparisons.flatMap((c) => predictedLine(result, c)),
  ]);
  return rows.reduce((most, row) => Math.max(most, row.density ?? 0), 0);
}
