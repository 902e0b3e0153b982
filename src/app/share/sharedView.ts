/** The page's view as links hold it: what differs from the usual one and can be seen. */
import type { Experiment } from '../../model/experiment.js';
import type { App } from '../app.js';
import { predictionOnShow } from '../cards/predictionOnShow.js';
import type { View } from '../state.js';
import type { Camera } from '../view3d/camera.js';
import type { Shared, SharedView } from './link.js';

/** The state of the page; null before the first experiment. */
export function sharedNow({ state, driver, frame }: App): Shared | null {
  const experiment = state.experiment();
  if (!experiment) return null;
  const view = state.view();
  // A link holds one law: what came of two cannot be run again from it, so it leads to the start.
  const isChanged = driver.changes().length > 0;
  const { phase, until, step: reached } = driver.state();
  // Walkers on their way to a step are there as far as a link goes, which would send them there too.
  const goal = phase === 'running' ? until : null;
  const step = isChanged ? 0 : (view.step ?? goal ?? frame()?.step ?? reached);
  return { experiment, view: sharedView(experiment, { ...view, step }, state.usualView) };
}

/** The view of an experiment at a step. */
export function sharedView(
  { grid, predictions }: Experiment,
  view: View & { readonly step: number },
  usual: View,
): SharedView {
  const { logarithmic, step, framesPerSecond } = view;
  const isPlane = grid.length > 1;
  const prediction = predictionOnShow(predictions, view.prediction);
  const isChosen = isPlane && prediction !== predictionOnShow(predictions, usual.prediction);
  return {
    logarithmic,
    step,
    hidden: [...view.hidden],
    ...(framesPerSecond === usual.framesPerSecond ? {} : { framesPerSecond }),
    ...(prediction && isChosen ? { prediction } : {}),
    ...(isPlane && view.camera !== usual.camera ? { camera: rounded(view.camera) } : {}),
  };
}

/** What the page is to look like for a link, but for the step: all that it leaves open is usual. */
export function viewOf({ step: _, hidden, ...view }: SharedView, usual: View): Partial<View> {
  return { ...usual, ...view, hidden: new Set(hidden) };
}

/** To less than can be seen, so that links are short. */
function rounded({ azimuth, elevation, distance }: Camera): Camera {
  const round = (value: number) => Number(value.toFixed(4));
  return { azimuth: round(azimuth), elevation: round(elevation), distance: round(distance) };
}
