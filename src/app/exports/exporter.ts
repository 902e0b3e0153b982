/** Saves what is on show, by kind; each kind's code is loaded when it is first asked for. */
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';
import type { Frame } from '../../run/frame.js';
import { type LawChange, lawAt } from '../../run/lawChanges.js';
import type { CurvePlot } from '../../run/report/curvePicture.js';
import type { FrameView, Part } from '../../run/report/framePictures.js';
import { version } from '../../run/version.js';
import type { App } from '../app.js';
import { ensembleKey } from '../state.js';
import { announcePicture } from './capture.js';
import type { FileAnswer } from './fileWorker.js';
import type { FileRequest, Request } from './makeFile.js';
import type { Subject } from './paint/picture.js';
import type { FileKind } from './refusals.js';
import { fileName, save } from './save.js';
import type { Recorder } from './video/recorder.js';

export interface Exporter {
  /** The experiment as YAML, as the command line reads it. */
  experiment(): Promise<void>;
  /** Numbers of the frame on show, or a picture made of them. */
  file(kind: FileKind, part: Part): Promise<void>;
  /** What `curves` gives of a card, drawn as vectors; by the name of what it shows. */
  curves(card: HTMLElement, part: string, curves: () => readonly CurvePlot[]): Promise<void>;
  /** A part of the page as it is seen, by the name of what it shows. */
  png(root: HTMLElement, part: number | string): Promise<void>;
  /** The same while the walkers move. */
  video(root: HTMLElement, part: number | string): Promise<void>;
}

/** What is on show. */
interface Present {
  /** As its walkers set out. */
  readonly experiment: Experiment;
  /** Of the frame, or of the walkers where they are drawn themselves. */
  readonly step: number;
  /** What of it was changed before. */
  readonly changes: readonly LawChange[];
  readonly frame: Frame;
}

export function createExporter(app: App, recorder: () => Promise<Recorder>): Exporter {
  const { state, driver, solver, adapter, notice } = app;
  const present = (root?: HTMLElement): Present | null => {
    const experiment = driver.experiment();
    const frame = app.frame();
    if (!experiment || !frame) return null;
    const step = Number(root?.dataset.walkersAt ?? frame.step);
    const changes = driver.changes().filter((change) => change.step < step);
    return { experiment, step, changes, frame };
  };
  const subject = (root: HTMLElement, onCaption = (_: Present) => {}): Subject => ({
    root,
    caption() {
      const now = present(root);
      if (now) onCaption(now);
      return captionOf(now);
    },
  });
  const exitsAt = (step: number): FileRequest['exits'] => {
    const shot = driver.history.at(step);
    return {
      counted: shot?.exits ?? [],
      // Predictions are of one law.
      series: shot?.changedAt === null ? solver.knownExits() : [],
    };
  };
  const viewOf = ({ ensembles, predictions }: Experiment): FrameView => {
    const { logarithmic, hidden } = state.view();
    return {
      logarithmic,
      ensembles: [...ensembles.keys()].filter((index) => !hidden.has(ensembleKey(index))),
      predictions: predictions.filter((name) => !hidden.has(name)),
    };
  };
  /** Runs one export; what goes wrong is said on the page. */
  const attempt = async (work: (now: Present) => Promise<void>): Promise<void> => {
    const now = present();
    if (!now) return;
    try {
      await work(now);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      notice.show('error', `Not saved: ${why}`);
    }
  };

  return {
    experiment: () =>
      attempt(async ({ experiment }) => {
        const { stringify } = await import('yaml');
        // With what was changed under way: as it would run after a reset.
        const { source } = state.experiment() ?? experiment;
        save(fileName(experiment, 'yaml'), stringify(source));
      }),
    file: (kind, part) =>
      attempt(async ({ experiment, changes, frame }) => {
        const manifest = {
          version,
          backend: 'gpu' as const,
          adapter,
          seed: experiment.seed,
          wallSeconds: Number.NaN,
        };
        const content = await askWorker({
          kind,
          part,
          view: viewOf(experiment),
          source: experiment.source,
          changes: changes.map(({ step, experiment: { source } }) => ({ step, source })),
          frame,
          exits: exitsAt(frame.step),
          manifest,
        });
        save(fileName(experiment, kind, frame.step, part), content);
      }),
    curves: (card, part, curves) =>
      attempt(async (now) => {
        announcePicture(card);
        const { title, line } = captionOf(now);
        const sheet = { title, lines: [line], plots: curves() };
        const content = await askWorker({ kind: 'curves', sheet });
        save(fileName(now.experiment, 'svg', now.frame.step, part), content);
      }),
    png: (root, part) =>
      attempt(async ({ experiment }) => {
        const { pngOf } = await import('./paint/picture.js');
        // The step is the one that was painted, though the walkers have gone on.
        let step = 0;
        const png = await pngOf(subject(root, (now) => (step = now.step)));
        save(fileName(experiment, 'png', step, part), png);
      }),
    video: (root, part) =>
      attempt(async ({ experiment }) => {
        const begun = await recorder();
        await begun.start(subject(root), (video) => {
          save(fileName(experiment, 'webm', driver.state().step, part), video);
        });
      }),
  };
}

function captionOf(now: Present | null) {
  if (!now) return { title: 'walkerlab', line: '' };
  const { experiment, changes, frame } = now;
  const { learningRate } = lawAt(experiment, changes, now.step);
  const { walkers } = frame.ensembles[0].snapshot;
  const [step, steps, each] = [now.step, experiment.steps, walkers].map((n) => formatCount(n));
  const line = `step ${step} of ${steps}, learning rate ${learningRate}, ${each} walkers per noise model · walkerlab`;
  return { title: experiment.title, line };
}

/** Has the file made beside the page. A worker for one file: it may need much memory. */
function askWorker(request: Request): Promise<string | Uint8Array> {
  const worker = new Worker(new URL('./fileWorker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<string | Uint8Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FileAnswer>) => {
      if ('failed' in data) reject(new Error(data.failed));
      else resolve(data.content);
    };
    worker.onerror = (event) => reject(new Error(event.message || 'its code could not be loaded'));
    worker.postMessage(request);
  });
  return answer.finally(() => worker.terminate());
}
