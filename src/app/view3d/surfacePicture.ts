/**
 * The loss surface with walkers on it, on two canvases: below, what the backend draws from the
 * walkers' own buffers; above, the axes. Drawn when something has changed, and never again before
 * the device is done with the last picture.
 */
import type { Backend, Ensemble } from '../../engine/ensemble.js';
import { canDraw, type Rgb, type SurfaceView } from '../../engine/surfaceView.js';
import type { Grid } from '../../math/grid.js';
import { labOf, mixLab, rgbOf } from '../../run/report/oklab.js';
import { element } from '../dom.js';
import { onCapture } from '../exports/capture.js';
import { sizeCanvas } from '../plots/maps/squareFrame.js';
import type { Theme } from '../plots/theme.js';
import { heightOf, type Terrain } from '../terrain/terrain.js';
import { drawAxes3d } from './axes3d.js';
import type { Camera } from './camera.js';
import { matrixOf } from './lens.js';
import { connectOrbit } from './orbitControls.js';

/** The walkers where they are, and what holds them. */
export interface Drawable {
  readonly backend: Backend;
  readonly ensembles: readonly Ensemble[];
}

export interface PictureOptions {
  readonly grid: Grid;
  readonly terrain: Terrain;
  readonly theme: () => Theme;
  readonly walkers: () => Drawable | null;
  /** By place among the ensembles; null for one that is not to be drawn. */
  readonly colours: () => readonly (string | null)[];
  readonly camera: () => Camera;
  /** Hands ask for another camera; at rest it is the one that they let go. */
  readonly onMove: (to: Camera) => void;
  readonly onRest: () => void;
  /** Cells that walkers stand in, of the noise model that has the most. */
  readonly occupied: () => number;
  /** A picture was drawn, with every `stride`-th walker on it, of those at `step`. */
  readonly onDrawn: (stride: number, step: number) => void;
  /** Why it could not be drawn. */
  readonly onTrouble: (why: string) => void;
}

const rest = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export interface SurfacePicture {
  readonly element: HTMLElement;
  /** Draws soon; many calls before that are one. */
  draw(): void;
  /** Draws now; resolves when that is done, or `onTrouble` has said why it cannot be. */
  ready(): Promise<void>;
  destroy(): void;
}

const help = 'Loss surface. Arrow keys orbit, plus and minus zoom, 0 goes back.';

export function createSurfacePicture(options: PictureOptions): SurfacePicture {
  const { grid, terrain, theme } = options;
  const overlay = element('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  const box = element(
    'div',
    { class: 'surface', tabindex: '0', role: 'application', 'aria-label': help },
    overlay,
  );
  const relief = {
    grid,
    nodes: terrain.nodes,
    heights: Float32Array.from(terrain.loss, (loss) => heightOf(terrain, loss)),
  };
  let view: SurfaceView | null = null;
  let canvas: HTMLCanvasElement | null = null;
  let holder: Backend | null = null;
  let prepared: Promise<void> = Promise.resolve();
  let isOpen = true;
  let isDue = false;
  let isBusy = false;
  /** The step of the walkers on the last picture. */
  let drawnAt = 0;

  /** Opens the view on the walkers' present backend: another one, after a loss, gets a new canvas. */
  const prepare = (): Promise<void> => {
    const backend = options.walkers()?.backend;
    if (backend && backend !== holder) prepared = open(backend);
    return prepared;
  };
  const open = async (backend: Backend): Promise<void> => {
    view?.destroy();
    canvas?.remove();
    view = null;
    holder = backend;
    if (!canDraw(backend)) return;
    canvas = element('canvas', { 'aria-hidden': 'true' });
    // Drawn before this returns; what goes wrong is told by the next drawing of the page's own.
    onCapture(canvas, (scale) => void paint(scale).catch(() => {}), draw);
    box.prepend(canvas);
    const made = await backend.createSurfaceView(canvas, relief);
    if (isOpen && holder === backend) view = made;
    else made.destroy();
  };

  /** Draws both canvases now, with so many pixels per CSS pixel; resolves when the device is done, or at once where it cannot. */
  const paint = async (ratio = devicePixelRatio): Promise<void> => {
    const present = options.walkers();
    const [width, height] = [box.clientWidth, box.clientHeight];
    if (!present || !view || !canvas || present.backend !== holder) return;
    if (width === 0 || height === 0) return;
    const [w, h] = [width, height].map((length) => Math.round(length * ratio));
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
    const camera = options.camera();
    const matrix = matrixOf(camera, width / height);
    const colours = options.colours();
    const layers = present.ensembles.flatMap((ensemble, i) => {
      const colour = colours[i];
      return colour ? [{ ensemble, colour: rgbPart(colour) }] : [];
    });
    const points = layers.reduce((sum, { ensemble }) => sum + ensemble.walkers, 0);
    const pointSize = ratio * pointSizeOf(Math.min(points, view.mostPoints), options.occupied());
    const done = view.draw({ camera: matrix, layers, pointSize, colours: coloursOf(theme()) });
    const pen = sizeCanvas(overlay, width, height);
    drawAxes3d(pen, { width, height }, camera, matrix, grid, terrain, theme());
    const stride = Math.max(1, Math.ceil(points / view.mostPoints));
    drawnAt = present.ensembles[0].step;
    options.onDrawn(stride, drawnAt);
    await done;
  };

  const ready = async (): Promise<void> => {
    try {
      await prepare();
      await paint();
    } catch (error) {
      options.onTrouble(error instanceof Error ? error.message : String(error));
    }
  };

  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    while (isDue && isOpen) {
      isDue = false;
      const [began, before] = [performance.now(), drawnAt];
      await ready();
      // Walkers on the move have the device for as long as the picture had it.
      if (drawnAt !== before) await rest(performance.now() - began);
    }
    isBusy = false;
  };
  const draw = () => {
    if (!isDue) requestAnimationFrame(() => void work());
    isDue = true;
  };
  connectOrbit(box, options.camera, options.onMove, options.onRest);
  const observer = new ResizeObserver(draw);
  observer.observe(box);

  return {
    element: box,
    draw,
    ready,
    destroy() {
      isOpen = false;
      observer.disconnect();
      view?.destroy();
      box.remove();
    },
  };
}

/** In CSS pixels: fine dust for many, and still to be seen where all stand in a few cells. */
function pointSizeOf(points: number, occupied: number): number {
  const apart = Math.min(points, 100 * Math.max(1, occupied));
  return Math.min(4, Math.max(1, 600 / Math.sqrt(Math.max(1, apart))));
}

function coloursOf({ surface, ink }: Theme) {
  const [page, line] = [surface, ink].map(labOf);
  const isDark = page[0] < 0.5;
  const [r, g, b] = rgbOf(mixLab(page, line, isDark ? 0.28 : 0.1));
  return {
    background: rgbPart(surface),
    surface: [r / 255, g / 255, b / 255] as const,
    line: rgbPart(ink),
  };
}

function rgbPart(hex: string): Rgb {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
  return [r, g, b];
}
