import { describe, expect, it } from 'vitest';
import { readLink, writeLink } from '../../../src/app/share/link.js';
import { sharedView, viewOf } from '../../../src/app/share/sharedView.js';
import type { View } from '../../../src/app/state.js';
import { home, orbit } from '../../../src/app/view3d/camera.js';
import { smallExperiment, smallPlane } from '../../support/experiments.js';

const usual: View = {
  logarithmic: false,
  step: null,
  hidden: new Set(),
  framesPerSecond: 30,
  prediction: null,
  camera: home,
};
const predictions = ['fokkerPlanck', 'masterEquation'];
const line = smallExperiment({ predictions });
const plane = smallPlane({ predictions });
const common = { logarithmic: false, step: 7, hidden: [] };

describe('the view in a link', () => {
  it('leaves out what is as usual, and what cannot be seen', () => {
    expect(sharedView(plane, { ...usual, step: 7 }, usual)).toEqual(common);
    // The first choice, chosen.
    const first = { ...usual, step: 7, prediction: 'masterEquation' } as const;
    expect(sharedView(plane, first, usual)).toEqual(common);
    const ofPlanes = { prediction: 'fokkerPlanck', camera: orbit(home, 0.1, 0) } as const;
    expect(sharedView(line, { ...usual, step: 7, ...ofPlanes }, usual)).toEqual(common);
    const missing = { ...usual, step: 7, prediction: 'fokkerPlanckOrder2' } as const;
    expect(sharedView(plane, missing, usual)).toEqual(common);
  });

  it('comes back through the link with all that is not', () => {
    let camera = home;
    // Around and around, and to both ends.
    for (let i = 0; i < 100; i++) camera = orbit(camera, 0.3, 0.1);
    const hidden = new Set(['card 0 sampled', 'overlay ensemble 1']);
    const view = {
      ...usual,
      framesPerSecond: 5,
      prediction: 'fokkerPlanck',
      camera,
      hidden,
    } as const;
    const shared = sharedView(plane, { ...view, step: 7 }, usual);
    const read = readLink(writeLink(plane, shared)!)!;
    const rounded = Object.fromEntries(
      Object.entries(camera).map(([key, value]) => [key, Number(value.toFixed(4))]),
    );
    expect(viewOf(read.view, usual)).toEqual({ ...view, camera: rounded });
    expect(viewOf(common, usual)).toEqual(usual);
    expect(sharedView(plane, { ...usual, ...viewOf(read.view, usual), step: 7 }, usual)).toEqual(
      shared,
    );
  });
});
