/**
 * A part of the page recorded as WebM: painted on a canvas of its own whenever the page has drawn a
 * new frame, and encoded by the browser. A recording ends by itself after a minute.
 */
import { takeDrawings } from '../paint/drawings.js';
import { paintNow, paintPicture, type Subject } from '../paint/picture.js';
import { videoType } from './videoRefusal.js';
import { withDuration } from './webmDuration.js';

export const longestSeconds = 60;
const framesPerSecond = 30;
/** How often a still canvas is touched, so that the recording goes on. */
const stillMs = 200;
/** How often the page is painted though no frame is new: a pointer may have moved over it. */
const repaintMs = 1000;
const drawingsMs = 500;

export interface Recording {
  stop(): void;
  /**
   * The video, once it is stopped, its time is over or its subject has gone from the page. Rejects
   * where the encoder or the painter gives up.
   */
  readonly done: Promise<Blob>;
}

async function finish(pieces: readonly Blob[], seconds: number): Promise<Blob> {
  const whole = await new Blob([...pieces]).arrayBuffer();
  return new Blob(withDuration(new Uint8Array(whole), seconds), { type: 'video/webm' });
}

export interface RecordOptions {
  /** A number that changes with every frame that the page has drawn. */
  readonly drawn: () => number;
  /** Called a few times a second with the seconds so far. */
  readonly onTick: (seconds: number) => void;
}

/** Starts to record the subject. */
export async function record(
  subject: Subject,
  { drawn, onTick }: RecordOptions,
): Promise<Recording> {
  const canvas = document.createElement('canvas');
  await paintPicture(canvas, subject, 1);
  const { width, height } = canvas;
  const stream = canvas.captureStream(framesPerSecond);
  const mimeType = videoType();
  const recorder = new MediaRecorder(stream, {
    ...(mimeType ? { mimeType } : {}),
    videoBitsPerSecond: Math.min(12e6, Math.max(1.5e6, 5 * width * height)),
  });
  const pieces: Blob[] = [];
  let fail = (_: unknown) => {};
  const done = new Promise<Blob>((resolve, reject) => {
    fail = reject;
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    recorder.addEventListener('stop', () => resolve(finish(pieces, endedAt)));
    recorder.addEventListener('error', () => reject(new Error('the video could not be encoded')));
  });
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let endedAt = 0;
  const stop = () => {
    endedAt ||= seconds();
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start(1000);
  // A page in the background draws nothing: the time is kept apart.
  const limit = setTimeout(stop, longestSeconds * 1000);
  follow().catch((error) => {
    fail(error);
    stop();
  });
  return { stop, done: done.finally(() => clearTimeout(limit)) };

  async function follow(): Promise<void> {
    let shown = Number.NaN;
    let paintedAt = Number.NEGATIVE_INFINITY;
    let touchedAt = 0;
    let takenAt = performance.now();
    let drawings = await takeDrawings(subject.root);
    while (recorder.state !== 'inactive') {
      if (!subject.root.isConnected) {
        stop();
        return;
      }
      const now = performance.now();
      if (shown !== drawn() || now - paintedAt > repaintMs) {
        if (now - takenAt > drawingsMs) {
          drawings = await takeDrawings(subject.root);
          takenAt = now;
        }
        shown = drawn();
        paintedAt = now;
        paintNow(canvas, { ...subject, size: { width, height } }, 1, drawings);
        onTick(seconds());
        touchedAt = performance.now();
        // As long as a painting took belongs to the walkers and the page: it may take longer than a
        // frame, and frames come before all else.
        await new Promise((next) => setTimeout(next, touchedAt - now));
      } else if (now - touchedAt > stillMs) {
        touchedAt = now;
        touch(canvas);
        onTick(seconds());
      }
      await new Promise((next) => requestAnimationFrame(next));
    }
  }
}

/** Paints a canvas over with what is there at one of its corners. */
function touch(canvas: HTMLCanvasElement): void {
  const pen = canvas.getContext('2d', { alpha: false })!;
  pen.resetTransform();
  pen.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
}
