/**
 * Exits predicted from the Fokker–Planck generator in two dimensions, on a domain as wide as the
 * walkers inside the region need. Walkers live in the plane of the parameters: a periodic axis does
 * not bring them back into the region.
 */

import { cellCentres } from '../../../math/grid.js';
import { eliminateStates } from '../../../math/sparse/stateElimination.js';
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type InRegion, type Region } from '../../../model/region.js';
import type { ClosureName } from '../../closure/closures.js';
import {
  type Coefficients2d,
  createClosureCoefficients2d,
} from '../../fokkerPlanck2d/coefficients2d.js';
import { initialMoments, initialRange } from '../../law/initialLaw1d.js';
import { initialProbabilities } from '../../law/initialLaw2d.js';
import type { Pace } from '../../pace.js';
import type { ExitSeries } from '../exitPrediction.js';
import { exitOfDiffusion2d, regionPart } from './exitDiffusion2d.js';
import { createExitGrid1d } from './exitGrid1d.js';
import { type Box, boxOf, createRegionCells } from './exitGrid2d.js';
import { exitSeries, noStart, noWayOut } from './exitSeries.js';

const name = 'fokkerPlanck';
/** Share of the time inside that walkers may spend in the outermost cells of open sides. */
const negligibleAtWall = 1e-7;

/** The exit of ensemble `index` out of `region` by closure `closureName`, two parameters. */
export async function predictGeneratorExit2d(
  experiment: Experiment,
  index: number,
  region: Region,
  closureName: ClosureName,
  pace: Pace,
): Promise<ExitSeries> {
  const { landscape, learningRate, initial, steps, grid } = experiment;
  const closure = createClosureCoefficients2d(experiment, index, closureName);
  if ('absent' in closure) return { name, absent: closure.absent };
  const { coefficients, notes } = closure;
  const inRegion = withinWalls(createInRegion(region, landscape.parameters), experiment);
  const share = startInside(experiment, inRegion);
  if (!(share > 1e-6)) return { name, absent: noStart(region, share, '') };
  const chosen = chooseBox(experiment, coefficients, inRegion);
  if (!chosen) return { name, absent: degenerate };
  const { box, atWall, isOpen } = chosen;
  if (isOpen) {
    const ranges = box.map(
      ([low, high], a) => `${grid[a].name} from ${show(low)} to ${show(high)}`,
    );
    return { name, absent: noWayOut(region, ranges.join(', ')) };
  }
  const law = await exitOfDiffusion2d(
    { coefficients, initial, inRegion, box, spacing: learningRate, count: steps + 1 },
    pace,
  );
  if (!law) return { name, absent: degenerate };
  return exitSeries(law, { learningRate, share, atWall, notes });
}

/**
 * Mean exit time from the centre of each cell of the experiment, in units of time; NaN off the
 * region, and where walkers cannot leave. The region's box has `side` cells each way; next to the edge
 * the error is of first order in them.
 */
export function meanExitFrom2d(
  experiment: Experiment,
  region: Region,
  coefficients: Coefficients2d,
  side = fieldSide,
): Float64Array {
  const { grid, landscape } = experiment;
  const inRegion = withinWalls(createInRegion(region, landscape.parameters), experiment);
  const means = new Float64Array(grid[0].cells * grid[1].cells).fill(Number.NaN);
  const chosen = chooseBox(experiment, coefficients, inRegion);
  if (!chosen) return means;
  const lines = chosen.box.map(([low, high]) =>
    createExitGrid1d({ low, high, endsLow: false, endsHigh: false }, [], side, 0),
  );
  const cells = createRegionCells(coefficients, inRegion, [lines[0].edges, lines[1].edges]);
  const mean = eliminateStates(cells.rates).backward(new Float64Array(cells.states.length).fill(1));
  const field = new Float64Array(side * side).fill(Number.NaN);
  cells.states.forEach((c, k) => {
    field[c] = mean[k];
  });
  const [x, y] = grid.map((axis, a) => cellCentres(axis).map((v) => placeOn(lines[a].edges, v)));
  const inside = new Uint8Array(y.length);
  const centres = cellCentres(grid[1]);
  cellCentres(grid[0]).forEach((value, i) => {
    inRegion([new Float64Array(y.length).fill(value), centres], inside);
    for (let j = 0; j < y.length; j++) {
      if (inside[j] === 1) means[i * y.length + j] = bilinear(field, side, x[i], y[j]);
    }
  });
  return means;
}

export const fieldSide = 96;

/** Position in cells from the centre of the first. */
const placeOn = (edges: Float64Array, v: number) => (v - edges[0]) / (edges[1] - edges[0]) - 0.5;

/** Between the four centres around, or the nearest of them where some are off the region. */
function bilinear(field: Float64Array, side: number, u: number, v: number): number {
  const at = (i: number, j: number) =>
    i >= 0 && j >= 0 && i < side && j < side ? field[i * side + j] : Number.NaN;
  const [i, j] = [Math.floor(u), Math.floor(v)];
  const [s, t] = [u - i, v - j];
  const value =
    (1 - s) * ((1 - t) * at(i, j) + t * at(i, j + 1)) +
    s * ((1 - t) * at(i + 1, j) + t * at(i + 1, j + 1));
  return Number.isNaN(value) ? at(Math.round(u), Math.round(v)) : value;
}

const show = (v: number) => v.toPrecision(4);

const degenerate =
  'the diffusion vanishes in some direction within the region: the Fokker–Planck equation is ' +
  'degenerate there; noise in every direction, as from more samples or a temperature, makes it ' +
  'solvable';

/** Absorbing ends of an axis are edges of the region. */
function withinWalls(inRegion: InRegion, { grid }: Experiment): InRegion {
  if (!grid.some((axis) => axis.boundary === 'absorbing')) return inRegion;
  return (columns, inside) => {
    inRegion(columns, inside);
    for (const [a, { min, max, boundary }] of grid.entries()) {
      if (boundary !== 'absorbing') continue;
      for (let k = 0; k < inside.length; k++) {
        if (!(columns[a][k] > min && columns[a][k] < max)) inside[k] = 0;
      }
    }
  };
}

const looks = 400;

/** P(a walker starts inside): exact for points, by 400 × 400 cells for laws that spread. */
function startInside({ initial }: Experiment, inRegion: InRegion): number {
  const axes = initial.map((law) => {
    const [low, high] = initialRange(law);
    const { mean, variance } = initialMoments(law);
    if (variance === 0) return { centres: Float64Array.of(mean), masses: Float64Array.of(1) };
    const edges = Float64Array.from(
      { length: looks + 1 },
      (_, k) => low + ((high - low) * k) / looks,
    );
    const centres = Float64Array.from({ length: looks }, (_, k) => (edges[k] + edges[k + 1]) / 2);
    return { centres, masses: initialProbabilities(law, edges) };
  });
  const [x, y] = axes;
  const inside = new Uint8Array(y.centres.length);
  let share = 0;
  x.centres.forEach((v, i) => {
    inRegion([new Float64Array(inside.length).fill(v), y.centres], inside);
    inside.forEach((one, j) => {
      share += one * x.masses[i] * y.masses[j];
    });
  });
  return share;
}

interface Chosen {
  readonly box: Box;
  /** Share of the time inside that is spent at the walls of open sides. */
  readonly atWall: number;
  /** Whether the region is open on every side: there is no edge to leave through. */
  readonly isOpen: boolean;
}

/** The box on a domain that grows until walkers inside hardly see its open sides. */
function chooseBox(
  experiment: Experiment,
  coefficients: Coefficients2d,
  inRegion: InRegion,
): Chosen | null {
  let best: Chosen | null = null;
  for (const pad of [0.5, 1, 2, 4]) {
    const domain = domainOf(experiment, pad);
    const box = boxOf(inRegion, domain);
    if (!box) return best;
    const part = regionPart(
      { coefficients, initial: experiment.initial, inRegion, box },
      scoutCells,
    );
    // Further out the equation may be degenerate where no walker goes.
    if (!part) return best;
    const isOpen = part.rates.losses.every((v) => v === 0);
    const atWall = isOpen ? 0 : timeAtWalls(part, box, domain, experiment);
    if (!best || atWall < best.atWall || (best.isOpen && !isOpen)) best = { box, atWall, isOpen };
    if (!isOpen && atWall < negligibleAtWall) return best;
  }
  return best;
}

const scoutCells = 40;

function domainOf({ grid, initial }: Experiment, pad: number): Box {
  const [x, y] = grid.map(({ min, max, boundary }, a): [number, number] => {
    if (boundary === 'reflecting') return [min, max];
    const [from, to] = initialRange(initial[a]);
    const beyond = pad * (max - min);
    return [Math.min(min, from) - beyond, Math.max(max, to) + beyond];
  });
  return [x, y];
}

/** Share of the time inside that is spent in outermost cells where the region goes on. */
function timeAtWalls(
  { rates, start }: NonNullable<ReturnType<typeof regionPart>>,
  box: Box,
  domain: Box,
  { grid }: Experiment,
): number {
  const time = eliminateStates(rates).forward(start.map((w) => Math.max(0, w)));
  const total = time.reduce((a, b) => a + b, 0);
  let atWall = 0;
  for (let k = 0; k < rates.states; k++) {
    const isOut = [0, 1].some((a) => {
      if (grid[a].boundary === 'reflecting') return false;
      const at = rates.place[2 * k + a];
      return (
        (at === 0 && box[a][0] === domain[a][0]) ||
        (at === scoutCells - 1 && box[a][1] === domain[a][1])
      );
    });
    if (isOut) atWall += time[k];
  }
  return total < Number.POSITIVE_INFINITY ? atWall / total : 1;
}
