/**
 * What becomes of a run when the experiment changes. It goes on where its walkers can: another law
 * from the next step on, another end. Where it has to begin again that is said, and can be undone:
 * the frames of the run before are kept until then.
 */
import type { Experiment } from '../model/experiment.js';
import { resolveExperiment } from '../model/file/resolve.js';
import { sameWalkers } from './live/differences.js';
import type { Driver, LeftRun } from './live/driverContract.js';
import { replacedWords } from './live/replacedWords.js';
import type { Notice } from './notice.js';
import type { Plain } from './plain.js';
import type { AppState } from './state.js';

/** Changes that follow each other so soon are one: a slider on its way, a loss being typed. */
const gestureMs = 3000;

interface Past {
  readonly run: LeftRun;
  readonly experiment: Experiment;
  readonly plain: Plain;
}

interface Parts {
  readonly state: AppState;
  readonly driver: Driver;
  readonly notice: Notice;
}

/** Gives every experiment that comes on show to the driver. */
export function connectRuns({ state, driver, notice }: Parts): void {
  let shown: Pick<Past, 'experiment' | 'plain'> | null = null;
  let past: Past | null = null;
  let replacedAt = Number.NEGATIVE_INFINITY;
  let comesBack: LeftRun | null = null;

  const goBack = ({ run, experiment, plain }: Past) => {
    past = null;
    comesBack = run;
    state.show(experiment, plain);
    comesBack = null;
  };
  /** What is to be gone back to when the run on show is replaced; null: nothing is lost. */
  const leave = (): Past | null => {
    const isSameGesture = performance.now() - replacedAt < gestureMs;
    if (past && isSameGesture) return past;
    const run = driver.leave();
    return run && shown && { run, ...shown };
  };

  // The driver comes first: it forgets the old frame, which what is drawn anew could not show.
  state.experimentChanged.subscribe(() => {
    const next = state.experiment();
    if (!next) return;
    const before = shown?.experiment ?? null;
    if (comesBack) driver.goBack(comesBack);
    else if (!before || !sameWalkers(before, next) || !driver.change(next)) {
      const left = leave();
      driver.load(next);
      if (left) {
        past = left;
        replacedAt = performance.now();
        const words = replacedWords(left.experiment, next, driver.state().phase, driver.plan());
        const offer = { label: 'Undo', act: () => goBack(left) };
        notice.show('note', words, { offer });
      }
    }
    shown = { experiment: next, plain: state.draft() };
  });
}

/**
 * The experiment on the grid of the one on show, where that is under way and `stated` leaves the
 * grid open: a grid fitted anew would be other cells, and the run would have to begin again. Null
 * where there is nothing to keep.
 */
export function onGridUnderWay(
  stated: Experiment,
  shown: Experiment | null,
  driver: Driver,
): Experiment | null {
  if (!shown || driver.state().step === 0) return null;
  const { grid } = shown.source as { readonly grid: unknown };
  const kept = resolveExperiment({ ...(stated.source as object), grid });
  return sameWalkers(shown, kept) ? kept : null;
}
