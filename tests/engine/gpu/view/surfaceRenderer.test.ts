/** The picture of walkers on a surface, by its pixels: where points are, and which there are none. */
import { describe, expect, it } from 'vitest';
import { createGpuBackend } from '../../../../src/engine/gpu/gpuBackend.js';
import {
  createSurfaceRenderer,
  type DrawnWalkers,
} from '../../../../src/engine/gpu/view/surfaceRenderer.js';
import { canDraw, type Relief, type Scene } from '../../../../src/engine/surfaceView.js';
import { useAdapter } from '../../../support/adapter.js';

const gpu = useAdapter();
const size = 64;
const mostPoints = 10_000;

const grid = [
  { name: 'x', min: -2, max: 2, cells: 8 },
  { name: 'y', min: 0, max: 8, cells: 8 },
];
/** Seen from straight above: the first axis to the right, the second upwards. */
const fromAbove = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -0.5, 0, 0, 0, 0.6, 1);
const colours = {
  background: [0, 0, 0],
  surface: [0, 0, 1],
  line: [0, 0, 0],
} as const;
const flat: Relief = { grid, nodes: [3, 3], heights: new Float32Array(9) };

/** Walkers of these parameters, as the kernels keep them. */
function walkersAt(points: readonly (readonly [number, number])[], colour: DrawnWalkers['colour']) {
  const states = gpu.device.createBuffer({
    size: 8 * points.length,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  const columns = [0, 1].flatMap((c) => points.map((point) => point[c]));
  gpu.device.queue.writeBuffer(states, 0, Float32Array.from(columns));
  return { states, walkers: points.length, colour };
}

/** Red, green and blue of the pixels, and a reader by parts of the grid's axes. */
async function picture(relief: Relief, scene: Omit<Scene, 'layers'>, layers: DrawnWalkers[]) {
  const { device } = gpu;
  const renderer = await createSurfaceRenderer(device, 'rgba8unorm', relief, mostPoints);
  const { RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage;
  const texture = device.createTexture({
    size: [size, size],
    format: 'rgba8unorm',
    usage: RENDER_ATTACHMENT | COPY_SRC,
  });
  renderer.render(texture, scene, layers);
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: 4 * size * size, usage: COPY_DST | MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: 4 * size }, [size, size]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const bytes = new Uint8Array(buffer.getMappedRange()).slice();
  buffer.destroy();
  texture.destroy();
  renderer.destroy();
  const at = (right: number, up: number) => {
    const pixel = Math.floor((1 - up) * size) * size + Math.floor(right * size);
    return [...bytes.subarray(4 * pixel, 4 * pixel + 3)];
  };
  const count = (is: (rgb: number[]) => boolean) => {
    let found = 0;
    for (let i = 0; i < bytes.length; i += 4) if (is([...bytes.subarray(i, i + 3)])) found += 1;
    return found;
  };
  return { at, count };
}

const red = [1, 0, 0] as const;
const isRed = ([r, g, b]: number[]) => r === 255 && g === 0 && b === 0;
const scene = { camera: fromAbove, pointSize: 2, colours };

describe('walkers on a surface', () => {
  it('are points where their parameters are, in their colour', async () => {
    // In the middle of a pixel's corner: a point of 2 pixels covers exactly four.
    const points = [
      [-1, 2],
      [1, 6],
    ] as const;
    const seen = await picture(flat, scene, [walkersAt(points, red)]);
    expect(seen.count(isRed)).toBe(4 * points.length);
    for (const [x, y] of points) {
      expect(seen.at((x + 2) / 4 + 0.001, y / 8 - 0.001)).toEqual([255, 0, 0]);
    }
    expect(seen.at(0.5, 0.5)[2]).toBeGreaterThan(200);
  });

  it('are not drawn off the grid, nor when they have diverged', async () => {
    const points = [
      [-2.1, 4],
      [0, 8.2],
      [Number.NaN, 4],
      [0, Number.POSITIVE_INFINITY],
      [0, 4],
    ] as const;
    const seen = await picture(flat, scene, [walkersAt(points, red)]);
    expect(seen.count(isRed)).toBe(4);
  });

  it('come back on the other side of a periodic axis', async () => {
    const ring = { ...flat, grid: [{ ...grid[0], boundary: 'periodic' as const }, grid[1]] };
    const seen = await picture(ring, scene, [walkersAt([[3, 4]], red)]);
    expect(seen.at(0.25 + 0.001, 0.5 - 0.001)).toEqual([255, 0, 0]);
  });

  it('lie on the triangles of a crooked surface, neither hidden nor floating', async () => {
    const nodes = [4, 4] as const;
    const heights = Float32Array.from({ length: 16 }, (_, i) => ((i * 7) % 16) / 16);
    // Looking along the second axis from slightly above, heights upwards.
    const slanted = Float32Array.of(0.9, 0, 0, 0, 0, 0.3, 0.4, 0, 0, 0.8, -0.1, 0, 0, -0.4, 0.5, 1);
    const points = Array.from({ length: 400 }, (_, i): [number, number] => [
      -1.99 + 3.98 * ((i * 0.618034) % 1),
      0.02 + 7.96 * ((i * 0.754878) % 1),
    ]);
    const one = { ...scene, camera: slanted, pointSize: 1 };
    const relief = { grid, nodes, heights };
    const all = await picture(relief, one, [walkersAt(points, red)]);
    const outline = await picture(relief, one, []);
    const surface = outline.count(([r, g, b]) => r + g + b > 0);
    const dotted = all.count(([r, g, b]) => r + g + b > 0);
    // Points add nothing to the outline but a pixel's rounding here and there …
    expect(dotted - surface).toBeLessThan(0.02 * surface);
    // … and many of them are seen.
    expect(all.count(isRed)).toBeGreaterThan(100);
  });

  it('are thinned out evenly above the most that a picture takes', async () => {
    const count = 2 * mostPoints;
    const states = gpu.device.createBuffer({
      size: 8 * count,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    // Even walkers on the left, odd ones on the right: every second is drawn.
    const values = Float32Array.from({ length: 2 * count }, (_, i) =>
      i >= count ? 4 : i % 2 === 0 ? -1 : 1,
    );
    gpu.device.queue.writeBuffer(states, 0, values);
    const seen = await picture(flat, scene, [{ states, walkers: count, colour: red }]);
    states.destroy();
    expect(seen.at(0.25 + 0.001, 0.5 - 0.001)).toEqual([255, 0, 0]);
    expect(seen.count(isRed)).toBe(4);
  });

  it('have a backend that draws', () => {
    expect(canDraw(createGpuBackend(gpu.device, gpu.adapter))).toBe(true);
  });
});
