/** The laws in the plane of `planeCases.yaml`, each one noise model on one grid at a few snapshots. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';

interface Case {
  readonly loss: string;
  readonly data?: Readonly<Record<string, readonly number[]>>;
  readonly rule: Readonly<Record<string, string | number | boolean>>;
  readonly learningRate: number;
  /** Ascending; the last is the number of steps. */
  readonly snapshots: readonly number[];
  /** Of x and of y. */
  readonly start: readonly [unknown, unknown];
  /** [min, max, cells] of x and of y. */
  readonly grid: readonly (readonly [number, number, number])[];
}

const file = new URL('./planeCases.yaml', import.meta.url);
const cases = parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Case>>;

/** Names of all cases. */
export const planeCases = Object.keys(cases);

/** The experiment of a case with that many walkers. */
export function planeCase(name: string, walkers: number): Experiment {
  const { loss, data, rule, learningRate, snapshots, start, grid } = cases[name];
  const [x, y] = grid.map(([min, max, cells]) => ({ min, max, cells }));
  return resolveExperiment({
    name: 'plane',
    landscape: { parameters: ['x', 'y'], loss, data: data ?? { none: [0] } },
    learningRate,
    steps: snapshots[snapshots.length - 1],
    initial: { x: start[0], y: start[1] },
    ensembles: [{ name: 'walkers', ...rule }],
    walkers,
    grid: { x, y },
    snapshots,
  });
}
