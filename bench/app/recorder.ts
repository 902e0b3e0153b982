/**
 * What runs in the page while it is measured: two functions that puppeteer sends there as text, so
 * that they may use nothing from outside themselves.
 */

export interface Recording {
  /** Time during which the app was running. */
  readonly seconds: number;
  /** Animation frames that showed a new step in that time, and the steps between them. */
  readonly frames: number;
  readonly steps: number;
  /** Times between such frames, in ms. */
  readonly intervals: readonly number[];
  /** Per key: from its arrival in the browser to its handler, and to the picture after it, in ms. */
  readonly delays: readonly number[];
  readonly paints: readonly number[];
  /** Durations of tasks above 50 ms. */
  readonly longTasks: readonly number[];
}

interface Recorder extends Recording {
  stop(): Recording;
}

export function startRecording(): void {
  const delays: number[] = [];
  const paints: number[] = [];
  const longTasks: number[] = [];
  const onKey = ({ timeStamp }: KeyboardEvent) => {
    if (window.walkerlab.state().phase !== 'running') return;
    delays.push(performance.now() - timeStamp);
    // A task after the next animation frame begins when that frame has been handed over.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => paints.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  };
  addEventListener('keydown', onKey, { capture: true });
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });

  const total = { seconds: 0, frames: 0, steps: 0 };
  const intervals: number[] = [];
  let shownAt: number | null = null;
  let last: { readonly at: number; readonly step: number } | null = null;
  let watching = 0;
  const watch = (at: number) => {
    watching = requestAnimationFrame(watch);
    const { phase } = window.walkerlab.state();
    const step = window.walkerlab.frame()?.step ?? 0;
    if (last && step >= last.step && phase !== 'idle') {
      total.seconds += (at - last.at) / 1000;
      total.steps += step - last.step;
      if (step > last.step) {
        total.frames += 1;
        if (shownAt !== null) intervals.push(at - shownAt);
        shownAt = at;
      }
    } else shownAt = null;
    // Between the end of one run and the second frame of the next, nothing is measured.
    last = phase === 'running' && step > 0 ? { at, step } : null;
  };
  watching = requestAnimationFrame(watch);

  const recorder = {
    stop() {
      cancelAnimationFrame(watching);
      removeEventListener('keydown', onKey, { capture: true });
      observer.disconnect();
      return { ...total, intervals, delays, paints, longTasks };
    },
  };
  Object.assign(window, { recorder });
}

export function stopRecording(): Recording {
  return (window as unknown as { recorder: Recorder }).recorder.stop();
}
