/** Distances, means and variances against the step: a plot each, all noise models in all of them. */
import type { Experiment } from '../../model/experiment.js';
import { accentOf } from '../../run/report/palette.js';
import { element } from '../dom.js';
import { lineDash } from '../plots/lines.js';
import { createPathPlot, type Path } from '../plots/pathPlot.js';
import type { Theme } from '../plots/theme.js';
import { ensembleKey } from '../state.js';
import { namedSteps } from '../timeline/track.js';
import type { Moment, Paths } from './paths.js';

export interface PathCard {
  show(paths: Paths): void;
  /** Hides what is in the set (`View.hidden`) and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  redraw(): void;
  destroy(): void;
}

/** What is drawn of one ensemble or one of its predictions, with the keys that hide it. */
interface Line extends Path {
  readonly keys: readonly string[];
}

export function createPathCard(
  parent: HTMLElement,
  { ensembles, landscape, predictions, steps }: Experiment,
  theme: () => Theme,
): PathCard {
  const { parameters } = landscape;
  const named = namedSteps(steps);
  const line = (e: number, prediction: string | null, more: Partial<Path>): Line => ({
    colour: () => accentOf(e),
    dash: [],
    width: 1.5,
    alpha: 1,
    keys: prediction === null ? [ensembleKey(e)] : [ensembleKey(e), prediction],
    ...more,
  });
  const distanceLines = ensembles.flatMap((_, e) => [
    ...predictions.map((name) => line(e, name, { dash: lineDash(name) })),
    line(e, null, { width: 3, alpha: 0.25 }),
  ]);
  const momentLines = ensembles.flatMap((_, e) => [
    line(e, null, { width: 4, alpha: 0.4 }),
    ...predictions.map((name) => line(e, name, { dash: lineDash(name), width: 1.25 })),
  ]);
  const card = element('article', { class: 'card paths' });
  parent.append(card);
  const made: {
    readonly plot: ReturnType<typeof createPathPlot>;
    readonly lines: readonly Line[];
  }[] = [];
  const plotOf = (title: string, words: string, lines: readonly Line[], logarithmic: boolean) => {
    const box = element('div', { class: 'path-plot' });
    card.append(
      element('figure', {}, element('figcaption', {}, element('b', {}, title), ` ${words}`), box),
    );
    const plot = createPathPlot(box, { paths: lines, named, logarithmic, theme });
    made.push({ plot, lines });
    return plot;
  };
  const suffix = (i: number) => (parameters.length > 1 ? ` of ${parameters[i]}` : '');
  const hasLaws = predictions.some((name) => name !== 'closedForm');
  const distances = hasLaws
    ? plotOf('Distance', 'total variation; broad: sampling floor', distanceLines, true)
    : null;
  const means = parameters.map((_, i) =>
    plotOf(`Mean${suffix(i)}`, 'broad: sampled', momentLines, false),
  );
  const variances = parameters.map((_, i) =>
    plotOf(`Variance${suffix(i)}`, 'broad: sampled', momentLines, false),
  );
  const columnsOf = (moments: readonly Moment[]) =>
    moments.flatMap(({ sampled, predicted }) => [sampled, ...predicted]);
  return {
    show(paths) {
      const { steps } = paths;
      distances?.show(
        steps,
        paths.distances.flatMap((of, e) => [...of, paths.floors[e]]),
      );
      for (const i of parameters.keys()) {
        means[i].show(steps, columnsOf(paths.means[i]));
        variances[i].show(steps, columnsOf(paths.variances[i]));
      }
    },
    hide(hidden) {
      for (const { plot, lines } of made) {
        for (const [i, { keys }] of lines.entries()) {
          plot.toggle(i, !keys.some((key) => hidden.has(key)));
        }
      }
    },
    redraw() {
      for (const { plot } of made) plot.redraw();
    },
    destroy() {
      for (const { plot } of made) plot.destroy();
      card.remove();
    },
  };
}
