/**
 * The contract of a picture that a backend draws by itself: the surface of a loss over two
 * parameters, and on it the walkers, from where they are. Nothing passes through the host.
 */
import type { Grid } from '../math/grid.js';
import type { Backend, Ensemble } from './ensemble.js';

/** Red, green and blue, 0 … 1, as the screen has them. */
export type Rgb = readonly [number, number, number];

/** What the walkers stand on. */
export interface Relief {
  readonly grid: Grid;
  /** Nodes along both axes, at least 2 each; the first and last lie on the ends of the grid. */
  readonly nodes: readonly [number, number];
  /** Heights 0 … 1 at the nodes, row-major, first axis slowest. */
  readonly heights: Float32Array<ArrayBuffer>;
}

/** Walkers in one colour. Those of a destroyed ensemble, or of another backend, are not drawn. */
export interface Layer {
  readonly ensemble: Ensemble;
  readonly colour: Rgb;
}

export interface Scene {
  /**
   * From the box [−1, 1]² × [0, reliefHeight], third axis up, to clip space with depths 0 … 1: a 4 × 4
   * matrix by columns.
   */
  readonly camera: Float32Array;
  readonly layers: readonly Layer[];
  /** Diameter of a point, in pixels of the canvas. */
  readonly pointSize: number;
  readonly colours: {
    readonly background: Rgb;
    readonly surface: Rgb;
    /** Of the contours. */
    readonly line: Rgb;
  };
}

export interface SurfaceView {
  /** Most points of a picture; of more walkers every k-th is drawn. */
  readonly mostPoints: number;
  /**
   * Draws the walkers as they are when the device comes to it, in the canvas' present size. While
   * walkers are on their way they may be ahead of the last snapshot; where they rest they are not.
   * Resolves when the device is done; rejects with DeviceError.
   */
  draw(scene: Scene): Promise<void>;
  destroy(): void;
}

/** A backend that draws its ensembles of two parameters. */
export interface DrawingBackend extends Backend {
  /** Takes a canvas of the page for good. Rejects with DeviceError. */
  createSurfaceView(canvas: HTMLCanvasElement, relief: Relief): Promise<SurfaceView>;
}

export const canDraw = (backend: Backend): backend is DrawingBackend =>
  'createSurfaceView' in backend;

/** How high the highest of the relief stands over a square of side 2. */
export const reliefHeight = 0.9;
/** Contours at equal heights that a surface has between 0 and 1. */
export const contourIntervals = 10;
