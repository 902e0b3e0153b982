/** Experiments at the edge of what one may ask for, by the hundred: they end, and say nothing false. */
import { resultText } from '../../src/cli/table.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { SpecError } from '../../src/model/errors.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { resultFiles } from '../../src/run/files/resultFiles.js';
import type { RunResult } from '../../src/run/frame.js';
import { headlineSvg } from '../../src/run/report/headline.js';
import { reportHtml } from '../../src/run/report.js';
import { run } from '../../src/run/run.js';
import { degenerateExperiment } from '../../tests/support/degenerate.js';
import { implausible, outOfRange, sentencesOf } from '../../tests/support/messageRanges.js';
import type { Claim } from './claim.js';

/** Solvers that take longer are another matter. */
const patienceMs = 20_000;

/** Runs experiments 1 to `count` in one and in two dimensions, on the CPU. */
export async function* degenerateRuns(count: number): AsyncGenerator<Claim> {
  for (const dimension of [1, 2] as const) {
    const wrong: string[] = [];
    let ended = 0;
    let refused = 0;
    for (let seed = 1; seed <= count; seed++) {
      const outcome = await attempt(seed, dimension);
      if (outcome === 'refused') refused++;
      else if (outcome !== 'slow') {
        ended++;
        wrong.push(...outcome.map((what) => `${seed}: ${what}`));
      }
    }
    for (const what of wrong) console.error(`  degenerate experiment ${what}`);
    yield {
      what: `${count} degenerate experiments, ${dimension === 1 ? 'one parameter' : 'two parameters'}`,
      expected: 'a report each, every number within its range; nine in ten within 20 s',
      measured: `${ended} ended, ${refused} refused at the door, ${wrong.length} numbers out of range`,
      holds: wrong.length === 0 && ended + refused >= 0.9 * count,
    };
  }
}

async function attempt(seed: number, dimension: 1 | 2): Promise<string[] | 'slow' | 'refused'> {
  try {
    const experiment = resolveExperiment(degenerateExperiment(seed, dimension));
    const signal = AbortSignal.timeout(patienceMs);
    const frames = run(experiment, createCpuBackend(), { signal });
    let next = await frames.next();
    while (!next.done) next = await frames.next();
    return await faultsOf(next.value);
  } catch (error) {
    if (error instanceof SpecError) return 'refused';
    if (error instanceof Error && error.name === 'TimeoutError') return 'slow';
    return [String(error)];
  }
}

async function faultsOf(result: RunResult): Promise<string[]> {
  resultFiles(result);
  const page = (await reportHtml(result)).replace(/<pre>[\s\S]*?<\/pre>/, '');
  if (result.experiment.grid.length === 1) await headlineSvg(result);
  const sentences = [...sentencesOf(result), ...resultText(result).split('\n')];
  const shown = page.match(/.{0,40}(?:NaN|Infinity|undefined|not a number).{0,40}/g) ?? [];
  return [...outOfRange(result), ...implausible(sentences), ...shown];
}
