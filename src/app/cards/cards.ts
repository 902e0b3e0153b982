/** All cards of an experiment, drawn on common scales so that they can be compared by eye. */

import { cellWidth } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { withDensities } from '../../model/predictions.js';
import type { Frame } from '../../run/frame.js';
import { accentOf } from '../../run/report/palette.js';
import type { Known } from '../live/solver.js';
import { lossCurve } from '../lossCurve.js';
import type { Range } from '../plots/layeredPlot.js';
import { residualLimit } from '../plots/residualPlot.js';
import { openMarks } from '../shape/marksOf.js';
import { ensembleKey } from '../state.js';
import type { CardsOptions, PlaneView } from './cardsOptions.js';
import { type CardData, cardData, cardResiduals, createDensityCard } from './densityCard.js';
import { createHeatCards } from './heatCards.js';
import { createOverlayCard } from './overlayCard.js';

export interface Cards {
  /** The walkers of a frame, and what is predicted of them. */
  draw(frame: Frame): void;
  /** The pictures beside, which set the frame last drawn against something; absent: there are none. */
  compare?(): void;
  /** The frame in numbers and words. */
  tell(frame: Frame, known: readonly (readonly Known[])[]): void;
  /** Hides what is in the set (`View.hidden`), in all cards, and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  /** Shows a plane as the view has it; absent with one parameter. */
  look?(view: PlaneView): void;
  /** Draws again in the page's present colours. */
  redraw(): void;
  /** Says of walkers that are drawn where they are at which step that is; absent: there are none. */
  date?(): void;
  /** Resolves when all is there that is else loaded when it is seen; absent: it is. */
  load?(): Promise<void>;
  destroy(): void;
}

/** Fills `parent` with the cards of an experiment in one or two dimensions. */
export function createCards(
  parent: HTMLElement,
  experiment: Experiment,
  options: CardsOptions,
): Cards {
  return experiment.grid.length === 1
    ? createDensityCards(parent, experiment, options)
    : createHeatCards(parent, experiment, options);
}

function createDensityCards(
  parent: HTMLElement,
  experiment: Experiment,
  options: CardsOptions,
): Cards {
  const [axis] = experiment.grid;
  const { predictions } = experiment;
  const loss = lossCurve(experiment.landscape, axis);
  const common = { ...options, axis, loss, marks: openMarks(experiment) };
  const cards = experiment.ensembles.map((spec, i) =>
    createDensityCard(parent, spec, {
      ...common,
      name: `card ${i}`,
      predictions,
      accent: accentOf(i),
    }),
  );
  const overlay = cards.length > 1 ? createOverlayCard(parent, experiment, common) : null;
  const all = overlay ? [...cards, overlay] : cards;
  const oneWalker = 1 / (experiment.walkers * cellWidth(axis));
  const names = withDensities(predictions);
  let shown: { frame: Frame; sampled: readonly Float64Array[]; range: Range } | null = null;
  return {
    draw(frame) {
      const data = frame.ensembles.map((e) => cardData(e, axis, names));
      const range = densityRange(data, oneWalker, options.logarithmic);
      for (const [i, card] of cards.entries()) card.draw(data[i], range);
      shown = { frame, sampled: data.map((d) => d.sampled), range };
    },
    compare() {
      if (!shown) return;
      const left = shown.frame.ensembles.map((e) => cardResiduals(e, names));
      const limit = residualLimit(largest(left.flat()));
      for (const [i, card] of cards.entries()) card.compare(left[i], limit);
      overlay?.draw(shown.sampled, shown.range);
    },
    tell(frame, known) {
      for (const [i, card] of cards.entries()) card.tell(frame.ensembles[i], known[i]);
      overlay?.tell(frame.ensembles);
    },
    hide(hidden) {
      overlay?.hide(hidden);
      for (const [i, card] of cards.entries()) {
        card.element.hidden = hidden.has(ensembleKey(i));
        card.hide(hidden);
      }
    },
    redraw: () => {
      for (const card of all) card.redraw();
    },
    destroy: () => {
      for (const card of all) card.destroy();
    },
  };
}

/** The largest size among finite values; 0 where there is none. */
function largest(columns: readonly (Float64Array | null)[]): number {
  let most = 0;
  for (const column of columns) {
    if (!column) continue;
    for (const value of column) {
      const size = Math.abs(value);
      if (size > most && size < Number.POSITIVE_INFINITY) most = size;
    }
  }
  return most;
}

const roundTops = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The least round number that is not below `value`. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (roundTops.find((top) => top * power >= value * (1 - 1e-9)) ?? 10);
}

/** From zero, or from half the density of one walker in one cell, to a round top. */
function densityRange(data: readonly CardData[], oneWalker: number, logarithmic: boolean): Range {
  const top = largest(data.flatMap((d) => [d.sampled, ...d.predicted]));
  if (!logarithmic) return { min: 0, max: roundUp(top * 1.04) };
  return { min: oneWalker / 2, max: Math.max(top * 2, oneWalker) };
}
