/** Evaluates expressions of x and y on the adapter, point by point. */

import { printFunctions } from '../../src/kernels/wgsl/functions.js';
import { createPrinter } from '../../src/kernels/wgsl/printWgsl.js';
import type { Expression } from '../../src/math/expression/expression.js';
import { runOnGpu } from './runOnGpu.js';

/** The values of `root` at the points (x[i], y[i]), float32. */
export async function evaluateOnGpu(
  device: GPUDevice,
  root: Expression,
  x: readonly number[],
  y: readonly number[],
): Promise<Float32Array> {
  const functions = new Set<string>();
  const symbols = new Map([
    ['x', 'points[2u * id.x]'],
    ['y', 'points[2u * id.x + 1u]'],
  ]);
  const printer = createPrinter(symbols, functions);
  const lets = printer.lets([root]).join('\n');
  const code = `
@group(0) @binding(0) var<storage, read> points: array<f32>;
@group(0) @binding(1) var<storage, read_write> values: array<u32>;
${printFunctions(functions)}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&values)) { return; }
  ${lets}
  values[id.x] = bitcast<u32>(${printer.nameOf(root)});
}`;
  const points = Float32Array.from({ length: 2 * x.length }, (_, i) => (i % 2 ? y : x)[i >> 1]);
  const bytes = await runOnGpu(device, code, points, 4 * x.length, Math.ceil(x.length / 64));
  return new Float32Array(bytes);
}
