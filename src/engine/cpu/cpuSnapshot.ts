/** Cells, mean and covariance of the walkers: integers in the cells, float64 in the moments. */
import { float32CellOf } from '../../math/float32Cells.js';
import { cellCount, type Grid } from '../../math/grid.js';
import type { Snapshot } from '../ensemble.js';
import { isAbsorbed, isParked } from './cpuParking.js';

/**
 * Takes a snapshot of walkers at `positions`, in two passes so that the covariance does not lose
 * digits to the mean. `pause` is awaited after every `blockLength` walkers. With no walker left
 * mean and covariance are NaN.
 */
export async function takeSnapshot(
  positions: readonly Float32Array[],
  grid: Grid,
  step: number,
  blockLength: number,
  pause: () => Promise<void> | undefined,
): Promise<Snapshot> {
  const walkers = positions[0].length;
  const d = positions.length;
  const counts = new Float64Array(cellCount(grid));
  const cellsOf = grid.map(float32CellOf);
  const mean = new Float64Array(d);
  const covariance = new Float64Array(d * d);
  let outside = 0;
  let absorbed = 0;
  let diverged = 0;

  for (let start = 0; start < walkers; start += blockLength) {
    const end = Math.min(start + blockLength, walkers);
    for (let w = start; w < end; w++) {
      if (isParked(positions[0][w])) {
        if (isAbsorbed(positions[0][w])) absorbed++;
        else diverged++;
        continue;
      }
      let cell = 0;
      for (let p = 0; p < d; p++) {
        mean[p] += positions[p][w];
        const along = cellsOf[p](positions[p][w]);
        cell = cell < 0 || along < 0 ? -1 : cell * grid[p].cells + along;
      }
      if (cell < 0) outside++;
      else counts[cell]++;
    }
    await pause();
  }

  const alive = walkers - diverged - absorbed;
  for (let p = 0; p < d; p++) mean[p] /= alive;
  for (let start = 0; start < walkers; start += blockLength) {
    const end = Math.min(start + blockLength, walkers);
    for (let p = 0; p < d; p++) {
      for (let q = 0; q <= p; q++) {
        covariance[p * d + q] += sumOfProducts(positions, mean, p, q, start, end);
      }
    }
    await pause();
  }
  for (let p = 0; p < d; p++) {
    for (let q = 0; q <= p; q++) {
      covariance[p * d + q] /= alive;
      covariance[q * d + p] = covariance[p * d + q];
    }
  }
  return {
    step,
    walkers,
    counts,
    outside: outside + absorbed,
    absorbed,
    diverged,
    mean,
    covariance,
  };
}

function sumOfProducts(
  positions: readonly Float32Array[],
  mean: Float64Array,
  p: number,
  q: number,
  start: number,
  end: number,
): number {
  const [a, b] = [positions[p], positions[q]];
  const [meanA, meanB] = [mean[p], mean[q]];
  let sum = 0;
  for (let w = start; w < end; w++) if (!isParked(a[w])) sum += (a[w] - meanA) * (b[w] - meanB);
  return sum;
}
