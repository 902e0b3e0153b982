/** exits.csv: first-passage steps, one row per ensemble and bin of steps, and one for the rest. */
import { exitPredictionsOf } from '../exits.js';
import type { ExitHistogram, RunResult } from '../frame.js';
import { quote } from './densitiesCsv.js';

/**
 * Columns: ensemble, first_step and last_step (of the bin, both inclusive; step 0 is a row of its
 * own), count, and the probability by each prediction (empty where absent). The last row of an
 * ensemble, without last_step, holds the walkers still inside.
 */
export function exitsCsv({ experiment, ensembles }: RunResult): string {
  const laws = exitPredictionsOf(experiment);
  const lines = [['ensemble', 'first_step', 'last_step', 'count', ...laws].join()];
  for (const { name, exits } of ensembles) {
    if (!exits) continue;
    const { step, histogram, inside } = exits;
    const found = laws.map((law) => exits.comparisons.find((c) => c.name === law));
    const row = (first: number, last: number | '', read: (h: ExitHistogram) => number) => {
      const predicted = found.map((c) => (c ? read(c.histogram) : ''));
      lines.push([quote(name), first, last, read(histogram), ...predicted].join());
    };
    const { binWidth } = histogram;
    row(0, 0, (h) => h.startedOutside);
    for (const i of histogram.bins.keys()) {
      row(i * binWidth + 1, Math.min(step, (i + 1) * binWidth), (h) => h.bins[i]);
    }
    lines.push([quote(name), step + 1, '', inside, ...found.map((c) => c?.inside ?? '')].join());
  }
  return `${lines.join('\r\n')}\r\n`;
}
