/**
 * Draws a loss surface and walkers on it into a texture. Points of several ensembles are drawn in
 * turns of a few, so that where they lie over each other the colours mix as the walkers do.
 */

import { viewUniform } from '../../../kernels/view/lattice.js';
import { layerUniform, pointsShader } from '../../../kernels/view/points3d.js';
import { surfaceShader, triangleNodes } from '../../../kernels/view/surface3d.js';
import type { Kernel } from '../../../kernels/walkers.js';
import {
  contourIntervals,
  mostPoints,
  type Relief,
  type Rgb,
  reliefHeight,
  type Scene,
} from '../../surfaceView.js';
import { compileModule } from '../pipelines.js';

/** Walkers of one ensemble where they are. */
export interface DrawnWalkers {
  readonly states: GPUBuffer;
  readonly walkers: number;
  readonly colour: Rgb;
}

export interface SurfaceRenderer {
  /** Draws into `target`, in one submission. */
  render(target: GPUTexture, scene: Scene, layers: readonly DrawnWalkers[]): void;
  destroy(): void;
}

/** Turns in which the points of several ensembles are drawn. */
const turns = 64;
const depthFormat = 'depth24plus';
/** Opacity of the contours. */
const lineAlpha = 0.45;

/** Compiles the shaders for a relief and a target's format. Rejects with ShaderError. */
export async function createSurfaceRenderer(
  device: GPUDevice,
  format: GPUTextureFormat,
  relief: Relief,
): Promise<SurfaceRenderer> {
  const { nodes, heights, grid } = relief;
  const lattice = { nodes, reliefHeight };
  const [surface, points] = await Promise.all([
    renderPipeline(device, surfaceShader(lattice), format, ['atNode', 'shade'], 'triangle-list'),
    renderPipeline(
      device,
      pointsShader(grid, lattice),
      format,
      ['atWalker', 'paint'],
      'triangle-strip',
    ),
  ]);
  const buffers: GPUBuffer[] = [];
  const { UNIFORM, STORAGE, INDEX, COPY_DST } = GPUBufferUsage;
  const make = (label: string, size: number, usage: number) => {
    const buffer = device.createBuffer({ label, size, usage: usage | COPY_DST });
    buffers.push(buffer);
    return buffer;
  };
  const indices = triangleNodes(nodes);
  const triangles = make('triangles', indices.byteLength, INDEX);
  device.queue.writeBuffer(triangles, 0, indices);
  const relieved = make('heights', heights.byteLength, STORAGE);
  device.queue.writeBuffer(relieved, 0, heights);
  const view = make('view uniform', viewUniform.byteSize, UNIFORM);
  const bind = (pipeline: GPURenderPipeline, group: number, all: readonly GPUBuffer[]) =>
    device.createBindGroup({
      label: pipeline.label,
      layout: pipeline.getBindGroupLayout(group),
      entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const surfaceGroup = bind(surface, 0, [view, relieved]);
  const pointsGroup = bind(points, 0, [view, relieved]);
  /** By place among the layers; bound anew when another ensemble takes the place. */
  const places: { uniform: GPUBuffer; states: GPUBuffer | null; group: GPUBindGroup | null }[] = [];
  const groupOf = (place: number, states: GPUBuffer): GPUBindGroup => {
    places[place] ??= {
      uniform: make('layer uniform', layerUniform.byteSize, UNIFORM),
      states: null,
      group: null,
    };
    const found = places[place];
    if (!found.group || found.states !== states) {
      found.states = states;
      found.group = bind(points, 1, [found.uniform, states]);
    }
    return found.group;
  };

  let depth: GPUTexture | null = null;
  const depthFor = ({ width, height }: GPUTexture): GPUTexture => {
    if (depth?.width !== width || depth.height !== height) {
      depth?.destroy();
      const usage = GPUTextureUsage.RENDER_ATTACHMENT;
      depth = device.createTexture({
        label: 'depth',
        size: [width, height],
        format: depthFormat,
        usage,
      });
    }
    return depth;
  };

  return {
    render(target, { camera, pointSize, colours }, layers) {
      const rgba = (colour: Rgb, alpha = 1) => [...colour, alpha];
      const values = viewUniform.write({
        camera: [...camera],
        background: rgba(colours.background),
        surface: rgba(colours.surface),
        line: rgba(colours.line, lineAlpha),
        canvas: [target.width, target.height],
        pointSize,
        contours: contourIntervals,
      });
      device.queue.writeBuffer(view, 0, values);
      const all = layers.reduce((sum, { walkers }) => sum + walkers, 0);
      const stride = Math.max(1, Math.ceil(all / mostPoints));
      const drawn = layers.map(({ states, walkers, colour }, place) => {
        const group = groupOf(place, states);
        const bytes = layerUniform.write({ colour: rgba(colour), walkers, stride });
        device.queue.writeBuffer(places[place].uniform, 0, bytes);
        return { group, count: Math.ceil(walkers / stride) };
      });
      const [r, g, b] = colours.background;
      const encoder = device.createCommandEncoder({ label: 'view' });
      const pass = encoder.beginRenderPass({
        label: 'view',
        colorAttachments: [
          {
            view: target.createView(),
            clearValue: { r, g, b, a: 1 },
            loadOp: 'clear',
            storeOp: 'store',
          },
        ],
        depthStencilAttachment: {
          view: depthFor(target).createView(),
          depthClearValue: 1,
          depthLoadOp: 'clear',
          depthStoreOp: 'discard',
        },
      });
      pass.setPipeline(surface);
      pass.setBindGroup(0, surfaceGroup);
      pass.setIndexBuffer(triangles, 'uint32');
      pass.drawIndexed(indices.length);
      pass.setPipeline(points);
      pass.setBindGroup(0, pointsGroup);
      for (let turn = 0; turn < turns; turn++) {
        for (const { group, count } of drawn) {
          const [from, to] = [turn, turn + 1].map((t) => Math.floor((count * t) / turns));
          pass.setBindGroup(1, group);
          pass.draw(4, to - from, 0, from);
        }
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
    destroy() {
      depth?.destroy();
      for (const buffer of buffers.splice(0)) buffer.destroy();
    },
  };
}

async function renderPipeline(
  device: GPUDevice,
  shader: Kernel,
  format: GPUTextureFormat,
  [vertex, fragment]: readonly [string, string],
  topology: GPUPrimitiveTopology,
): Promise<GPURenderPipeline> {
  const module = await compileModule(device, shader);
  return device.createRenderPipelineAsync({
    label: shader.name,
    layout: 'auto',
    vertex: { module, entryPoint: vertex },
    fragment: { module, entryPoint: fragment, targets: [{ format }] },
    primitive: { topology },
    depthStencil: { format: depthFormat, depthWriteEnabled: true, depthCompare: 'less-equal' },
  });
}
