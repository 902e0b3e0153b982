/**
 * The page's half of `--backend chrome`: a GPU backend whose ensembles are called from outside.
 * Resolves the experiment itself, from plain JSON, so that no code crosses the border.
 */

import type { Backend, Ensemble } from '../../engine/ensemble.js';
import { openDevice } from '../../engine/gpu/device.js';
import { createGpuBackend } from '../../engine/gpu/gpuBackend.js';
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { type Answer, type ChromePage, pack, reportSteps } from './chromeMessages.js';

let opened: { backend: Backend; experiment: Experiment } | null = null;
const ensembles = new Map<number, Ensemble>();
let lastId = 0;

async function answer<T>(work: () => Promise<T> | T): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

function ensembleOf(id: number): Ensemble {
  const ensemble = ensembles.get(id);
  if (!ensemble) throw new Error(`there is no ensemble ${id}`);
  return ensemble;
}

const page: ChromePage = {
  open: (source) =>
    answer(async () => {
      const experiment = resolveExperiment(source);
      const { device, adapter } = await openDevice(navigator.gpu);
      const backend = createGpuBackend(device, adapter);
      opened = { backend, experiment };
      return { adapter, capacity: backend.capacity(experiment) };
    }),
  create: (index, firstWalker, walkers) =>
    answer(async () => {
      if (!opened) throw new Error('the backend is not open');
      const { backend, experiment } = opened;
      const ensemble = await backend.create({ experiment, index, firstWalker, walkers });
      lastId += 1;
      ensembles.set(lastId, ensemble);
      return lastId;
    }),
  advance: (id, steps) =>
    answer(async () => {
      const report: unknown = Reflect.get(globalThis, reportSteps);
      await ensembleOf(id).advance(steps, (done) => {
        if (typeof report === 'function') report(id, done);
      });
      return null;
    }),
  change: (id, source) =>
    answer(async () => {
      await ensembleOf(id).change(resolveExperiment(source));
      return null;
    }),
  snapshot: (id) =>
    answer(async () => {
      const snapshot = await ensembleOf(id).snapshot();
      return {
        ...snapshot,
        counts: pack(snapshot.counts),
        mean: pack(snapshot.mean),
        covariance: pack(snapshot.covariance),
      };
    }),
  divergences: (id) => answer(() => ensembleOf(id).divergences()),
  losses: (id) => answer(() => ensembleOf(id).losses()),
  exits: (id) =>
    answer(async () => {
      const exits = await ensembleOf(id).exits();
      return exits && { ...exits, counts: pack(exits.counts) };
    }),
  readWalkers: (id, first, count) =>
    answer(async () => (await ensembleOf(id).readWalkers(first, count)).map(pack)),
  destroy: (id) =>
    answer(() => {
      ensembleOf(id).destroy();
      ensembles.delete(id);
      return null;
    }),
};

Object.assign(globalThis, { walkerlabPage: page });
