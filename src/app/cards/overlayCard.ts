/**
 * All noise models on the same axes, and how far apart each two of them are. The distance of two
 * samples has a floor too: two samples of one law differ by about √2 of what one differs from it.
 */

import { totalVariation } from '../../math/distances.js';
import { type Axis, cellCentres } from '../../math/grid.js';
import { totalVariationFloor } from '../../math/statistics.js';
import type { Experiment } from '../../model/experiment.js';
import { formatNumber } from '../../run/format.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { accentOf } from '../../run/report/palette.js';
import { element, setPressed, setText, toggleKey } from '../dom.js';
import { createDensityPlot } from '../plots/densityPlot.js';
import type { Range } from '../plots/layeredPlot.js';
import type { Mark } from '../plots/marks.js';
import { listed, plotBox } from '../plots/plotWords.js';
import type { Theme } from '../plots/theme.js';
import { whenSeen } from '../plots/whenSeen.js';
import { cardKey, ensembleKey, isShown } from '../state.js';
import { createCardHeader, signed, swatch } from './cardHeader.js';

export interface OverlayCard {
  readonly element: HTMLElement;
  draw(sampled: readonly Float64Array[], density: Range): void;
  tell(frames: readonly EnsembleFrame[]): void;
  /** Hides what is in the set (`View.hidden`), and what is said of it, and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  redraw(): void;
  destroy(): void;
}

/** Total variation between two samples of equal size, the outside as one cell, and its floor. */
export function sampleDistance(a: EnsembleFrame, b: EnsembleFrame) {
  const [first, second] = [a, b].map(({ snapshot: { counts, outside, diverged, walkers } }) =>
    [...counts, outside + diverged].map((count) => count / walkers),
  );
  const { walkers } = a.snapshot;
  const pooled = first.map((p, i) => (p + second[i]) / 2);
  return {
    distance: totalVariation(first, second, 1),
    floor: Math.SQRT2 * totalVariationFloor(walkers, pooled),
  };
}

export function createOverlayCard(
  parent: HTMLElement,
  experiment: Experiment,
  options: {
    readonly axis: Axis;
    readonly loss: Float64Array;
    readonly marks: Promise<readonly Mark[]>;
    readonly theme: () => Theme;
    readonly logarithmic: boolean;
    /** A key of `View.hidden` was pressed. */
    readonly onToggle: (key: string) => void;
  },
): OverlayCard {
  const { axis } = options;
  const header = createCardHeader('All noise models', null, null);
  const names = experiment.ensembles.map((e) => e.name);
  const scale = options.logarithmic ? ' on a logarithmic scale' : '';
  const box = plotBox(
    'density',
    `Densities of ${axis.name}${scale}, sampled, on the same axes: ${listed(names)}`,
  );
  const rows = element('div', { class: 'rows' });
  const card = element('article', { class: 'card overlay' }, header.element, box, rows);
  parent.append(card);

  const centres = cellCentres(axis);
  let current: readonly Float64Array[] = [];
  const plot = createDensityPlot(box, {
    ...options,
    curves: experiment.ensembles.map((_, i) => ({
      kind: 'outline',
      colour: () => accentOf(i),
      dash: [],
    })),
    showsX: true,
    onCursor(cell) {
      if (cell === null || current.length === 0) return header.point('');
      const values = current.map((density) => signed(density[cell]));
      header.point(`${axis.name} = ${signed(centres[cell])}: ${values.join(' · ')}`);
    },
  });

  let range: Range | null = null;
  const seen = whenSeen(card, () => {
    if (range) plot.show(current, range);
  });

  const keys = experiment.ensembles.map(({ name }, i) =>
    toggleKey(swatch(accentOf(i)), name, () =>
      options.onToggle(cardKey('overlay', ensembleKey(i))),
    ),
  );
  const pairs = experiment.ensembles.flatMap((_, i) =>
    experiment.ensembles.slice(i + 1).map((_, k) => ({ a: i, b: i + 1 + k })),
  );
  const texts = pairs.map(({ a, b }) => {
    const text = element('span');
    const label = element('span', {}, `${names[a]} – ${names[b]}`);
    return { text, row: element('div', { class: 'pair' }, label, text) };
  });
  rows.append(
    element('div', { class: 'legend' }, ...keys),
    element('div', { class: 'pairs' }, ...texts.map((t) => t.row)),
  );

  return {
    element: card,
    draw(sampled, next) {
      current = sampled;
      range = next;
      seen.draw();
    },
    tell(frames) {
      for (const [i, { a, b }] of pairs.entries()) {
        const { distance, floor } = sampleDistance(frames[a], frames[b]);
        setText(texts[i].text, `TV ${formatNumber(distance)}, floor ${formatNumber(floor)}`);
      }
    },
    hide(hidden) {
      const shows = keys.map((_, i) => isShown(hidden, 'overlay', ensembleKey(i)));
      for (const [i, key] of keys.entries()) {
        setPressed(key, shows[i]);
        plot.toggle(i, shows[i]);
      }
      for (const [i, { a, b }] of pairs.entries()) texts[i].row.hidden = !(shows[a] && shows[b]);
      plot.toggle(-1, isShown(hidden, 'overlay', 'loss'));
    },
    redraw: () => plot.redraw(),
    destroy() {
      seen.stop();
      plot.destroy();
      card.remove();
    },
  };
}
