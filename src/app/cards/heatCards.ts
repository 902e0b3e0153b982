/** The cards of an experiment with two parameters: one scale of colours, one prediction on show. */

import type { Experiment, PredictionName } from '../../model/experiment.js';
import { withDensities } from '../../model/predictions.js';
import type { Frame } from '../../run/frame.js';
import { accentOf } from '../../run/report/palette.js';
import { divergingRamp, sequentialRamp } from '../../run/report/ramps.js';
import type { Known } from '../live/solver.js';
import { contourLines } from '../plots/maps/contourLines.js';
import { densityScale } from '../plots/maps/heatMap.js';
import { ensembleKey } from '../state.js';
import { openSurvey } from '../terrain/openTerrain.js';
import { contourHeights } from '../terrain/terrain.js';
import type { CardsOptions, PlaneView } from './cardsOptions.js';
import { createHeatCard } from './heatCard.js';
import { predictionOnShow } from './predictionOnShow.js';
import { createSurfaceCard } from './surfaceCard.js';

export function createHeatCards(
  parent: HTMLElement,
  experiment: Experiment,
  options: CardsOptions,
) {
  const { grid, predictions, walkers } = experiment;
  const { theme, logarithmic, onLook } = options;
  const choices = withDensities(predictions);
  let selected = predictionOnShow(predictions, options.view.prediction);
  let last: Frame | null = null;
  let isOpen = true;

  const cards = experiment.ensembles.map((spec, i) =>
    createHeatCard(parent, spec, {
      grid,
      predictions,
      choices,
      theme,
      accent: accentOf(i),
      onSelect: (prediction) => onLook({ prediction }),
    }),
  );
  function drawMaps(frame: Frame): void {
    const scale = densityScale(1 / walkers, mostProbable(frame, selected), logarithmic);
    const { surface: page } = theme();
    const style = {
      scale,
      selected,
      sequential: sequentialRamp(page),
      diverging: divergingRamp(page),
    };
    for (const [i, card] of cards.entries()) card.draw(frame.ensembles[i], style);
  }

  const survey = openSurvey(experiment);
  const surface = createSurfaceCard(parent, experiment, { ...options, terrain: survey.terrain });
  // Maps do without; why there is no terrain is said where the surface would be.
  const without = () => {};
  void survey.terrain.then((terrain) => {
    if (!isOpen) return;
    const contours = contourLines(terrain, contourHeights);
    for (const card of cards) card.showTerrain(terrain, contours);
  }, without);
  void survey.minima.then((minima) => {
    if (isOpen) for (const card of cards) card.showMinima(minima);
  }, without);

  return {
    draw(frame: Frame) {
      last = frame;
      drawMaps(frame);
      surface.show(frame);
    },
    tell(frame: Frame, known: readonly (readonly Known[])[]) {
      for (const [i, card] of cards.entries()) card.tell(frame.ensembles[i], known[i]);
    },
    hide(hidden: ReadonlySet<string>) {
      for (const [i, card] of cards.entries()) {
        card.element.hidden = hidden.has(ensembleKey(i));
      }
      surface.hide(hidden);
    },
    look({ prediction, camera }: PlaneView) {
      surface.moveTo(camera);
      const next = predictionOnShow(predictions, prediction);
      if (next === selected) return;
      selected = next;
      if (!last) return;
      drawMaps(last);
      for (const card of cards) card.describe();
    },
    redraw() {
      if (last) drawMaps(last);
      for (const card of cards) card.redrawFrames();
      surface.redraw();
    },
    date: surface.date,
    load: surface.load,
    destroy() {
      isOpen = false;
      for (const card of [...cards, surface]) card.destroy();
    },
  };
}

/** The largest probability of a cell, sampled or predicted, over all noise models. */
function mostProbable({ ensembles }: Frame, selected: PredictionName | null): number {
  let most = 0;
  for (const { snapshot, comparisons } of ensembles) {
    for (const count of snapshot.counts) most = Math.max(most, count / snapshot.walkers);
    const law = comparisons.find((c) => c.name === selected)?.prediction.probabilities;
    if (law) for (const p of law) most = Math.max(most, p);
  }
  return most;
}
