/**
 * Progress on a stream of text: one line that rewrites itself on a terminal, plain lines at
 * intervals elsewhere (a log, a pipe).
 */
import { formatDuration, formatRate } from '../run/format.js';
import type { Progress } from '../run/frame.js';

const rewriteMs = 100;
const plainMs = 3000;

export interface ProgressLine {
  update(progress: Progress): void;
  /** Removes the line, so that other text can follow. */
  clear(): void;
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** Shows the progress of a run of `steps` steps on `output`. */
export function createProgressLine(
  steps: number,
  output: Output,
  now: () => number = () => performance.now(),
): ProgressLine {
  const interval = output.isTTY ? rewriteMs : plainMs;
  let last = output.isTTY ? -interval : now();
  let shown = false;
  return {
    update(progress) {
      if (now() - last < interval) return;
      last = now();
      const text = describeProgress(progress, steps);
      // A line that wraps could not be rewritten.
      if (output.isTTY) output.write(`\r\x1b[2K${text.slice(0, (output.columns || 80) - 1)}`);
      else output.write(`${text}\n`);
      shown = true;
    },
    clear() {
      if (output.isTTY && shown) output.write('\r\x1b[2K');
      shown = false;
    },
  };
}

/** "steps 114/200 · 118 million walker-steps/s · 2.1 s left · SGD" */
export function describeProgress(progress: Progress, steps: number): string {
  const { done, total, stage, walkerStepsPerSecond: rate } = progress;
  if (done === 0 || total === 0) return stage;
  const parts = [`steps ${Math.floor((done / total) * steps)}/${steps}`];
  if (rate > 0) {
    parts.push(`${formatRate(rate).replace('/s', ' walker-steps/s')}`);
    parts.push(`${formatDuration((total - done) / rate)} left`);
  }
  return [...parts, stage].join(' · ');
}
