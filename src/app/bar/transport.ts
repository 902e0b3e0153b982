/** The buttons that move the walkers; which of them make sense follows from the state alone. */
import type { App } from '../app.js';
import { byId, setText } from '../dom.js';

const labels = { running: 'Pause', done: 'Run again', error: 'Try again' } as const;

export function connectTransport({ driver, frameChanged }: App): void {
  const run = byId('run', HTMLButtonElement);
  const step = byId('step', HTMLButtonElement);
  const reset = byId('reset', HTMLButtonElement);
  run.addEventListener('click', () =>
    driver.send({ kind: driver.state().phase === 'running' ? 'pause' : 'run' }),
  );
  step.addEventListener('click', () => driver.send({ kind: 'step' }));
  reset.addEventListener('click', () => driver.send({ kind: 'reset' }));
  frameChanged.subscribe(() => {
    const { phase } = driver.state();
    setText(run, phase in labels ? labels[phase as keyof typeof labels] : 'Run');
    run.disabled = phase === 'empty';
    step.disabled = phase !== 'idle' && phase !== 'paused';
    reset.disabled = phase === 'empty' || phase === 'idle';
  });
}
