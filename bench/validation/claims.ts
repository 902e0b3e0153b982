/** The long claims: the headline experiment at scale, and p-values that are uniform over seeds. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Backend } from '../../src/engine/ensemble.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { parseExperiment } from '../../src/model/file/text.js';
import { formatCount, formatNumber } from '../../src/run/format.js';
import { run } from '../../src/run/run.js';
import { judge } from '../../src/run/verdict.js';
import { predict } from '../../src/theory/predict.js';
import type { Claim } from './claim.js';
import { kolmogorovTail, supDistanceToUniform } from './kolmogorov.js';

const headlineFile = fileURLToPath(
  new URL('../../public/experiments/sgd-is-not-brownian.yaml', import.meta.url),
);

/** The headline preset with SGD alone and other numbers. */
function headline(changes: { walkers: number; seed?: string }): Experiment {
  const source = parseExperiment(readFileSync(headlineFile, 'utf8')).source as {
    ensembles: { rule: string }[];
  };
  const ensembles = source.ensembles.filter((e) => e.rule === 'sgd');
  return resolveExperiment({ ...source, ...changes, ensembles });
}

/** Master equation not refused and Fokker–Planck refused at every snapshot after step 0. */
export async function* ensembleAtScale(backend: Backend, walkers: number): AsyncGenerator<Claim> {
  const experiment = headline({ walkers });
  const frames = run(experiment, backend);
  let result = await frames.next();
  while (!result.done) result = await frames.next();
  for (const { step, ensembles } of result.value.frames) {
    if (step === 0) continue;
    for (const { name, prediction, verdict } of ensembles[0].comparisons) {
      if (!verdict) continue;
      const { pValue: p, totalVariation, totalVariationFloor: floor } = verdict;
      const at = `headline, SGD, ${formatCount(walkers)} walkers, step ${step}`;
      const times = totalVariation / floor;
      yield name === 'masterEquation'
        ? {
            what: `${at}: master equation`,
            expected: 'p in (1e-4, 1 − 1e-4), solver error below a tenth of the floor',
            measured: `p = ${formatNumber(p, 3)}, solver error ${formatNumber(prediction.solverError / floor, 2)} of the floor`,
            holds: p > 1e-4 && p < 1 - 1e-4 && prediction.solverError < floor / 10,
          }
        : {
            what: `${at}: Fokker–Planck`,
            expected: 'p < 1e-30, total variation above 10 floors',
            measured: `p ${p < 1e-300 ? '< 1e-300' : `= ${formatNumber(p)}`}, ${formatNumber(times, 3)} floors`,
            holds: p < 1e-30 && times > 10,
          };
    }
  }
}

/** p-values of the master equation over seeds: uniform, by Kolmogorov–Smirnov. */
export async function* seedsAreUniform(
  backend: Backend,
  seeds: number,
  walkers: number,
): AsyncGenerator<Claim> {
  const first = headline({ walkers });
  const series = await predict(first, 0, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  const byStep = new Map<number, number[]>();
  for (let seed = 1; seed <= seeds; seed++) {
    const experiment = headline({ walkers, seed: String(1000 + seed) });
    const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
    for (const step of experiment.snapshots) {
      await ensemble.advance(step - ensemble.step);
      const prediction = series.predictions.get(step);
      if (!prediction) throw new Error(`no prediction at step ${step}`);
      const verdict = judge(await ensemble.snapshot(), prediction, experiment.grid);
      byStep.set(step, [...(byStep.get(step) ?? []), verdict.pValue]);
    }
    ensemble.destroy();
  }
  for (const [step, pValues] of byStep) {
    const distance = supDistanceToUniform(pValues);
    const p = kolmogorovTail(distance, pValues.length);
    yield {
      what: `p-values of the master equation, step ${step}, ${seeds} seeds, ${formatCount(walkers)} walkers`,
      expected: 'uniform: Kolmogorov–Smirnov p > 0.01',
      measured: `D = ${formatNumber(distance, 3)}, p = ${formatNumber(p, 3)}`,
      holds: p > 0.01,
    };
  }
}
