/** How predictions are drawn: as in the report, but the black line follows the page's ink. */
import type { PredictionName } from '../../model/experiment.js';
import { lineStyles } from '../../run/report/palette.js';
import type { Curve } from './densityPlot.js';
import type { Theme } from './theme.js';

/** The colour of a prediction's line on the present page. */
export const lineColour = (name: PredictionName, theme: Theme): string =>
  name === 'masterEquation' ? theme.ink : lineStyles[name].color;

/** The same, for what the style sheet colours. */
export const lineColourCss = (name: PredictionName): string =>
  name === 'masterEquation' ? 'currentColor' : lineStyles[name].color;

/** Lengths of dash and gap; empty for a solid line. */
export const lineDash = (name: PredictionName): readonly number[] =>
  lineStyles[name].dash.some((length) => length === 0) ? [] : lineStyles[name].dash;

/** The curve of a prediction in a density plot. */
export const predictionCurve = (name: PredictionName): Curve => ({
  kind: 'line',
  colour: (theme) => lineColour(name, theme),
  dash: lineDash(name),
});
