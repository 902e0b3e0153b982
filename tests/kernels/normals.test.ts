/** The kernels' normals have the moments and tails of the normal law. */
import { expect, it } from 'vitest';
import { settingsFor } from '../../src/engine/gpu/gpuBackend.js';
import { useAdapter } from '../support/adapter.js';
import { normalDeviations, normalStatistics } from '../support/normalMoments.js';

const gpu = useAdapter();

it('moments 1 to 6 and tails beyond 3, 4, 5 lie within 4.5 standard errors at 10⁷ draws', async () => {
  const { rotation } = settingsFor(gpu.adapter);
  const statistics = await normalStatistics(gpu.device, rotation, 1e7);
  expect(statistics.draws).toBeGreaterThanOrEqual(1e7);
  for (const deviation of normalDeviations(statistics))
    expect(Math.abs(deviation)).toBeLessThan(4.5);
});
