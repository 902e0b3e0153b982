/**
 * The master equation in frames that follow the law: every update lands in the cells of a frame that
 * fits it, so that a cloud may drift, contract and turn and is resolved all the same. Going from one
 * frame into the next is part of the update's own deposit and adds no diffusion. A law that stays in
 * its frame is carried by an operator that is built once.
 */
import type { Grid } from '../../math/grid.js';
import { createPair } from '../law/gradient2d.js';
import type { Pace } from '../pace.js';
import type { Law2d } from '../snapshot2d.js';
import { solverCentres } from '../solverGrid2d.js';
import {
  axesOf,
  type Frame2d,
  frameAround,
  holds,
  mapsInto,
  narrowestIn,
  toPlane,
} from './frame2d.js';
import { lawInFrame, momentsInFrame } from './frameLaw2d.js';
import type { Resolution } from './images2d.js';
import { type Cloud2d, faint, lookAhead2d } from './lookAhead2d.js';
import type { Maps2d } from './maps2d.js';
import {
  createTransferOperator2d,
  noiseOn,
  planOperator2d,
  type TransferOperator2d,
  updateOnce,
} from './transferOperator2d.js';

export interface Path2d {
  readonly maps: Maps2d;
  readonly grid: Grid;
  /** What stands for the law at step `first`. */
  readonly start: Cloud2d;
  readonly first: number;
  /** Steps asked for, ascending, after `first`. */
  readonly steps: readonly number[];
}

/** Cells of a frame along each axis, and most Gauss–Hermite nodes of one normal. */
export interface FrameSetting {
  readonly size: number;
  readonly order: number;
}

const degree = 5;
/** A frame is left when the law is narrower in some direction, in deviations of the frame. */
const tooNarrow = 0.7;
/** Updates in one frame after which an operator is built for it. */
const settledAfter = 6;
const operatorBytes = 4e8;

/** Deposits of so many updates in frames that never settle. */
export function deposits(maps: Maps2d, updates: number, { size, order }: FrameSetting): number {
  const branches = maps.normals === 0 ? 1 : maps.additive ? order : order ** maps.normals;
  return updates * maps.weights.length * branches * size ** 2;
}

/** The laws at all steps asked for; null where an update has no finite image. */
export async function followLaw2d(
  path: Path2d,
  setting: FrameSetting,
  pace: Pace,
): Promise<Map<number, Law2d> | null> {
  const { maps, grid, start, first, steps } = path;
  const resolution = { degree, order: setting.order };
  const laws = new Map<number, Law2d>();
  let cloud = start;
  let frame: Frame2d | null = null;
  let masses: Float64Array = new Float64Array(0);
  let operator: TransferOperator2d | null = null;
  let stayed = 0;
  for (let step = first + 1; step <= steps[steps.length - 1]; step++) {
    if (operator && frame && stillIn(frame, masses)) {
      const next = new Float64Array(masses.length);
      operator.apply(masses, next);
      masses = next;
    } else {
      if (operator && frame) cloud = cloudOf(frame, masses);
      operator = null;
      const moved = moveOn(path, cloud, frame, setting);
      if (!moved) return null;
      stayed = moved.frame === frame ? stayed + 1 : 0;
      ({ frame, masses } = moved);
      if (stayed >= settledAfter && step < steps[steps.length - 1]) {
        operator = await operatorIn(maps, frame, resolution, pace);
        stayed = 0;
      }
      if (!operator) cloud = cloudOf(frame, masses);
    }
    if (steps.includes(step)) {
      const total = masses.reduce((sum, m) => sum + m, 0);
      laws.set(step, lawInFrame(frame, masses, grid, Math.max(0, 1 - total)));
    }
    await pace.tick(deposits(maps, 1, setting));
  }
  return laws;
}

/** The operator from a frame into itself; null where it would take too much memory. */
async function operatorIn(maps: Maps2d, frame: Frame2d, resolution: Resolution, pace: Pace) {
  const plan = planOperator2d(mapsInto(maps, frame, frame), frame.grid, resolution);
  return plan && plan.bytes <= operatorBytes ? createTransferOperator2d(plan, pace) : null;
}

/** Nodes that hold more than rounding, in the plane. */
function cloudOf(frame: Frame2d, masses: Float64Array): Cloud2d {
  const [us, vs] = [solverCentres(frame.grid.x), solverCentres(frame.grid.y)];
  const count = masses.reduce((n, m) => n + Number(Math.abs(m) > faint), 0);
  const [u, v] = createPair(count);
  const weights = new Float64Array(count);
  let k = 0;
  for (let node = 0; node < masses.length; node++) {
    if (!(Math.abs(masses[node]) > faint)) continue;
    u[k] = us[Math.floor(node / vs.length)];
    v[k] = vs[node % vs.length];
    weights[k++] = masses[node];
  }
  return { points: toPlane(frame, [u, v]), weights };
}

/** Whether the law fills its frame still, and no more. */
function stillIn(frame: Frame2d, masses: Float64Array): boolean {
  const { x, y } = frame.grid;
  for (let i = 0; i < x.cells; i++) {
    const isRim = i < 4 || i >= x.cells - 4;
    for (let j = 0; j < y.cells; j++) {
      if (!isRim && j === 4) j = y.cells - 4;
      if (Math.abs(masses[i * y.cells + j]) > 10 * faint) return false;
    }
  }
  return narrowestIn(frame, momentsInFrame(frame, masses)) > tooNarrow;
}

/** One update into the same frame, where the law fits that, or into another. */
function moveOn(path: Path2d, cloud: Cloud2d, frame: Frame2d | null, setting: FrameSetting) {
  const { maps } = path;
  const ahead = lookAhead2d(maps, path.grid, cloud, setting.order, frame ? 'smooth' : 'any');
  if (!ahead) return null;
  const stays =
    frame && holds(frame, ahead.boxIn(frame)) && narrowestIn(frame, ahead.moments) > tooNarrow;
  const axes = axesOf(ahead.moments, path.grid);
  const to = stays ? frame : frameAround(axes, ahead.boxIn(axes), setting.size);
  const into = mapsInto(maps, to);
  const found = noiseOn(into, to.grid, cloud.points);
  if (!found) return null;
  const resolution = { degree, order: setting.order };
  const settings = { maps: into, grid: to.grid, resolution, ...found };
  return { frame: to, masses: updateOnce(settings, cloud.points, cloud.weights, !frame) };
}
