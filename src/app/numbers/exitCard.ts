/**
 * First passages out of the exit region, a plot for each noise model: the histogram of the steps at
 * which walkers leave, sampled and predicted, and what that says.
 */
import type { Exits } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import { predictions as titles } from '../../model/predictions.js';
import { describeRegion, summarizeExits } from '../../run/exits.js';
import { formatCount, formatNumber } from '../../run/format.js';
import { accentOf } from '../../run/report/palette.js';
import { element, setText } from '../dom.js';
import type { ExitSeries } from '../live/solver.js';
import { lineDash } from '../plots/lines.js';
import { createPathPlot, type Path } from '../plots/pathPlot.js';
import type { Theme } from '../plots/theme.js';
import { namedSteps } from '../timeline/track.js';

export interface ExitCard {
  /** `series` is empty where nothing is to be held against the walkers. */
  show(exits: readonly (Exits | null)[], series: readonly (readonly ExitSeries[])[]): void;
  redraw(): void;
  destroy(): void;
}

/** Bins of the histogram, of equal width on the axis, where steps are not wider. */
const mostBins = 48;

export function createExitCard(
  parent: HTMLElement,
  { ensembles, exitRegion, predictions, steps }: Experiment,
  theme: () => Theme,
): ExitCard | null {
  if (!exitRegion) return null;
  const named = namedSteps(steps);
  const region = describeRegion(exitRegion);
  const card = element('article', { class: 'card exits' });
  parent.append(card);
  const rows = ensembles.map(({ name }, e) => {
    const common = { colour: () => accentOf(e), width: 1.5, alpha: 1, dots: false };
    const lines: Path[] = [
      { ...common, dash: [], width: 4, alpha: 0.4 },
      ...predictions.map((prediction) => ({ ...common, dash: lineDash(prediction) })),
    ];
    const box = element('div', { class: 'path-plot' });
    const words = element('div', { class: 'words' });
    const caption = element(
      'figcaption',
      {},
      element('b', {}, name),
      ` share that leaves per step, ${region}`,
    );
    card.append(element('figure', {}, caption, box, words));
    return { words, plot: createPathPlot(box, { paths: lines, named, logarithmic: false, theme }) };
  });
  const ends = binEnds(steps);
  return {
    show(exits, series) {
      for (const [e, { plot, words }] of rows.entries()) {
        const counted = exits[e];
        if (!counted) continue;
        const law = (name: string) => {
          const found = series[e]?.find((one) => one.name === name);
          return found && !('absent' in found) ? found.distribution : null;
        };
        plot.show(ends, [
          perStep(sharesOf(counted), ends),
          ...predictions.map((name) => perStep(law(name) ?? [], ends)),
        ]);
        setText(words, wordsOf(counted, series[e] ?? []));
      }
    },
    redraw() {
      for (const { plot } of rows) plot.redraw();
    },
    destroy() {
      for (const { plot } of rows) plot.destroy();
      card.remove();
    },
  };
}

/** The share of walkers that have left by each step so far. */
export function sharesOf({ counts, walkers }: Exits): Float64Array {
  let left = 0;
  return counts.map((count) => {
    left += count;
    return left / walkers;
  });
}

/** Last steps of the histogram's bins, from 0 to the end. */
function binEnds(steps: number): number[] {
  const all = new Set<number>();
  for (let i = 0; i <= mostBins; i++) {
    all.add(Math.round(Math.expm1((Math.log1p(steps) * i) / mostBins)));
  }
  return [...all].sort((a, b) => a - b);
}

/**
 * What leaves per step in each bin, from the share that has left by each step; null for the bin of
 * step 0, where walkers are put and leave nothing, and beyond what is known.
 */
export function perStep(left: ArrayLike<number>, ends: readonly number[]): (number | null)[] {
  return ends.map((end, i) => {
    if (i === 0 || end >= left.length) return null;
    return (left[end] - left[ends[i - 1]]) / (end - ends[i - 1]);
  });
}

/** Who has left, and the verdicts of what predicts it. */
function wordsOf(exits: Exits, series: readonly ExitSeries[]): string {
  const { inside, walkers } = exits;
  const left = walkers - inside;
  const share = formatNumber((100 * left) / walkers, 3);
  const sampled = `${formatCount(left)} have left (${share} %), ${formatCount(inside)} have not.`;
  const { comparisons } = summarizeExits(exits, series);
  return [
    sampled,
    ...comparisons.map(({ name, words }) => `${titles[name].title}: ${words}.`),
  ].join(' ');
}
