/** The pictures of a solution: stationary laws, entropy, exits, mean exit times and committors. */
import type { TopLevelSpec } from 'vega-lite';
import { cellCentres, cellCount, cellWidth } from '../../math/grid.js';
import { predictions } from '../../model/predictions.js';
import type { Absent } from '../../theory/absent.js';
import type { Solution } from '../../theory/solution.js';
import { noteLayer } from '../report/axes.js';
import { mapPanel, tilesOf } from '../report/heatMaps.js';
import { lineStyles } from '../report/palette.js';
import { renderSvg } from '../report/svg.js';
import { type SolveResult, stepsPerUnit } from './solveExperiment.js';

type Spec = Omit<TopLevelSpec, 'config'>;
interface Point {
  readonly x: number;
  readonly y: number;
}
interface Line {
  readonly name: Solution['name'];
  readonly points: readonly Point[];
}

const width = 300;
const height = 190;

/** A picture with its caption; null where there is nothing to draw. */
export interface Picture {
  readonly caption: string;
  /** One SVG per ensemble. */
  readonly svgs: readonly string[];
}

/** All pictures of a result, as far as there is something to see. */
export async function solutionPictures(result: SolveResult): Promise<Picture[]> {
  const { experiment } = result;
  const two = experiment.grid.length === 2;
  const region = experiment.exitRegion?.text ?? '';
  const all = [
    two
      ? await maps(result, 'Stationary density.', densityMap(result))
      : await lines(result, 'Stationary density.', 'density', densityLine(result)),
    two
      ? await maps(
          result,
          'Stationary current: its size, per unit of time and length.',
          currentSize,
        )
      : await lines(
          result,
          'Stationary current: walkers that pass a point to the right, per unit of time.',
          'current',
          (s) => onAxis(result, currentSize(s) && (present(s.stationary)?.current?.[0] ?? null), 1),
        ),
    await lines(
      result,
      'Entropy against the stationary law, in nats, on a logarithmic scale.',
      'KL(p ‖ p∞)',
      entropyLine,
      { x: 'step', logarithmic: true },
    ),
    await lines(
      result,
      `Walkers that are still in ${region}, on a logarithmic scale.`,
      'share inside',
      survivalLine,
      { x: 'step', logarithmic: true },
    ),
    two
      ? await maps(
          result,
          `Mean steps until a walker that starts at a point has left ${region}.`,
          (s) => scaled(exitField(s), stepsPerUnit(result, s)),
        )
      : await lines(
          result,
          `Mean steps until a walker that starts at a point has left ${region}.`,
          'mean exit steps',
          exitLine(result),
        ),
    two
      ? await maps(result, 'Committor: probability to reach the second minimum first.', committorOf)
      : await lines(
          result,
          'Committor: probability to reach the second minimum before the first.',
          'committor',
          committorLine(result),
        ),
  ];
  return all.filter((picture) => picture !== null);
}

function present<Part extends object>(part: Part | null): Exclude<Part, Absent> | null {
  return part === null || 'absent' in part ? null : (part as Exclude<Part, Absent>);
}

const densityOf = (s: Solution) => present(s.stationary)?.probabilities ?? null;
/** Below this net flux there is detailed balance, to rounding. */
const negligibleFlux = 1e-6;

/** The length of the stationary current where there is one. */
function currentSize(s: Solution): Float64Array | null {
  const stationary = present(s.stationary);
  if (!stationary?.current || !((stationary.irreversibility ?? 0) > negligibleFlux)) return null;
  const { current } = stationary;
  return current[0].map((_, c) => Math.hypot(...current.map((component) => component[c])));
}

const exitField = (s: Solution) => present(s.exit)?.meanFrom ?? null;
const scaled = (values: Float64Array | null, by: number) => values?.map((v) => v * by) ?? null;
const committorOf = (s: Solution) => present(s.basins)?.committor ?? null;

function onAxis(result: SolveResult, values: Float64Array | null, scale: number): Point[] {
  if (!values) return [];
  const centres = cellCentres(result.experiment.grid[0]);
  return [...centres].flatMap((x, i) =>
    Number.isFinite(values[i]) ? [{ x, y: values[i] * scale }] : [],
  );
}

const densityLine = (result: SolveResult) => (s: Solution) =>
  onAxis(result, densityOf(s), 1 / cellWidth(result.experiment.grid[0]));
/** Density per unit of area; what is too little to be seen is left out, as rounding would speckle it. */
const densityMap = (result: SolveResult) => (s: Solution) => {
  const cells = densityOf(s);
  if (!cells) return null;
  const area = result.experiment.grid.reduce((v, axis) => v * cellWidth(axis), 1);
  const least = 1e-7 * cells.reduce((m, v) => Math.max(m, v), 0);
  return cells.map((v) => (v > least ? v / area : 0));
};
const committorLine = (result: SolveResult) => (s: Solution) => onAxis(result, committorOf(s), 1);
const exitLine = (result: SolveResult) => (s: Solution) =>
  onAxis(result, exitField(s), stepsPerUnit(result, s));

function entropyLine(s: Solution): Point[] {
  const entropy = present(s.entropy);
  if (!entropy) return [];
  return entropy.steps.flatMap((x, i) => {
    const y = entropy.values[i];
    // Below its error a value says nothing, and a logarithmic axis has no zero.
    return Number.isFinite(y) && y > Math.max(entropy.errors[i], 1e-15) ? [{ x, y }] : [];
  });
}

/** Points that a line of this picture's width can show. */
const mostPoints = 300;

function survivalLine(s: Solution): Point[] {
  const exit = present(s.exit);
  if (!exit) return [];
  const stride = Math.max(1, Math.ceil(exit.distribution.length / mostPoints));
  return [...exit.distribution].flatMap((out, x) =>
    x % stride === 0 && 1 - out > 1e-12 ? [{ x, y: 1 - out }] : [],
  );
}

/** From the least to the largest value drawn: a decade around two like ones would be empty. */
function logarithmicScale(series: readonly Line[]) {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const domain = largest > 0 ? [Math.min(0.9 * largest, least), 1.05 * largest] : [0.1, 1];
  return { type: 'log', domain, nice: false };
}

async function lines(
  result: SolveResult,
  caption: string,
  title: string,
  pointsOf: (solution: Solution) => Point[],
  { x = result.experiment.grid[0].name, logarithmic = false } = {},
): Promise<Picture | null> {
  const drawn = result.ensembles.map(({ solutions }) =>
    solutions
      .map((s): Line => ({ name: s.name, points: pointsOf(s) }))
      .filter(({ points }) => points.length > 1),
  );
  if (drawn.every((series) => series.length === 0)) return null;
  const svgs: string[] = [];
  for (const [i, series] of drawn.entries()) {
    const scale = logarithmic ? logarithmicScale(series) : { zero: true };
    const layer = series.map(({ name, points }) => ({
      data: { values: points },
      mark: {
        type: 'line',
        color: lineStyles[name].color,
        strokeDash: lineStyles[name].dash,
        strokeWidth: 1.6,
      },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale: { nice: false, zero: false } },
        y: { field: 'y', type: 'quantitative', scale },
      },
    }));
    const encoding = {
      x: { axis: { title: x, grid: false, tickCount: 6 } },
      y: { axis: { title, tickCount: 5, format: logarithmic ? '~g' : '.4~g' } },
    };
    svgs.push(
      await renderSvg({
        title: { text: result.ensembles[i].spec.name },
        width,
        height,
        layer: layer.length > 0 ? layer : [noteLayer('no equation has an answer', width, height)],
        encoding,
      } as Spec),
    );
  }
  return { caption, svgs };
}

async function maps(
  result: SolveResult,
  caption: string,
  valuesOf: (solution: Solution) => Float64Array | null,
): Promise<Picture | null> {
  const { grid } = result.experiment;
  const volume = grid.reduce((v, axis) => v * cellWidth(axis), 1);
  const svgs: string[] = [];
  for (const { spec, solutions } of result.ensembles) {
    const panels = solutions.flatMap((solution) => {
      const values = valuesOf(solution);
      if (!values || values.length !== cellCount(grid)) return [];
      // Tiles are means of what a unit of volume holds: undo the volume.
      const known = values.map((v) => (Number.isFinite(v) ? v * volume : 0));
      const tiles = tilesOf(known, 1, grid);
      const title = predictions[solution.name].title;
      const most = tiles.reduce((m, { density }) => Math.max(m, density), 0) || 1;
      const shades = { domain: [0, most] };
      return [mapPanel({ title, tiles, empty: 'zero everywhere', grid, shades, legend: null })];
    });
    if (panels.length === 0) continue;
    const picture = { title: { text: spec.name }, spacing: 12, vconcat: panels };
    svgs.push(await renderSvg(picture as Spec));
  }
  return svgs.length > 0 ? { caption, svgs } : null;
}
