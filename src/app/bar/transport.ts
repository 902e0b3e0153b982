/** The buttons that move the walkers; which of them make sense follows from the state alone. */
import type { App } from '../app.js';
import { byId, setText } from '../dom.js';
import type { Phase } from '../live/controller.js';
import type { Actions } from './actions.js';

export function connectTransport({ driver, frameChanged }: App, actions: Actions): void {
  const run = byId('run', HTMLButtonElement);
  const step = byId('step', HTMLButtonElement);
  const reset = byId('reset', HTMLButtonElement);
  const seed = byId('new-seed', HTMLButtonElement);
  run.addEventListener('click', actions.toggleRun);
  step.addEventListener('click', actions.step);
  reset.addEventListener('click', actions.reset);
  seed.addEventListener('click', actions.newSeed);
  frameChanged.subscribe(() => {
    const { phase } = driver.state();
    const inWaves = driver.plan().kind === 'waves';
    setText(run, runLabel(phase, inWaves));
    run.disabled = phase === 'empty';
    step.disabled = inWaves || (phase !== 'idle' && phase !== 'paused');
    reset.disabled = phase === 'empty' || phase === 'idle';
    seed.disabled = phase === 'empty';
  });
}

function runLabel(phase: Phase, inWaves: boolean): string {
  if (phase === 'running') return inWaves ? 'Stop' : 'Pause';
  if (phase === 'done') return 'Run again';
  return phase === 'error' ? 'Try again' : 'Run';
}
