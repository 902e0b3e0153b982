/** Where no adapter is to be had: an explicit wish fails with advice, no wish runs on the twin. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { smallExperiment, useWorkplace } from '../support/command.js';

const place = useWorkplace();

// A machine with a GPU has no way to be without: there these tests have nothing to show.
vi.stubEnv('WALKERLAB_ADAPTER', 'hardware');
const without = /^adapter {4}none/m.test((await place.walkerlab(['info'])).stdout);
vi.unstubAllEnvs();

beforeEach(() => {
  vi.stubEnv('WALKERLAB_ADAPTER', 'hardware');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.runIf(without)('--backend gpu ends with 2 and says what to try', async () => {
  const file = place.write('small.json', smallExperiment());
  const { code, stdout, stderr } = await place.walkerlab(['run', file, '--backend', 'gpu']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/No WebGPU adapter.*--backend cpu/s);
  expect(place.names()).toEqual(['small.json']);
});

test.runIf(without)('without --backend the twin runs and says so', async () => {
  const file = place.write('small.json', smallExperiment());
  const { code, stdout, stderr } = await place.walkerlab(['run', file]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/running on the CPU twin/);
  expect(stdout).toMatch(/on the CPU twin/);
});

test('a browser that does not exist is named', async () => {
  vi.stubEnv('WALKERLAB_BROWSER', 'no/such/browser');
  const file = place.write('small.json', smallExperiment());
  const { code, stderr } = await place.walkerlab(['run', file, '--backend', 'chrome']);
  expect(stderr).toMatch(/'no\/such\/browser' does not exist/);
  expect(code).toBe(2);
});
