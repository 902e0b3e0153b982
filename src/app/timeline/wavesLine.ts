/** What a run in waves costs, before it is asked for, and how far it has come. */

import { formatBytes, formatCount, formatDuration, formatRate } from '../../run/format.js';
import type { App } from '../app.js';
import { setText } from '../dom.js';
import type { Plan } from '../live/plan.js';

export function connectWavesLine({ driver, frameChanged }: App, line: HTMLElement): void {
  frameChanged.subscribe(() => {
    const plan = driver.plan();
    line.hidden = plan.kind === 'live';
    if (plan.kind === 'live') return;
    const rate = driver.walkerStepsPerSecond();
    const { phase } = driver.state();
    const text =
      phase === 'running'
        ? progressWords(plan, driver.wavesDone(), rate)
        : phase === 'done' && driver.wavesDone() < 1
          ? 'Stopped: what is shown holds the walkers that had come by.'
          : phase === 'done'
            ? ''
            : costWords(plan, rate);
    setText(line, text);
  });
}

type Waves = Extract<Plan, { kind: 'waves' }>;

/** Memory, updates and time of a run; the time where a rate has been measured. */
export function costWords({ sizes, bytes, walkerSteps }: Waves, rate: number): string {
  const walkers = sizes.reduce((sum, size) => sum + size, 0);
  const time =
    rate > 0
      ? `about ${formatDuration(walkerSteps / rate)} at the ${formatRate(rate)} measured last`
      : 'the time shows once it runs';
  return (
    `${formatCount(walkers)} walkers per noise model are more than move live. They run in ` +
    `${formatCount(sizes.length)} waves of ${formatCount(sizes[0])}: ${formatBytes(bytes)} at a ` +
    `time, ${formatCount(walkerSteps)} walker-steps, ${time}. Run starts them.`
  );
}

/** How far a run has come, and what is left of it. */
export function progressWords({ sizes, walkerSteps }: Waves, done: number, rate: number): string {
  const wave = Math.min(sizes.length, Math.floor(done * sizes.length) + 1);
  const left = rate > 0 ? `, ${formatDuration((walkerSteps * (1 - done)) / rate)} left` : '';
  return `Wave ${wave} of ${formatCount(sizes.length)}, ${Math.floor(100 * done)} % done${left}.`;
}
