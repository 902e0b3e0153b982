/** Progress rewrites one line on a terminal and writes plain lines elsewhere. */
import { expect, test } from 'vitest';
import { createProgressLine, describeProgress } from '../../src/cli/progress.js';

const progress = { done: 50e6, total: 200e6, stage: 'SGD', walkerStepsPerSecond: 100e6 };

function record(isTTY: boolean) {
  let text = '';
  const write = (piece: string | Uint8Array) => {
    text += piece;
    return true;
  };
  return { output: { write, isTTY, columns: 40 }, text: () => text };
}

test('a line tells steps, rate and the time left', () => {
  expect(describeProgress(progress, 200)).toBe(
    'steps 50/200 · 100 million walker-steps/s · 1.5 s left · SGD',
  );
});

test('before the first step it tells only what is being done', () => {
  const start = { ...progress, done: 0, walkerStepsPerSecond: 0, stage: 'solving' };
  expect(describeProgress(start, 200)).toBe('solving');
});

test('on a terminal the line fits its width, rewrites itself and goes away', () => {
  const { output, text } = record(true);
  const line = createProgressLine(200, output, () => 0);
  line.update(progress);
  line.clear();
  expect(text()).toBe(`\r\x1b[2K${describeProgress(progress, 200).slice(0, 39)}\r\x1b[2K`);
});

test('elsewhere there are plain lines at intervals, and a short run has none', () => {
  const { output, text } = record(false);
  let time = 0;
  const line = createProgressLine(200, output, () => time);
  for (time = 0; time <= 7000; time += 100) line.update(progress);
  line.clear();
  expect(text()).toBe(`${describeProgress(progress, 200)}\n`.repeat(2));
});
