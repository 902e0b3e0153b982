/**
 * The page's address follows its state, and its state a link that is put into the address. Nothing
 * is added to the history: the way back leads to where the user came from.
 */
import { readLink, type Shared, type SharedView, writeLink } from './link.js';

export interface AddressOptions {
  /** What is on show; null before the first experiment. */
  readonly current: () => Shared | null;
  /** Opens what a link holds; whether to ask first is up to it. False: it was not opened. */
  readonly open: (shared: Shared) => Promise<boolean>;
  /** Tells why a link cannot be opened. */
  readonly onRefusal: (why: string) => void;
}

export interface Address {
  /** Opens the link that the page was called with; false where there is none that opens. */
  start(): Promise<boolean>;
  /** To be called when the state has changed; the address follows within a second, also in a run. */
  follow(): void;
  /** The whole address of the present state; null where its data are too much for one. */
  link(): string | null;
}

/** Browsers refuse more than a hundred changes of the address in half a minute. */
const periodMs = 600;
/** Packing many samples takes its time, which a run is not to miss: so many times as long goes by. */
const restPerWork = 30;

export function connectAddress({ current, open, onRefusal }: AddressOptions): Address {
  /** A refused link stays in the address until the state that it found has changed. */
  let kept: { readonly found: string | null } | null = null;
  const linkNow = memoLink();
  const hashNow = () => {
    const shared = current();
    return shared && linkNow(shared);
  };

  async function take(hash: string): Promise<boolean> {
    let shared: Shared | null;
    try {
      shared = readLink(hash);
    } catch (error) {
      kept = { found: hashNow() };
      onRefusal(error instanceof Error ? error.message : String(error));
      return false;
    }
    if (!shared) return false;
    kept = null;
    return open(shared);
  }

  function write(): void {
    const hash = hashNow();
    if (hash === null) {
      // Better no link than the one of another state.
      if (current() && location.hash) replace(location.pathname + location.search);
      return;
    }
    if (kept) {
      kept = { found: kept.found ?? hash };
      if (kept.found === hash) return;
      kept = null;
    }
    if (hash !== location.hash) replace(hash);
  }
  const replace = (url: string) => history.replaceState(history.state, '', url);
  let isWaiting = false;
  let period = periodMs;
  const follow = () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      const began = performance.now();
      write();
      period = Math.max(periodMs, restPerWork * (performance.now() - began));
    }, period);
  };

  addEventListener('hashchange', ({ newURL }) => {
    // Not that of the page by now, which may have followed its state again.
    void take(new URL(newURL).hash).then(follow);
  });
  return {
    start: () => take(location.hash),
    follow,
    link() {
      const hash = hashNow();
      return hash && new URL(hash, location.href).href;
    },
  };
}

/** Packing takes a few milliseconds: the same state is packed once. */
function memoLink(): (shared: Shared) => string | null {
  let experiment: unknown = null;
  let view = '';
  let hash: string | null = null;
  return (shared) => {
    const nextView = viewKey(shared.view);
    if (shared.experiment.source !== experiment || nextView !== view) {
      experiment = shared.experiment.source;
      view = nextView;
      hash = writeLink(shared.experiment, shared.view);
    }
    return hash;
  };
}

const viewKey = (view: SharedView) => JSON.stringify(view);
