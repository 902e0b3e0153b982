/**
 * A run: predictions first (they would steal the walkers' cores), then the walkers, wave by wave
 * and snapshot by snapshot, as a stream of frames. Knows nothing of screens, files or terminals.
 */

import type { Backend, Divergence, Ensemble, Exits, Losses, Snapshot } from '../engine/ensemble.js';
import type { Experiment } from '../model/experiment.js';
import { predictions } from '../model/predictions.js';
import type { ExitSeries } from '../theory/escape/exitPrediction.js';
import { predictExit } from '../theory/escape/predictExit.js';
import { predict } from '../theory/predict.js';
import type { PredictionSeries } from '../theory/prediction.js';
import { exitPredictionsOf, mergeExits, summarizeExits } from './exits.js';
import { type FittedGrid, fitGrid, gridTarget } from './fitGrid.js';
import type { EnsembleSummary, Frame, Progress, RunResult } from './frame.js';
import { frameOf } from './frameOf.js';
import { mergeDivergences, mergeLosses, mergeSnapshots, planWaves } from './mergeWaves.js';
import { version } from './version.js';
import { collectWarnings, growingMoments } from './warnings.js';

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs an experiment on a backend and yields a frame per wave and snapshot; frames of later waves
 * hold the walkers of all waves so far. Ensembles are destroyed when the generator ends, however
 * it ends: by itself, by `return()` (leaving a `for await`), by an error or by the signal. Where the
 * file says `grid: auto`, the result's experiment has the grid that was fitted.
 *
 * @throws the signal's reason where it aborts; DeviceError where the device is lost.
 */
export async function* run(
  given: Experiment,
  backend: Backend,
  options: RunOptions = {},
): AsyncGenerator<Frame, RunResult> {
  const started = performance.now();
  const fitted = given.gridIsAuto ? await chooseGrid(given, options) : null;
  const experiment = fitted?.experiment ?? given;
  const meter = createMeter(experiment, options);
  const { series, exitSeries } = await solve(experiment, options, meter);
  const waves = planWaves(experiment.walkers, backend.capacity(experiment));
  const totals = experiment.ensembles.map(() => new Map<number, Snapshot>());
  const divergences: (readonly Divergence[])[] = experiment.ensembles.map(() => []);
  const losses: Losses[] = experiment.ensembles.map(() => ({ walkers: 0, places: [] }));
  const exits: (Exits | null)[] = experiment.ensembles.map(() => null);
  const frames = new Map<number, Frame>();
  let firstWalker = 0;
  for (const [wave, walkers] of waves.entries()) {
    const ensembles: Ensemble[] = [];
    try {
      for (const index of experiment.ensembles.keys()) {
        options.signal?.throwIfAborted();
        ensembles.push(await backend.create({ experiment, index, firstWalker, walkers }));
      }
      for (const step of experiment.snapshots) {
        for (const [index, ensemble] of ensembles.entries()) {
          await meter.advance(index, ensemble, step);
          const snapshot = await ensemble.snapshot();
          const earlier = totals[index].get(step);
          totals[index].set(step, earlier ? mergeSnapshots(earlier, snapshot) : snapshot);
        }
        const snapshots = totals.map((total) => total.get(step)!);
        const frame = frameOf(experiment, wave, waves.length, snapshots, series);
        frames.set(step, frame);
        yield frame;
      }
      for (const [index, ensemble] of ensembles.entries()) {
        await meter.advance(index, ensemble, experiment.steps);
        divergences[index] = mergeDivergences(divergences[index], await ensemble.divergences());
        losses[index] = mergeLosses(losses[index], await ensemble.losses());
        const wave = await ensemble.exits();
        const earlier = exits[index];
        exits[index] = wave && earlier ? mergeExits(earlier, wave) : wave;
      }
    } finally {
      for (const ensemble of ensembles) ensemble.destroy();
    }
    firstWalker += walkers;
  }
  const ensembles = experiment.ensembles.map((spec, index): EnsembleSummary => {
    const left = exits[index];
    return {
      name: spec.name,
      rule: spec.rule,
      walkers: experiment.walkers,
      diverged: divergences[index].reduce((sum, d) => sum + d.walkers, 0),
      divergences: divergences[index],
      losses: losses[index],
      walkerStepsPerSecond: meter.rateOf(index),
      absent: series[index].flatMap((s) =>
        'absent' in s ? [{ name: s.name, reason: s.absent }] : [],
      ),
      exits: left && summarizeExits(left, exitSeries[index]),
    };
  });
  const manifest = {
    version,
    backend: backend.kind,
    adapter: backend.adapter,
    seed: experiment.seed,
    wallSeconds: (performance.now() - started) / 1000,
  };
  const all = [...frames.values()];
  const poorGrid = fitted && fitted.error >= gridTarget ? [fitted.words] : [];
  // The closed form says it itself, where it is asked for.
  const asked = experiment.predictions.includes('closedForm');
  const growing = asked ? [] : await growingMoments(experiment);
  const warnings = [...poorGrid, ...growing, ...collectWarnings(experiment, all, ensembles)];
  return { experiment, manifest, frames: all, ensembles, lawChanges: [], warnings };
}

function chooseGrid(
  experiment: Experiment,
  { signal, onProgress }: RunOptions,
): Promise<FittedGrid> {
  const report = (fraction: number) =>
    onProgress?.({
      done: 0,
      total: 0,
      stage: `fitting the grid, ${Math.floor(100 * fraction)} %`,
      walkerStepsPerSecond: 0,
    });
  report(0);
  return fitGrid(experiment, { onProgress: report, ...(signal ? { signal } : {}) });
}

type Meter = ReturnType<typeof createMeter>;

/** Advances ensembles, counts walker-steps and the time they take, and reports progress. */
function createMeter(experiment: Experiment, { signal, onProgress }: RunOptions) {
  const total = experiment.walkers * experiment.steps * experiment.ensembles.length;
  const perEnsemble = experiment.ensembles.map(() => ({ done: 0, seconds: 0 }));
  const report = (stage: string, runningSeconds = 0) => {
    // Submissions may hold a part of the walkers: fractions of a step, whose sum is rounded here.
    const done = Math.round(perEnsemble.reduce((sum, e) => sum + e.done, 0));
    const seconds = perEnsemble.reduce((sum, e) => sum + e.seconds, runningSeconds);
    onProgress?.({ done, total, stage, walkerStepsPerSecond: seconds > 0 ? done / seconds : 0 });
  };
  return {
    report,
    async advance(index: number, ensemble: Ensemble, step: number): Promise<void> {
      signal?.throwIfAborted();
      if (step <= ensemble.step) return;
      const began = performance.now();
      const elapsed = () => (performance.now() - began) / 1000;
      await ensemble.advance(step - ensemble.step, (steps) => {
        signal?.throwIfAborted();
        perEnsemble[index].done += steps * ensemble.walkers;
        report(experiment.ensembles[index].name, elapsed());
      });
      perEnsemble[index].seconds += elapsed();
    },
    rateOf(index: number): number {
      const { done, seconds } = perEnsemble[index];
      return seconds > 0 ? done / seconds : 0;
    },
  };
}

interface Solutions {
  readonly series: readonly (readonly PredictionSeries[])[];
  readonly exitSeries: readonly (readonly ExitSeries[])[];
}

/** All predictions of all ensembles, or the reasons why there are none. */
async function solve(
  experiment: Experiment,
  { signal }: RunOptions,
  meter: Meter,
): Promise<Solutions> {
  const series: PredictionSeries[][] = [];
  const exitSeries: ExitSeries[][] = [];
  for (const [index, spec] of experiment.ensembles.entries()) {
    const optionsOf = (what: string) => {
      signal?.throwIfAborted();
      const stage = `solving ${what} of ${spec.name}`;
      meter.report(stage);
      const onProgress = (fraction: number) =>
        meter.report(`${stage}, ${Math.floor(100 * fraction)} %`);
      return signal ? { onProgress, signal } : { onProgress };
    };
    const densities: PredictionSeries[] = [];
    for (const name of experiment.predictions) {
      const options = optionsOf(predictions[name].title);
      densities.push(await predict(experiment, index, name, options));
    }
    series.push(densities);
    const exits: ExitSeries[] = [];
    for (const name of exitPredictionsOf(experiment)) {
      const options = optionsOf(`${predictions[name].title}, exits`);
      exits.push(await predictExit(experiment, index, name, options));
    }
    exitSeries.push(exits);
  }
  return { series, exitSeries };
}
