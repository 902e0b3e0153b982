/** Moments and tails of the kernels' normals at a number of draws that tests do not have time for. */
import { openDevice } from '../../src/engine/gpu/device.js';
import { settingsFor } from '../../src/engine/gpu/gpuBackend.js';
import { requestNodeGpu } from '../../src/engine/nodeGpu.js';
import { formatCount } from '../../src/run/format.js';
import { normalDeviations, normalStatistics } from '../../tests/support/normalMoments.js';
import type { Claim } from './claim.js';

const names = ['1', '2', '3', '4', '5', '6'].map((k) => `moment ${k}`);
const tails = ['3', '4', '5'].map((x) => `draws beyond ±${x}`);

/** Nothing where there is no adapter: the twin's normals are the tests' business. */
export async function* normalsAreNormal(draws: number): AsyncGenerator<Claim> {
  const found = await requestNodeGpu();
  if (!found) return;
  const { device, adapter } = await openDevice(found.gpu);
  const statistics = await normalStatistics(device, settingsFor(adapter).rotation, draws);
  for (const [i, deviation] of normalDeviations(statistics).entries()) {
    yield {
      what: `${formatCount(statistics.draws)} normals: ${[...names, ...tails][i]}`,
      expected: 'within 4.5 standard errors of the normal law',
      measured: `${deviation.toFixed(2)} standard errors off`,
      holds: Math.abs(deviation) < 4.5,
    };
  }
  device.destroy();
}
