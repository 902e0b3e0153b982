/** The menu of presets in the bar. A preset that is too large for the adapter is opened smaller. */

import { resolveExperiment } from '../../model/file/resolve.js';
import type { App } from '../app.js';
import { byId, element } from '../dom.js';
import { speedOf } from '../live/plan.js';
import { type Plain, withValue } from '../plain.js';
import { presets } from '../presets.js';

/** Walkers per ensemble that move smoothly; more can be asked for. */
const smoothWalkers = { software: 100_000, hardware: 1e7 };

/** Fills the menu and opens the preset that it shows at every change; gives what opens it now. */
export function connectPresetMenu(app: App): () => void {
  const menu = byId('preset', HTMLSelectElement);
  for (const { name, title } of presets) menu.append(element('option', { value: name }, title));
  const choose = () => {
    const preset = presets.find(({ name }) => name === menu.value);
    if (preset) openPreset(app, preset.plain);
  };
  menu.addEventListener('change', choose);
  return choose;
}

/** Opens an experiment of the gallery, given as what its file states. */
export function openPreset(app: App, plain: Plain): void {
  const { adapter, capacity, notice, state } = app;
  try {
    const experiment = resolveExperiment(plain);
    const smooth = smoothWalkers[speedOf(adapter)];
    const most = Math.min(capacity(experiment), smooth);
    const isTooLarge = experiment.walkers > most;
    void state.open(isTooLarge ? withValue(plain, 'walkers', most) : plain);
  } catch (error) {
    notice.show('error', error instanceof Error ? error.message : String(error));
  }
}
