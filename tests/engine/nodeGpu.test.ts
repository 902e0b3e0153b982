/** An adapter is found where one was promised, and unpacking it is safe to do twice at once. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requestNodeGpu, sleep } from '../../src/engine/nodeGpu.js';
import { prepareSoftwareDawn } from '../../src/engine/softwareAdapter.js';

const packaged = process.platform === 'linux' && process.arch === 'x64';
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'walkerlab-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

test.runIf(packaged)(
  'a software adapter is found when asked for, and says that it is one',
  async () => {
    vi.stubEnv('WALKERLAB_ADAPTER', 'software');
    const opened = await requestNodeGpu();
    const adapter = await opened!.gpu.requestAdapter();
    expect(adapter!.info.isFallbackAdapter).toBe(true);
    expect(GPUBufferUsage.STORAGE).toBe(128);
    const device = await adapter!.requestDevice();
    device.destroy();
  },
);

test.runIf(packaged)('unpacking twice at once leaves one folder and no rest', async () => {
  vi.stubEnv('WALKERLAB_CACHE', cache);
  const [first, second] = await Promise.all([prepareSoftwareDawn(), prepareSoftwareDawn()]);
  expect(first).toBe(second);
  expect(readdirSync(cache)).toHaveLength(1);
  const made = statSync(dirname(first!)).mtimeMs;
  expect(await prepareSoftwareDawn()).toBe(first);
  expect(statSync(dirname(first!)).mtimeMs).toBe(made);
});

test('an unknown wish is refused by name', async () => {
  vi.stubEnv('WALKERLAB_ADAPTER', 'fast');
  await expect(requestNodeGpu()).rejects.toThrow(/'fast'.*'hardware' or 'software'/);
});

test('sleep blocks for at least the asked time', () => {
  const start = performance.now();
  sleep(5);
  expect(performance.now() - start).toBeGreaterThan(4);
});
