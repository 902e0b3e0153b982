/** What the buttons of the bar and the keys do to the walkers. Each brings the newest frame back. */
import type { App } from '../app.js';
import { withValue } from '../plain.js';

export interface Actions {
  /** Runs, or pauses what runs. */
  toggleRun(): void;
  step(): void;
  reset(): void;
  /** Starts over with the seed after the present one: other walkers of the same experiment. */
  newSeed(): void;
}

export function createActions({ driver, state }: App): Actions {
  const live = () => {
    if (state.view().step !== null) state.look({ step: null });
  };
  const send = (kind: 'run' | 'pause' | 'step' | 'reset') => {
    live();
    driver.send({ kind });
  };
  return {
    toggleRun: () => send(driver.state().phase === 'running' ? 'pause' : 'run'),
    step: () => send('step'),
    reset: () => send('reset'),
    newSeed() {
      const experiment = state.experiment();
      if (!experiment) return;
      live();
      const seed = BigInt.asUintN(64, BigInt(experiment.seed) + 1n).toString();
      state.edit((plain) => withValue(plain, 'seed', seed));
    },
  };
}
