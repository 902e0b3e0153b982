/** The page's one recording: started from a menu, shown while it lasts, saved when it ends. */
import { element, setText } from '../../dom.js';
import type { Subject } from '../paint/picture.js';
import { longestSeconds, type Recording, record } from './video.js';

export interface RecorderOptions {
  /** A number that changes with every frame that the page has drawn. */
  readonly drawn: () => number;
  /** Lets the walkers move, if they rest. */
  readonly play: () => void;
  /** Whether there is nothing more to come. */
  readonly isOver: () => boolean;
  readonly onFailure: (why: string) => void;
}

export interface Recorder {
  /** Records a subject; `take` gets the video. */
  start(subject: Subject, take: (video: Blob) => void): Promise<void>;
}

/** After the last frame, so that it can be looked at. */
const lingerSeconds = 1.5;

export function createRecorder({ drawn, play, isOver, onFailure }: RecorderOptions): Recorder {
  let recording: Recording | null = null;
  let busy = false;
  const time = element('span', { class: 'time' });
  const stop = element('button', { type: 'button' }, 'Stop and save');
  const sign = element(
    'div',
    { class: 'recording', role: 'status', hidden: '', 'data-unprinted': '' },
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    element('span', {}, 'Recording'),
    time,
    stop,
  );
  stop.addEventListener('click', () => recording?.stop());
  document.body.append(sign);

  return {
    async start(subject, take) {
      if (busy) return;
      busy = true;
      let overAt: number | null = null;
      const onTick = (seconds: number) => {
        setText(time, `${Math.floor(seconds)} s of at most ${longestSeconds} s`);
        if (!isOver()) overAt = null;
        else overAt ??= seconds;
        if (overAt !== null && seconds > overAt + lingerSeconds) recording?.stop();
      };
      try {
        play();
        recording = await record(subject, { drawn, onTick });
        sign.hidden = false;
        take(await recording.done);
      } catch (error) {
        onFailure(error instanceof Error ? error.message : String(error));
      } finally {
        recording = null;
        busy = false;
        sign.hidden = true;
      }
    },
  };
}
