/**
 * The gallery in a real browser: every preset counts what Node counts and judges alike, and the
 * gallery works by keyboard.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeLink } from '../../../src/app/share/link.js';
import type { Backend } from '../../../src/engine/ensemble.js';
import { createGpuBackend } from '../../../src/engine/gpu/gpuBackend.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { parseText } from '../../../src/model/file/text.js';
import type { Frame } from '../../../src/run/frame.js';
import { run } from '../../../src/run/run.js';
import { useAdapter } from '../../support/adapter.js';
import { openFirstFrame, patience, useApp } from '../../support/appPage.js';

const node = useAdapter();
useApp();

const folder = new URL('../../../public/experiments/', import.meta.url);
const steps = 8;
const mostCells = 64;

/** Every preset with few walkers, cells and steps: what is compared is whether both sides agree. */
const small = readdirSync(folder).map((file): Experiment => {
  const plain = parseText(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown>;
  const { grid } = resolveExperiment(plain);
  const few = grid.map(({ name, ...axis }) => [
    name,
    { ...axis, cells: Math.min(axis.cells, mostCells) },
  ]);
  return resolveExperiment({
    ...plain,
    walkers: 3000,
    steps,
    snapshots: [0, steps],
    grid: Object.fromEntries(few),
  });
});

/** The frame as both sides can be compared: counts exactly, verdicts in their words. */
const figures = ({ step, ensembles }: Frame) => ({
  step,
  ensembles: ensembles.map(({ snapshot, comparisons }) => ({
    counts: [...snapshot.counts],
    outside: snapshot.outside,
    diverged: snapshot.diverged,
    verdicts: comparisons.map(({ name, verdict }) => [name, verdict?.words ?? '–']),
  })),
});

async function lastFigures(experiment: Experiment, backend: Backend) {
  let last: Frame | null = null;
  for await (const frame of run(experiment, backend)) last = frame;
  return figures(last!);
}

describe('the gallery', { retry: 1 }, () => {
  it(
    'runs every preset to the counts and verdicts of the command line',
    async () => {
      const page = await openFirstFrame();
      const { isFallback } = (await page.evaluate(() => window.walkerlab.adapter()))!;
      const backend = createGpuBackend(node.device, node.adapter);
      for (const experiment of small) {
        const link = writeLink(experiment, { logarithmic: false, step: steps, hidden: [] });
        // Both sides at the same time: this is the longest of the tests.
        const open = page.evaluate((hash) => {
          location.hash = hash;
        }, link!);
        const [wanted] = await Promise.all([lastFigures(experiment, backend), open]);
        await page.waitForFunction(
          (name, at, compared) => {
            const frame = window.walkerlab.frame();
            const shown = window.walkerlab.experiment() as { name: string } | null;
            return (
              shown?.name === name &&
              frame?.step === at &&
              frame.ensembles.every((e, i) => e.comparisons.length === compared[i])
            );
          },
          { timeout: patience },
          experiment.name,
          steps,
          wanted.ensembles.map((e) => e.verdicts.length),
        );
        // Two drivers may contract products differently, which moves walkers across edges of cells.
        if (!isFallback || !node.adapter.isFallback) continue;
        const got = await page.evaluate(() => {
          const { step, ensembles } = window.walkerlab.frame()!;
          return {
            step,
            ensembles: ensembles.map(({ snapshot, comparisons }) => ({
              counts: [...snapshot.counts],
              outside: snapshot.outside,
              diverged: snapshot.diverged,
              verdicts: comparisons.map(({ name, verdict }) => [name, verdict?.words ?? '–']),
            })),
          };
        });
        expect({ name: experiment.name, ...got }).toEqual({ name: experiment.name, ...wanted });
      }
    },
    patience,
  );

  it(
    'opens by keyboard, holds the focus, and opens what is chosen',
    async () => {
      const page = await openFirstFrame();
      await page.focus('#gallery button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.gallery[open]');
      expect(await page.$$eval('.gallery li', (cards) => cards.length)).toBe(small.length);
      const focused = () =>
        page.evaluate(() => document.activeElement?.closest<HTMLElement>('li')?.dataset.preset);
      expect(await focused()).toBe('sgd-is-not-brownian');
      await page.keyboard.press('Escape');
      expect(await page.$('dialog.gallery[open]')).toBeNull();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Gallery');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const next = await focused();
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        (name) =>
          (window.walkerlab.experiment() as { name: string }).name === name &&
          window.walkerlab.frame() !== null,
        { timeout: patience },
        next,
      );
      expect(await page.$eval('#preset', (menu) => (menu as HTMLSelectElement).value)).toBe(next);
      const loaded = await page.$$eval(
        '.gallery img',
        (pictures) => pictures.filter((p) => (p as HTMLImageElement).naturalWidth > 0).length,
      );
      expect(loaded).toBeGreaterThan(0);
    },
    patience,
  );
});
