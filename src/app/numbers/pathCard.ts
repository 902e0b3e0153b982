/** Distances, means and variances against the step: a plot each, all noise models in all of them. */
import type { Experiment, PredictionName } from '../../model/experiment.js';
import { predictions as catalogue, withDensities } from '../../model/predictions.js';
import type { CurvePlot } from '../../run/report/curvePicture.js';
import { accentOf } from '../../run/report/palette.js';
import { swatch } from '../cards/cardHeader.js';
import { element, lineSample } from '../dom.js';
import { offerCurves } from '../exports/curves.js';
import { lineDash } from '../plots/lines.js';
import { createPathPlot, type Path, type PathPlot } from '../plots/pathPlot.js';
import { lawWords, listed, plotBox } from '../plots/plotWords.js';
import type { Theme } from '../plots/theme.js';
import type { ValueScale } from '../plots/valueRange.js';
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

/** Of an axis' length: positions are float32. */
const float32Grain = 2 ** -24;

/** What is drawn of one ensemble or one of its predictions, with the keys that hide it. */
interface Line extends Path {
  readonly keys: readonly string[];
}

export function createPathCard(
  parent: HTMLElement,
  { ensembles, grid, landscape, predictions, steps }: Experiment,
  theme: () => Theme,
): PathCard {
  const { parameters } = landscape;
  const named = namedSteps(steps);
  const line = (e: number, prediction: PredictionName | null, more: Partial<Path>): Line => ({
    model: ensembles[e].name,
    law: prediction && catalogue[prediction].title,
    colour: accentOf(e),
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
  const hasLaws = withDensities(predictions).length > 0;
  const keys = new Map([
    ...ensembles.map(({ name }, e) => [ensembleKey(e), keyOf(swatch(accentOf(e)), name)] as const),
    ...predictions.map((name) => {
      const sample = lineSample('currentColor', lineDash(name));
      return [name as string, keyOf(sample, catalogue[name].title)] as const;
    }),
  ]);
  const plots = element('div', { class: 'paths' });
  const card = element(
    'article',
    { class: 'card' },
    element('header', {}, element('h3', {}, hasLaws ? 'Distances and moments' : 'Moments')),
    element('div', { class: 'legend' }, ...keys.values()),
    plots,
  );
  parent.append(card);
  const made: {
    readonly plot: PathPlot;
    readonly lines: readonly Line[];
    readonly curves: () => CurvePlot;
  }[] = [];
  const plotOf = (
    title: string,
    words: string,
    lines: readonly Line[],
    scale: ValueScale | 'logarithmic',
  ) => {
    const models = listed(ensembles.map(({ name }) => name));
    const box = plotBox(
      'path-plot',
      `${title} against the step (${words}): ${models}, ${lawWords(predictions)}`,
    );
    plots.append(
      element('figure', {}, element('figcaption', {}, element('b', {}, title), ` ${words}`), box),
    );
    const plot = createPathPlot(box, {
      paths: lines,
      named,
      theme,
      ...(scale === 'logarithmic' ? { logarithmic: true } : { logarithmic: false, scale }),
    });
    made.push({ plot, lines, curves: () => ({ title, words, ...plot.curves() }) });
    return plot;
  };
  const lengths = grid.map(({ min, max }) => max - min);
  const suffix = (i: number) => (parameters.length > 1 ? ` of ${parameters[i]}` : '');
  const distances = hasLaws
    ? plotOf('Distance', 'total variation; broad: sampling floor', distanceLines, 'logarithmic')
    : null;
  const means = parameters.map((_, i) =>
    plotOf(`Mean${suffix(i)}`, 'broad: sampled', momentLines, {
      grain: float32Grain * lengths[i],
      unit: lengths[i],
    }),
  );
  const variances = parameters.map((_, i) =>
    plotOf(`Variance${suffix(i)}`, 'broad: sampled', momentLines, {
      grain: (float32Grain * lengths[i]) ** 2,
      unit: lengths[i] ** 2,
    }),
  );
  offerCurves(card, () => made.map(({ curves }) => curves()));
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
      for (const [key, sample] of keys) sample.hidden = hidden.has(key);
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

/** What a colour or a dash stands for, in a picture of the card too. */
const keyOf = (sample: Node, words: string) => element('span', { class: 'key' }, sample, words);
