/**
 * The walkers of one experiment on one backend, advanced together in small pieces so that the page
 * stays live: each piece is sized to take about `pieceMs`.
 */
import type { Backend, Ensemble, Snapshot } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';

const pieceMs = 12;

export interface Session {
  /** The step that all ensembles have reached. */
  readonly step: number;
  /** Walker-steps per second while advancing, over the last second or so; 0 before the first. */
  readonly walkerStepsPerSecond: number;
  /** Brings all ensembles nearer to `target` by one piece. Rejects where the device is lost. */
  advancePiece(target: number): Promise<void>;
  snapshots(): Promise<Snapshot[]>;
  destroy(): void;
}

/** Creates all ensembles of the experiment at step 0, one wave each. */
export async function openSession(experiment: Experiment, backend: Backend): Promise<Session> {
  const { walkers } = experiment;
  const ensembles: Ensemble[] = [];
  try {
    for (const index of experiment.ensembles.keys()) {
      ensembles.push(await backend.create({ experiment, index, firstWalker: 0, walkers }));
    }
  } catch (error) {
    for (const ensemble of ensembles) ensemble.destroy();
    throw error;
  }
  return createSession(ensembles, walkers);
}

function createSession(ensembles: readonly Ensemble[], walkers: number): Session {
  let step = 0;
  let piece = 1;
  const meter = createMeter();
  return {
    get step() {
      return step;
    },
    get walkerStepsPerSecond() {
      return meter.rate();
    },
    async advancePiece(target) {
      const steps = Math.min(piece, target - step);
      const began = performance.now();
      await Promise.all(ensembles.map((ensemble) => ensemble.advance(steps)));
      const elapsed = performance.now() - began;
      step += steps;
      meter.add(steps * walkers * ensembles.length, elapsed / 1000);
      // At most doubled, so that one lucky measurement cannot ask for a long piece.
      piece = Math.max(1, Math.min(2 * steps, Math.floor((steps * pieceMs) / elapsed)));
    },
    snapshots: () => Promise.all(ensembles.map((ensemble) => ensemble.snapshot())),
    destroy: () => {
      for (const ensemble of ensembles) ensemble.destroy();
    },
  };
}

/** A rate over the recent past: what is older than a second of work fades by half each second. */
function createMeter() {
  let work = 0;
  let seconds = 0;
  return {
    add(amount: number, during: number) {
      const kept = 0.5 ** during;
      work = work * kept + amount;
      seconds = seconds * kept + during;
    },
    rate: () => (seconds > 0 ? work / seconds : 0),
  };
}
