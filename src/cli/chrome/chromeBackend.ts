/**
 * `--backend chrome`: the Backend contract over a page in a browser, which runs the same kernels
 * through the browser's WebGPU. The page is served on localhost, where browsers allow WebGPU.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import type { Backend, Ensemble, EnsembleRequest } from '../../engine/ensemble.js';
import { DeviceError } from '../../engine/errors.js';
import type { Experiment } from '../../model/experiment.js';
import { packageFolder } from '../packageFolder.js';
import { openPage } from './browser.js';
import {
  type Answer,
  type ChromePage,
  type OpenedBackend,
  reportSteps,
  unpackFloat32,
  unpackFloat64,
} from './chromeMessages.js';

type Listener = (steps: number) => void;

interface Connection {
  readonly page: Page;
  /** Who hears of steps done, by the page's number of the ensemble. */
  readonly listeners: Map<number, Listener>;
}

/**
 * Opens a browser with this experiment; the backend serves no other. Throws DeviceError where no
 * browser with WebGPU can be had, and from its calls where the browser goes away.
 */
export async function openChromeBackend(experiment: Experiment): Promise<Backend> {
  const server = await servePage();
  const { port } = server.address() as AddressInfo;
  const { browser, page } = await openPage(`http://localhost:${port}/`).catch((error) => {
    server.close();
    throw error;
  });
  const connection: Connection = { page, listeners: new Map() };
  const destroy = () => {
    server.close();
    browser.process()?.kill('SIGKILL');
  };
  try {
    await page.exposeFunction(reportSteps, (id: number, steps: number) =>
      connection.listeners.get(id)?.(steps),
    );
    const { adapter, capacity } = await call(connection, 'open', experiment.source);
    return describeBackend(connection, experiment, adapter, capacity, destroy);
  } catch (error) {
    destroy();
    throw error;
  }
}

function describeBackend(
  connection: Connection,
  experiment: Experiment,
  adapter: OpenedBackend['adapter'],
  capacity: number,
  destroy: () => void,
): Backend {
  const check = (asked: Experiment) => {
    if (asked !== experiment) throw new Error('this backend was opened for another experiment');
  };
  return {
    kind: 'chrome',
    adapter,
    capacity(asked) {
      check(asked);
      return capacity;
    },
    create(request) {
      check(request.experiment);
      return createEnsemble(connection, request);
    },
    destroy,
  };
}

async function createEnsemble(
  connection: Connection,
  { index, firstWalker, walkers }: EnsembleRequest,
): Promise<Ensemble> {
  const id = await call(connection, 'create', index, firstWalker, walkers);
  let step = 0;
  return {
    walkers,
    get step() {
      return step;
    },
    async advance(steps, onSteps) {
      await listening(connection, id, onSteps, () => call(connection, 'advance', id, steps));
      step += steps;
    },
    async change(changed) {
      await call(connection, 'change', id, changed.source);
    },
    async snapshot() {
      const packed = await call(connection, 'snapshot', id);
      return {
        ...packed,
        counts: unpackFloat64(packed.counts),
        mean: unpackFloat64(packed.mean),
        covariance: unpackFloat64(packed.covariance),
      };
    },
    divergences: () => call(connection, 'divergences', id),
    losses: () => call(connection, 'losses', id),
    async exits() {
      const packed = await call(connection, 'exits', id);
      return packed && { ...packed, counts: unpackFloat64(packed.counts) };
    },
    async readWalkers(first, count) {
      return (await call(connection, 'readWalkers', id, first, count)).map(unpackFloat32);
    },
    destroy() {
      // Nobody waits for this, and it may come after the browser has gone.
      call(connection, 'destroy', id).catch(() => {});
    },
  };
}

/** Does `work` while `onSteps` hears of steps; what `onSteps` throws ends the wait at once. */
async function listening(
  { listeners }: Connection,
  id: number,
  onSteps: Listener | undefined,
  work: () => Promise<unknown>,
): Promise<void> {
  if (!onSteps) {
    await work();
    return;
  }
  let fail: (reason: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  listeners.set(id, (steps) => {
    try {
      onSteps(steps);
    } catch (error) {
      fail(error);
    }
  });
  try {
    await Promise.race([work(), failed]);
  } finally {
    listeners.delete(id);
  }
}

type Value<K extends keyof ChromePage> =
  Awaited<ReturnType<ChromePage[K]>> extends Answer<infer T> ? T : never;

/** Calls a function of the page and gives its value, or throws its error. */
async function call<K extends keyof ChromePage>(
  { page }: Connection,
  name: K,
  ...args: Parameters<ChromePage[K]>
): Promise<Value<K>> {
  const answer = (await page
    .evaluate(
      (name, args) => {
        const offered: unknown = Reflect.get(globalThis, 'walkerlabPage');
        const method: unknown = Reflect.get(offered as object, name);
        return (method as (...args: unknown[]) => unknown)(...args);
      },
      name,
      args as unknown[],
    )
    .catch((error: Error) => {
      throw new DeviceError(`The browser stopped answering: ${error.message}`);
    })) as Answer<Value<K>>;
  if ('value' in answer) return answer.value;
  const { name: kind, message } = answer.error;
  throw kind === 'DeviceError' ? new DeviceError(message) : new Error(`in the browser: ${message}`);
}

async function servePage(): Promise<Server> {
  const script = readFileSync(join(packageFolder(), 'dist', 'chrome', 'page.js'));
  const document =
    '<!doctype html><meta charset="utf-8"><title>walkerlab</title>' +
    '<link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const server = createServer((request, response) => {
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; img-src data:",
    );
    if (request.url === '/page.js') {
      response.setHeader('content-type', 'text/javascript; charset=utf-8').end(script);
    } else if (request.url === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(document);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, 'localhost', resolve);
  });
  return server;
}
