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
  render(target: GPUTexture, scene: Omit<Scene, 'layers'>, layers: readonly DrawnWalkers[]): void;
  destroy(): void;
}

/** Turns in which the points of several ensembles are drawn. */
const turns = 64;
const depthFormat = 'depth24plus';
/** Opacity of the contours. */
const lineAlpha = 0.45;

/**
 * Compiles the shaders for a relief and a target's format. Of more than `mostPoints` walkers every
 * k-th is drawn. Rejects with ShaderError.
 */
export async function createSurfaceRenderer(
  device: GPUDevice,
  format: GPUTextureFormat,
  relief: Relief,
  mostPoints: number,
): Promise<SurfaceRenderer> {
  const { nodes, heights, grid } = relief;
  const lattice = { nodes, reliefHeight };
  const layouts = createLayouts(device);
  const build = (shader: Kernel, options: PipelineOptions) =>
    renderPipeline(device, format, shader, options);
  const walkersShader = pointsShader(grid, lattice);
  const ofWalkers = { groups: layouts, entries: ['atWalker', 'paint'] } as const;
  const [surface, discs, dots] = await Promise.all([
    build(surfaceShader(lattice), {
      groups: layouts.slice(0, 1),
      entries: ['atNode', 'shade'],
      topology: 'triangle-list',
    }),
    build(walkersShader, { ...ofWalkers, topology: 'triangle-list', constants: { corners: 6 } }),
    build(walkersShader, { ...ofWalkers, topology: 'point-list', constants: { corners: 1 } }),
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
  const bind = (layout: GPUBindGroupLayout, all: readonly GPUBuffer[]) =>
    device.createBindGroup({
      layout,
      entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const viewGroup = bind(layouts[0], [view, relieved]);
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
      found.group = bind(layouts[1], [found.uniform, states]);
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
      pass.setBindGroup(0, viewGroup);
      pass.setIndexBuffer(triangles, 'uint32');
      pass.drawIndexed(indices.length);
      // One pixel is what a point is by itself; anything larger is two triangles.
      const corners = pointSize < 1.5 ? 1 : 6;
      pass.setPipeline(corners === 1 ? dots : discs);
      for (let turn = 0; turn < turns; turn++) {
        for (const { group, count } of drawn) {
          const [from, to] = [turn, turn + 1].map((t) => Math.floor((count * t) / turns));
          pass.setBindGroup(1, group);
          if (to > from) pass.draw(corners * (to - from), 1, corners * from);
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

/** Both groups, of the view and of a layer: a uniform, and numbers for the vertices. */
function createLayouts(device: GPUDevice): readonly GPUBindGroupLayout[] {
  const { VERTEX, FRAGMENT } = GPUShaderStage;
  return ['view', 'layer'].map((label) =>
    device.createBindGroupLayout({
      label,
      entries: [
        { binding: 0, visibility: VERTEX | FRAGMENT, buffer: { type: 'uniform' } },
        { binding: 1, visibility: VERTEX, buffer: { type: 'read-only-storage' } },
      ],
    }),
  );
}

interface PipelineOptions {
  readonly groups: readonly GPUBindGroupLayout[];
  /** Of vertices and of fragments. */
  readonly entries: readonly [string, string];
  readonly topology: GPUPrimitiveTopology;
  readonly constants?: Readonly<Record<string, number>>;
}

async function renderPipeline(
  device: GPUDevice,
  format: GPUTextureFormat,
  shader: Kernel,
  { groups, entries: [vertex, fragment], topology, constants = {} }: PipelineOptions,
): Promise<GPURenderPipeline> {
  const module = await compileModule(device, shader);
  return device.createRenderPipelineAsync({
    label: shader.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [...groups] }),
    vertex: { module, entryPoint: vertex, constants: { ...constants } },
    fragment: { module, entryPoint: fragment, targets: [{ format }] },
    primitive: { topology },
    depthStencil: { format: depthFormat, depthWriteEnabled: true, depthCompare: 'less-equal' },
  });
}
