/**
 * Keeps the app at hand without a network. At its installation it fetches all files of its build
 * into a cache of that build's version. Pages come from the network while there is one, so that a
 * new version is met at once; everything else has a name that changes with its content, and comes
 * from the cache. A new version waits until no page of the old one is open.
 */

export {};

interface Build {
  readonly version: string;
  readonly files: readonly string[];
}

/** Stands for the list that is put here when the app is built. */
declare const BUILD: Build;
const { version, files } = BUILD;

/** What a service worker's events have and the page's types do not know. */
interface ServiceWorkerEvents {
  install: Event & { waitUntil(work: Promise<unknown>): void };
  activate: Event & { waitUntil(work: Promise<unknown>): void };
  fetch: Event & {
    readonly request: Request;
    respondWith(response: Promise<Response>): void;
  };
}

function on<Name extends keyof ServiceWorkerEvents>(
  name: Name,
  listener: (event: ServiceWorkerEvents[Name]) => void,
): void {
  addEventListener(name, (event) => listener(event as ServiceWorkerEvents[Name]));
}

const prefix = 'walkerlab-';
const kept = `${prefix}${version}`;

on('install', (event) => {
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll([...files])));
});

on('activate', (event) => {
  const clear = async () => {
    const outdated = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== kept);
    await Promise.all(outdated.map((key) => caches.delete(key)));
  };
  event.waitUntil(clear());
});

on('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.mode === 'navigate' ? page(request) : file(request));
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(kept)).match('./');
    if (found) return found;
    throw error;
  }
}

async function file(request: Request): Promise<Response> {
  return (await (await caches.open(kept)).match(request)) ?? fetch(request);
}
