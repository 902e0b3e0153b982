/**
 * Advances one block of walkers by the update law, θ ← θ + increment(θ, noise), an array at a time
 * and in float32. Walkers that leave the bound are parked by the rule of `model/divergence.ts`.
 */
import { createTape } from '../../math/expression/tape.js';
import { covarianceInput, expandLaw } from '../../model/expandLaw.js';
import type { Experiment } from '../../model/experiment.js';
import { inputs } from '../../model/law.js';
import { createDraws } from './cpuDraws.js';
import { limitsOf, settle } from './cpuParking.js';
import {
  fullGradient,
  lowerTriangle,
  minibatchGradient,
  type SampleSums,
  withScalars,
} from './cpuSamples.js';

export interface Stepper {
  /**
   * Advances the first `count` walkers of the block, whose global numbers start at `firstWalker`,
   * from `step` to `step + steps`. Calls `onDiverged(step, walkers)` for every step that parks some,
   * `onLost(step, before)` for those of them whose update is no finite number, and `onStep(step)` after every step, with the block's positions as it left them.
   */
  advance(
    firstWalker: number,
    count: number,
    step: number,
    steps: number,
    onDiverged: (step: number, walkers: number) => void,
    onLost: (step: number, before: readonly number[]) => void,
    onStep?: (step: number) => void,
  ): void;
}

/**
 * The stepper of ensemble `index` for blocks of walkers whose `positions`, one column per parameter,
 * it changes in place; allocates only here.
 */
export function createStepper(
  experiment: Experiment,
  index: number,
  key: Uint32Array,
  positions: readonly Float32Array[],
): Stepper {
  const { landscape, grid } = experiment;
  const law = expandLaw(landscape, experiment.ensembles[index].law);
  const { length } = positions[0];
  const moved = landscape.parameters.map(() => new Float32Array(length));
  const draws = createDraws(law.draws, key, length);
  const sums: SampleSums[] = [];
  const names = [...landscape.parameters, ...draws.normals.map((_, i) => inputs.normal(i).name)];
  const columns = [...positions, ...draws.normals];
  if (law.minibatch) {
    const minibatch = minibatchGradient(landscape, law.minibatch, draws.words, positions);
    sums.push(minibatch);
    names.push(...positions.map((_, i) => inputs.minibatchGradient(i).name));
    columns.push(...minibatch.gradient);
  }
  if (law.sumGradient || law.sumCovariance) {
    const full = fullGradient(landscape, law.sumCovariance, positions);
    sums.push(full);
    names.push(...positions.map((_, i) => inputs.gradient(i).name));
    columns.push(...full.gradient);
    if (law.sumCovariance) {
      names.push(...lowerTriangle(positions.length).map(([i, j]) => covarianceInput(i, j).name));
      columns.push(...full.covariance);
    }
  }
  const tape = createTape(withScalars(law.increment, law.scalars), names, 'float32');
  const limits = limitsOf(grid);
  const advance: Stepper['advance'] = (...request) => {
    const [firstWalker, count, step, steps, onDiverged, onLost, onStep] = request;
    for (let k = step; k < step + steps; k++) {
      draws.fill(firstWalker, count, k);
      for (const sum of sums) sum.fill(count);
      tape(columns, moved, count);
      for (let p = 0; p < moved.length; p++) add(moved[p], positions[p], count);
      const parked = settle(positions, moved, limits, count, (at) => onLost(k + 1, at));
      if (parked > 0) onDiverged(k + 1, parked);
      onStep?.(k + 1);
    }
  };
  return { advance };
}

function add(moved: Float32Array, position: Float32Array, count: number): void {
  for (let w = 0; w < count; w++) moved[w] += position[w];
}
