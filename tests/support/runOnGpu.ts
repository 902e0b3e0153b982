/** Runs a compute shader once: binding 0 is its input, binding 1 its output. */
import { pipelineOf } from '../../src/engine/gpu/pipelines.js';

export async function runOnGpu(
  device: GPUDevice,
  code: string,
  input: BufferSource & { byteLength: number },
  outputBytes: number,
  workgroups: number,
): Promise<ArrayBuffer> {
  const pipeline = await pipelineOf(device, { name: 'test', code });
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const make = (size: number, usage: number) => device.createBuffer({ label: 'test', size, usage });
  const from = make(input.byteLength, STORAGE | COPY_DST);
  const to = make(outputBytes, STORAGE | COPY_SRC);
  const staging = make(outputBytes, MAP_READ | COPY_DST);
  device.queue.writeBuffer(from, 0, input);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [from, to].map((buffer, binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(workgroups);
  pass.end();
  encoder.copyBufferToBuffer(to, 0, staging, 0, outputBytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  for (const buffer of [from, to, staging]) buffer.destroy();
  return bytes;
}
