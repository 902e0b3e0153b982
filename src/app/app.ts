/** What the parts of the page are connected to. Each part gets this and nothing of the others. */
import type { AdapterDescription } from '../engine/ensemble.js';
import type { Experiment } from '../model/experiment.js';
import type { Frame } from '../run/frame.js';
import type { Driver } from './live/driverContract.js';
import type { Solver } from './live/solver.js';
import type { Notice } from './notice.js';
import type { Theme } from './plots/theme.js';
import type { Signal } from './signal.js';
import type { AppState } from './state.js';

export interface App {
  readonly state: AppState;
  readonly driver: Driver;
  readonly solver: Solver;
  readonly notice: Notice;
  readonly adapter: AdapterDescription;
  /** Most walkers per ensemble that the device can hold at a time. */
  readonly capacity: (experiment: Experiment) => number;
  /** The page's present colours. */
  readonly theme: () => Theme;
  /** The frame on show: the newest, or the kept one that the time line points at. */
  readonly frame: () => Frame | null;
  /** The state of the run, the frame on show or what is known of it has changed. */
  readonly frameChanged: Signal;
  readonly themeChanged: Signal;
}
