/** Pictures of a single frame: the numbers of the frame, under a title, as SVG that stands alone. */
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../src/model/experiment.js';
import { printJson } from '../../src/run/files/printJson.js';
import { resultJson } from '../../src/run/files/resultFiles.js';
import type { Frame } from '../../src/run/frame.js';
import { frameOf } from '../../src/run/frameOf.js';
import { frameResult } from '../../src/run/frameResult.js';
import { type FrameView, framePicture } from '../../src/run/report/framePictures.js';
import { accentOf } from '../../src/run/report/palette.js';
import { hexOf, sequentialRamp } from '../../src/run/report/ramps.js';
import { fakeBackend, fakeExperiment, fakePredict } from './fixtures.js';

const manifest = {
  version: '0',
  backend: 'gpu' as const,
  adapter: { vendor: '', architecture: '', description: '', isFallback: true },
  seed: '1',
  wallSeconds: 0,
};

async function frameAt(experiment: Experiment, step: number): Promise<Frame> {
  const asked = { ...experiment, snapshots: [step] };
  const { backend } = fakeBackend();
  const { walkers } = experiment;
  const taken = experiment.ensembles.map(async (_, index) => {
    const ensemble = await backend.create({ experiment, index, firstWalker: 0, walkers });
    await ensemble.advance(step);
    return ensemble.snapshot();
  });
  const series = experiment.ensembles.map((_, index) =>
    Promise.all(experiment.predictions.map((name) => fakePredict(asked, index, name))),
  );
  return frameOf(experiment, 0, 1, await Promise.all(taken), await Promise.all(series));
}

const wholeOf = ({ ensembles, predictions }: Experiment): FrameView => ({
  logarithmic: false,
  ensembles: [...ensembles.keys()],
  predictions,
});

describe('a frame by itself', () => {
  test('is a result whose only snapshot it is', async () => {
    const experiment = fakeExperiment();
    const frame = await frameAt(experiment, 3);
    const result = frameResult(experiment, frame, manifest);
    expect(result.frames).toEqual([frame]);
    expect(result.experiment.snapshots).toEqual([3]);
    expect(result.ensembles.map((e) => e.diverged)).toEqual(
      frame.ensembles.map((e) => e.snapshot.diverged),
    );
  });

  test('states no time and no speed, which nobody has measured', async () => {
    const experiment = fakeExperiment();
    const timed = { ...manifest, wallSeconds: Number.NaN };
    const result = frameResult(experiment, await frameAt(experiment, 3), timed);
    const stated = JSON.parse(printJson(resultJson(result)));
    expect(stated.manifest.wallSeconds).toBeNull();
    expect(stated.ensembles.map((e: Record<string, unknown>) => e.walkerStepsPerSecond)).toEqual(
      experiment.ensembles.map(() => null),
    );
  });

  test('is drawn for one noise model, for all, and for all on the same axes', async () => {
    const experiment = fakeExperiment({ title: 'Four <uniforms> & "more"' });
    const result = frameResult(experiment, await frameAt(experiment, 3), manifest);
    const accents = experiment.ensembles.map((_, index) => accentOf(index));
    for (const part of [0, 1, 'all', 'overlay'] as const) {
      const svg = await framePicture(result, part, wholeOf(experiment));
      expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      const drawn = accents.filter((accent) => svg.includes(accent));
      expect(drawn).toEqual(typeof part === 'number' ? [accents[part]] : accents);
      expect(svg).not.toContain('<uniforms>');
      expect(svg).toContain(part === 'all' ? 'after 3 steps' : 'step 3');
      if (part !== 'all') {
        expect(svg).toContain('Four &lt;uniforms&gt;');
        expect(svg).toContain('20,000 walkers, step 3');
      }
    }
    expect(await framePicture(result, 0, wholeOf(experiment))).toContain(
      'solid black line: master equation',
    );
  });

  test('is drawn as it is looked at: on a logarithmic scale, without what is hidden', async () => {
    const experiment = fakeExperiment();
    const result = frameResult(experiment, await frameAt(experiment, 3), manifest);
    const whole = wholeOf(experiment);
    const some: FrameView = { ...whole, ensembles: [1], predictions: ['masterEquation'] };
    const [first, second] = [0, 1].map(accentOf);
    for (const part of ['all', 'overlay'] as const) {
      const svg = await framePicture(result, part, some);
      expect([svg.includes(first), svg.includes(second)]).toEqual([false, true]);
      expect(() => framePicture(result, part, { ...some, ensembles: [] })).toThrow('hidden');
    }
    for (const part of ['all', 0] as const) {
      expect(await framePicture(result, part, whole)).toContain('Fokker–Planck');
      const svg = await framePicture(result, part, some);
      expect(svg).not.toContain('Fokker–Planck');
      expect(svg).not.toContain('#d55e00');
      expect(svg).toContain('master equation');
    }
    // Labels of powers of ten below one walker in a hundred.
    const small = />0\.00\d+</;
    for (const part of ['all', 'overlay', 0] as const) {
      expect(await framePicture(result, part, whole)).not.toMatch(small);
      expect(await framePicture(result, part, { ...whole, logarithmic: true })).toMatch(small);
    }
  });

  test('is drawn in two dimensions as maps of the walkers and of each prediction', async () => {
    const grid = ['x', 'y'].map((name) => ({ name, min: 0.5, max: 4, cells: 12 }));
    const experiment = fakeExperiment({ grid, walkers: 500 });
    const result = frameResult(experiment, await frameAt(experiment, 2), manifest);
    const [one, all] = [
      await framePicture(result, 0, wholeOf(experiment)),
      await framePicture(result, 'all', wholeOf(experiment)),
    ];
    const maps = (svg: string) => svg.match(/>(sampled|master equation|Fokker–Planck)</g) ?? [];
    expect(maps(one)).toHaveLength(3);
    // The Fokker–Planck equation of the second noise model has no solution here.
    expect(maps(all)).toHaveLength(3 + 2);
    // In the colours of the page: where most walkers are stands the end of its ramp.
    const end = hexOf(sequentialRamp('#ffffff')[255]);
    const channels = [1, 3, 5].map((at) => Number.parseInt(end.slice(at, at + 2), 16));
    expect(one).toMatch(new RegExp(`fill="(${end}|rgb\\(${channels.join(', ')}\\))"`));
  });
});
