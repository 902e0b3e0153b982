/** Saves what is on show, by kind; each kind's code is loaded when it is first asked for. */
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';
import type { Frame } from '../../run/frame.js';
import type { Part } from '../../run/report/framePictures.js';
import { version } from '../../run/version.js';
import type { App } from '../app.js';
import type { FileAnswer } from './fileWorker.js';
import type { FileRequest } from './makeFile.js';
import type { Subject } from './paint/picture.js';
import type { FileKind } from './refusals.js';
import { fileName, save } from './save.js';
import type { Recorder } from './video/recorder.js';

export interface Exporter {
  /** The experiment as YAML, as the command line reads it. */
  experiment(): Promise<void>;
  /** Numbers of the frame on show, or a picture made of them. */
  file(kind: FileKind, part: Part): Promise<void>;
  /** A part of the page as it is seen, by the name of what it shows. */
  png(root: HTMLElement, part: number | string): Promise<void>;
  /** The same while the walkers move. */
  video(root: HTMLElement, part: number | string): Promise<void>;
}

export function createExporter(app: App, recorder: () => Promise<Recorder>): Exporter {
  const { state, driver, adapter, notice } = app;
  const present = (): { experiment: Experiment; frame: Frame } | null => {
    const experiment = state.experiment();
    const frame = app.frame();
    return experiment && frame && { experiment, frame };
  };
  const subject = (root: HTMLElement): Subject => ({ root, caption: () => captionOf(present()) });
  /** Runs one export; what goes wrong is said on the page. */
  const attempt = async (
    work: (experiment: Experiment, frame: Frame) => Promise<void>,
  ): Promise<void> => {
    const now = present();
    if (!now) return;
    try {
      await work(now.experiment, now.frame);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      notice.show('error', `Not saved: ${why}`);
    }
  };

  return {
    experiment: () =>
      attempt(async (experiment) => {
        const { stringify } = await import('yaml');
        save(fileName(experiment, 'yaml'), stringify(experiment.source));
      }),
    file: (kind, part) =>
      attempt(async (experiment, frame) => {
        const manifest = {
          version,
          backend: 'gpu' as const,
          adapter,
          seed: experiment.seed,
          wallSeconds: 0,
        };
        const { source, grid } = experiment;
        const content = await askWorker({ kind, part, source, grid, frame, manifest });
        save(fileName(experiment, kind, frame.step, part), content);
      }),
    png: (root, part) =>
      attempt(async (experiment, frame) => {
        const { pngOf } = await import('./paint/picture.js');
        save(fileName(experiment, 'png', frame.step, part), await pngOf(subject(root)));
      }),
    video: (root, part) =>
      attempt(async (experiment) => {
        const begun = await recorder();
        await begun.start(subject(root), (video) => {
          save(fileName(experiment, 'webm', driver.state().step, part), video);
        });
      }),
  };
}

function captionOf(now: { experiment: Experiment; frame: Frame } | null) {
  if (!now) return { title: 'walkerlab', line: '' };
  const { experiment, frame } = now;
  const { walkers } = frame.ensembles[0].snapshot;
  const [step, steps, each] = [frame.step, experiment.steps, walkers].map((n) => formatCount(n));
  const line = `step ${step} of ${steps}, learning rate ${experiment.learningRate}, ${each} walkers per noise model · walkerlab`;
  return { title: experiment.title, line };
}

/** Has the file made beside the page. A worker for one file: it may need much memory. */
function askWorker(request: FileRequest): Promise<string | Uint8Array> {
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
