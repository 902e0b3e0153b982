/** Cards that are drawn of curves against the step hand these over, to be saved as vectors. */
import type { CurvePlot } from '../../run/report/curvePicture.js';

const offers = new WeakMap<HTMLElement, () => readonly CurvePlot[]>();

/** Lets the curves on show in a card be saved. */
export function offerCurves(card: HTMLElement, curves: () => readonly CurvePlot[]): void {
  offers.set(card, curves);
}

/** What gives the curves on show in a card; undefined where it is drawn of other things. */
export const curvesOf = (card: HTMLElement) => offers.get(card);
