/** The legend of all panels at once: noise models, predictions and loss, each shown or hidden. */
import { predictions, withDensities } from '../../model/predictions.js';
import { accentOf } from '../../run/report/palette.js';
import type { App } from '../app.js';
import { byId, lineSample, setPressed, toggleKey } from '../dom.js';
import { lineColourCss, lineDash } from '../plots/lines.js';
import { ensembleKey } from '../state.js';
import { swatch } from './cardHeader.js';

export function connectLegend({ state }: App): void {
  const parent = byId('legend', HTMLElement);
  let keys = new Map<string, HTMLButtonElement>();
  state.experimentChanged.subscribe(() => {
    const experiment = state.experiment();
    if (!experiment) return;
    const make = (key: string, sample: Node, label: string) =>
      [key, toggleKey(sample, label, () => state.toggle(key))] as const;
    const models = experiment.ensembles.map(({ name }, i) =>
      make(ensembleKey(i), swatch(accentOf(i)), name),
    );
    // Maps show one prediction at a time and carry their own keys.
    const lines =
      experiment.grid.length === 1
        ? [
            ...withDensities(experiment.predictions).map((name) =>
              make(name, lineSample(lineColourCss(name), lineDash(name)), predictions[name].title),
            ),
            make('loss', lineSample('var(--muted)', []), 'Loss'),
          ]
        : [];
    const focused = [...keys].find(([, button]) => button === document.activeElement)?.[0];
    keys = new Map([...models, ...lines]);
    for (const [key, button] of keys) show(key, button);
    parent.replaceChildren(...keys.values());
    if (focused) keys.get(focused)?.focus();
  });
  const show = (key: string, button: HTMLButtonElement) =>
    setPressed(button, !state.view().hidden.has(key));
  state.viewChanged.subscribe(() => {
    for (const [key, button] of keys) show(key, button);
  });
}
