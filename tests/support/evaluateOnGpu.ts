/** Evaluates expressions of x and y on the adapter, point by point. */

import { printFunctions } from '../../src/kernels/wgsl/functions.js';
import { createPrinter } from '../../src/kernels/wgsl/printWgsl.js';
import type { Expression } from '../../src/math/expression/expression.js';
import { stableForms } from '../../src/math/expression/stable/stableForm.js';
import { runOnGpu } from './runOnGpu.js';

/** The values of `root` at the points (x[i], y[i]), float32. */
export async function evaluateOnGpu(
  device: GPUDevice,
  root: Expression,
  x: readonly number[],
  y: readonly number[],
): Promise<Float32Array> {
  return (await evaluateAllOnGpu(device, [root], x, y))[0];
}

/** The same for several expressions, in one kernel. */
export async function evaluateAllOnGpu(
  device: GPUDevice,
  given: readonly Expression[],
  x: readonly number[],
  y: readonly number[],
): Promise<Float32Array[]> {
  const roots = stableForms(given);
  const points = x.length;
  const functions = new Set<string>();
  const symbols = new Map([
    ['x', 'points[2u * id.x]'],
    ['y', 'points[2u * id.x + 1u]'],
  ]);
  const printer = createPrinter(symbols, functions);
  const lets = printer.lets(roots).join('\n');
  const code = `
@group(0) @binding(0) var<storage, read> points: array<f32>;
@group(0) @binding(1) var<storage, read_write> values: array<u32>;
${printFunctions(functions)}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${points}u) { return; }
  ${lets}
  ${roots.map((root, k) => `values[${k * points}u + id.x] = bitcast<u32>(${printer.nameOf(root)});`).join('\n')}
}`;
  const pairs = Float32Array.from({ length: 2 * points }, (_, i) => (i % 2 ? y : x)[i >> 1]);
  const groups = Math.ceil(points / 64);
  const bytes = await runOnGpu(device, code, pairs, 4 * points * roots.length, groups);
  return roots.map((_, k) => new Float32Array(bytes, 4 * k * points, points));
}
