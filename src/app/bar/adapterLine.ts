/** What computes here, and how far a preset was made smaller for it. */
import { formatCount } from '../../run/format.js';
import type { App } from '../app.js';
import { adapterName } from '../device.js';
import { byId, element } from '../dom.js';
import { presets } from '../presets.js';

export function connectAdapterLine({ adapter, state }: App): void {
  const line = byId('adapter', HTMLElement);
  line.textContent = adapterName(adapter);
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const preset = presets.find(({ name }) => name === experiment.name);
    const inFile = Number(preset?.plain.walkers);
    const counts = `${formatCount(experiment.walkers)} walkers instead of the file’s`;
    const isSmaller = inFile > experiment.walkers;
    const note = isSmaller ? [element('br'), `${counts} ${formatCount(inFile)}`] : [];
    line.replaceChildren(adapterName(adapter), ...note);
  });
}
