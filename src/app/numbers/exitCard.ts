/**
 * First passages out of the exit region, a plot for each noise model: the histogram of the steps at
 * which walkers leave, sampled and predicted, and what that says.
 */
import type { Exits } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import { predictions as titles } from '../../model/predictions.js';
import { describeRegion, exitPredictionsOf, summarizeExits } from '../../run/exits.js';
import { formatCount, formatNumber } from '../../run/format.js';
import type { ExitSummary } from '../../run/frame.js';
import { accentOf } from '../../run/report/palette.js';
import { swatch } from '../cards/cardHeader.js';
import { judgementMarks } from '../cards/comparisonRows.js';
import { element, lineSample, setText } from '../dom.js';
import { offerCurves } from '../exports/curves.js';
import type { ExitSeries } from '../live/solver.js';
import { lineDash } from '../plots/lines.js';
import { createPathPlot, type Path } from '../plots/pathPlot.js';
import { lawWords, plotBox } from '../plots/plotWords.js';
import type { Theme } from '../plots/theme.js';
import { ensembleKey } from '../state.js';
import { namedSteps } from '../timeline/track.js';
import { binEnds, perStep, sharesOf } from './exitRates.js';

export interface ExitCard {
  /** `series` is empty where nothing is to be held against the walkers. */
  show(exits: readonly (Exits | null)[], series: readonly (readonly ExitSeries[])[]): void;
  /** Hides what is in the set (`View.hidden`) and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  redraw(): void;
  destroy(): void;
}

type Name = ReturnType<typeof exitPredictionsOf>[number];

export function createExitCard(
  parent: HTMLElement,
  experiment: Experiment,
  theme: () => Theme,
): ExitCard | null {
  const { ensembles, exitRegion, steps } = experiment;
  if (!exitRegion) return null;
  const names = exitPredictionsOf(experiment);
  const named = namedSteps(steps);
  const region = describeRegion(exitRegion).replaceAll('-', '−');
  const title = element('h3', {}, 'First passages');
  const words = `share of walkers that leave ${region} per step`;
  const help = element('span', { class: 'aside' }, words);
  const grid = element('div', { class: 'exits' });
  const card = element('article', { class: 'card' }, element('header', {}, title, help), grid);
  parent.append(card);
  const figures = ensembles.map(({ name }, e) => {
    const common = { model: name, colour: accentOf(e), width: 1.5, alpha: 1 };
    const lines: Path[] = [
      { ...common, law: null, dash: [], width: 4, alpha: 0.4 },
      ...names.map((prediction) => ({
        ...common,
        law: titles[prediction].title,
        dash: lineDash(prediction),
      })),
    ];
    const box = plotBox('path-plot', `${name}: ${words}, ${lawWords(names)}`);
    const left = element('p', { class: 'words' });
    const rows = names.map((prediction) => createExitRow(prediction, e));
    const caption = element('figcaption', {}, swatch(accentOf(e)), element('b', {}, name));
    const verdicts = element('div', { class: 'rows' }, left, ...rows.map((row) => row.element));
    const figure = element('figure', {}, caption, box, verdicts);
    grid.append(figure);
    return {
      name,
      figure,
      left,
      rows,
      plot: createPathPlot(box, { paths: lines, named, logarithmic: false, theme }),
    };
  });
  offerCurves(card, () =>
    figures.flatMap(({ name, figure, plot }) =>
      figure.hidden ? [] : [{ title: name, words: `${words}; broad: sampled`, ...plot.curves() }],
    ),
  );
  const ends = binEnds(steps);
  return {
    show(exits, series) {
      for (const [e, { plot, left, rows }] of figures.entries()) {
        const counted = exits[e];
        if (!counted) continue;
        const own = series[e] ?? [];
        const law = (name: Name) => {
          const found = own.find((one) => one.name === name);
          return found && !('absent' in found) ? found.distribution : [];
        };
        plot.show(ends, [
          perStep(sharesOf(counted), ends),
          ...names.map((name) => perStep(law(name), ends)),
        ]);
        setText(left, whoHasLeft(counted));
        const summary = summarizeExits(counted, own);
        for (const row of rows) row.show(series.length > 0 ? summary : null);
      }
    },
    hide(hidden) {
      for (const [e, { figure, plot }] of figures.entries()) {
        figure.hidden = hidden.has(ensembleKey(e));
        for (const [i, name] of names.entries()) plot.toggle(i + 1, !hidden.has(name));
      }
    },
    redraw() {
      for (const { plot } of figures) plot.redraw();
    },
    destroy() {
      for (const { plot } of figures) plot.destroy();
      card.remove();
    },
  };
}

/** What one prediction of the exits of ensemble `e` is worth; no summary: nothing is predicted. */
function createExitRow(name: Name, e: number) {
  const sample = lineSample(accentOf(e), lineDash(name));
  const key = element('span', { class: 'key' }, sample, titles[name].title);
  const mark = element('b');
  const words = document.createTextNode('');
  const sentence = element('div', { class: 'words' }, mark, words);
  const row = element('div', { class: 'row' }, key, sentence);
  return {
    element: row,
    show(summary: ExitSummary | null) {
      row.hidden = summary === null;
      const found = summary?.comparisons.find((one) => one.name === name);
      const absent = summary?.absent.find((one) => one.name === name);
      setText(mark, found ? `${judgementMarks[found.judgement]} ` : '');
      setText(
        words,
        found?.words ?? (absent ? `none: ${absent.reason}` : 'waits for the solver …'),
      );
      sentence.dataset.judgement = found?.judgement ?? '';
    },
  };
}

function whoHasLeft({ inside, walkers }: Exits): string {
  const left = walkers - inside;
  const share = formatNumber((100 * left) / walkers, 3);
  return `${formatCount(left)} have left (${share} %), ${formatCount(inside)} have not`;
}
