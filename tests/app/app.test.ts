/** The app as its users meet it: in a real browser, built, without eval and inline script. */
import { describe, expect, it } from 'vitest';
import { createGpuBackend } from '../../src/engine/gpu/gpuBackend.js';
import { accentOf } from '../../src/run/report/palette.js';
import { useAdapter } from '../support/adapter.js';
import {
  enter,
  firstFrame,
  frameOf,
  open,
  openFirstFrame,
  patience,
  reaches,
  restsAfter,
  stateOf,
  textOf,
  useApp,
} from '../support/appPage.js';
import { countFilled } from '../support/countFilled.js';
import { snapshotsAt } from '../support/sampled.js';

const node = useAdapter();
useApp();

// One retry: on a loaded machine Chrome was seen to leave a protocol call unanswered for minutes.
describe('the app', { retry: 1 }, () => {
  it(
    'runs the first preset to its end and counts what Node counts, cell for cell',
    async () => {
      const page = await openFirstFrame();
      await enter(page, 'walkers', '20000');
      await page.waitForFunction(
        () => window.walkerlab.frame()?.ensembles[0].snapshot.walkers === 20_000,
      );
      await page.click('#run');
      await reaches(page, 'done');
      const frame = await frameOf(page);
      const plain = (await page.evaluate(() => window.walkerlab.experiment())) as {
        steps: number;
        walkers: number;
      };
      expect(frame.step).toBe(plain.steps);
      const adapter = await page.evaluate(() => window.walkerlab.adapter()!);
      const backend = createGpuBackend(node.device, node.adapter);
      for (const [index, ensemble] of frame.ensembles.entries()) {
        const total = ensemble.counts.reduce((a, b) => a + b, 0);
        expect(total + ensemble.outside + ensemble.diverged).toBe(plain.walkers);
        // Two drivers may contract products differently, which moves walkers across edges of cells.
        if (!adapter.isFallback || !node.adapter.isFallback) continue;
        const [snapshot] = await snapshotsAt(backend, plain, index, [plain.steps]);
        expect(ensemble.counts).toEqual([...snapshot.counts]);
      }
    },
    patience,
  );

  it(
    'compares every frame with its predictions once they are solved',
    async () => {
      const page = await openFirstFrame();
      await page.waitForFunction(
        () => window.walkerlab.frame()!.ensembles.every((e) => e.comparisons.length === 2),
        { timeout: patience },
      );
      await page.click('#step');
      await reaches(page, 'paused', 1);
      const { step, ensembles } = await frameOf(page);
      expect(step).toBe(1);
      for (const { compared } of ensembles)
        expect(compared).toEqual(['masterEquation', 'fokkerPlanck']);
      expect(await textOf(page, '[data-prediction="masterEquation"] .words')).toMatch(
        /refused|tested/,
      );
    },
    patience,
  );

  it(
    'runs, pauses, steps and resets',
    async () => {
      const page = await openFirstFrame();
      const start = await frameOf(page);
      expect(start.step).toBe(0);
      await page.click('#run');
      await page.waitForFunction(() => window.walkerlab.state().step >= 3);
      expect(await textOf(page, '#run')).toBe('Pause');
      await page.click('#run');
      await page.waitForFunction(
        () => window.walkerlab.frame()!.step === window.walkerlab.state().step,
      );
      const paused = await stateOf(page);
      expect(paused.phase).toBe('paused');
      // The piece that was under way when the pause came may still arrive; a step settles it.
      await page.click('#step');
      const settled = await restsAfter(page, paused.step);
      await page.click('#step');
      expect(await restsAfter(page, settled)).toBe(settled + 1);
      expect((await frameOf(page)).step).toBe(settled + 1);
      await page.click('#reset');
      await page.waitForFunction(() => window.walkerlab.frame()!.step === 0);
      expect((await stateOf(page)).phase).toBe('idle');
      expect((await frameOf(page)).ensembles.map((e) => e.counts)).toEqual(
        start.ensembles.map((e) => e.counts),
      );
    },
    patience,
  );

  it(
    'calls a software adapter by its name',
    async () => {
      const page = await openFirstFrame();
      const { isFallback } = (await page.evaluate(() => window.walkerlab.adapter()))!;
      const shown = await textOf(page, '#adapter');
      if (isFallback) {
        expect(shown).toContain('software adapter');
        expect(shown).not.toContain('GPU');
      } else {
        expect(shown).toContain('GPU');
      }
    },
    patience,
  );

  it(
    'fills each panel in its own accent and no other',
    async () => {
      const page = await openFirstFrame();
      await page.click('#step');
      await reaches(page, 'paused', 1);
      const accents = [0, 1, 2].map(accentOf);
      for (const [index, accent] of accents.entries()) {
        const filled = await page.evaluate(countFilled, index, accent, accents);
        // The walkers stand in about a third of the axis, as high as half the plot.
        expect(filled.own).toBeGreaterThan(0.02);
        expect(filled.others).toBeLessThan(0.0005);
      }
    },
    patience,
  );

  it(
    'takes what is changed in the panel, and keeps the old experiment where it is wrong',
    async () => {
      const page = await openFirstFrame();
      await enter(page, 'learning rate η', '0.05');
      await page.waitForFunction(
        () => (window.walkerlab.experiment() as { learningRate: number }).learningRate === 0.05,
      );
      await firstFrame(page);
      await page.click('#step');
      await reaches(page, 'paused', 1);
      await enter(page, 'seed', 'eleven');
      await page.waitForSelector('#notice[data-kind="error"]:not([hidden])');
      expect(await textOf(page, '#notice')).toContain('seed');
      const kept = (await page.evaluate(() => window.walkerlab.experiment())) as { seed: string };
      expect(kept.seed).toBe('1');
      expect((await stateOf(page)).step).toBe(1);
    },
    patience,
  );

  it(
    'brings the walkers back after the device was lost',
    async () => {
      const page = await openFirstFrame((fresh) =>
        fresh.evaluateOnNewDocument(() => {
          const request = GPUAdapter.prototype.requestDevice;
          GPUAdapter.prototype.requestDevice = async function (...args) {
            const device = await request.apply(this, args);
            Object.assign(window, { loseDevice: () => device.destroy() });
            return device;
          };
        }),
      );
      for (const step of [1, 2]) {
        await page.click('#step');
        await reaches(page, 'paused', step);
      }
      const before = await frameOf(page);
      await page.evaluate(() => (window as unknown as { loseDevice(): void }).loseDevice());
      await page.waitForSelector('#notice[data-kind="note"]:not([hidden])');
      expect(await textOf(page, '#notice')).toContain('brought back to step 2');
      const after = await frameOf(page);
      expect(after.ensembles.map((e) => e.counts)).toEqual(before.ensembles.map((e) => e.counts));
      await page.click('#step');
      await reaches(page, 'paused', 3);
    },
    patience,
  );

  it(
    'opens every preset',
    async () => {
      const page = await openFirstFrame();
      const names = await page.$$eval('#preset option:not([hidden])', (options) =>
        options.map((o) => o.value),
      );
      expect(names[0]).toBe('sgd-is-not-brownian');
      for (const name of names.slice(1)) {
        await page.select('#preset', name);
        await page.waitForFunction(
          (wanted) =>
            (window.walkerlab.experiment() as { name: string }).name === wanted &&
            window.walkerlab.frame() !== null,
          { timeout: patience },
          name,
        );
        const { phase } = await stateOf(page);
        const cards = await page.$$eval('article[data-rule]', (found) => found.length);
        const { ensembles } = await frameOf(page);
        expect({ name, phase, cards }).toEqual({ name, phase: 'idle', cards: ensembles.length });
      }
    },
    patience,
  );

  it(
    'says what to do where there is no WebGPU',
    async () => {
      const page = await open((fresh) =>
        fresh.evaluateOnNewDocument(() => {
          Reflect.deleteProperty(Navigator.prototype, 'gpu');
        }),
      );
      await page.waitForSelector('.help');
      expect(await textOf(page, '.help')).toContain('--enable-unsafe-webgpu');
      expect(await page.$eval('.transport', (e) => getComputedStyle(e).display)).toBe('none');
    },
    patience,
  );
});
