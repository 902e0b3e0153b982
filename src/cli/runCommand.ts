/**
 * `walkerlab run`: reads the experiment, runs it with progress, writes the results, then draws the
 * report of them, which may fail and costs nothing else then.
 */
import { join, relative, resolve } from 'node:path';
import { printJson } from '../run/files/printJson.js';
import { resultFileNames, resultFiles, resultJson } from '../run/files/resultFiles.js';
import { headlineSvg } from '../run/report/headline.js';
import { reportHtml } from '../run/report.js';
import { run } from '../run/run.js';
import type { BackendKind } from './backendKinds.js';
import { chooseBackend } from './chooseBackend.js';
import { type Overrides, readExperiment } from './experimentFile.js';
import { nameAdapter } from './nameAdapter.js';
import { checkFolder, drawReport, writeFolder } from './outputFolder.js';
import { isClone } from './packageFolder.js';
import { createProgressLine } from './progress.js';
import { resultText } from './table.js';

export interface RunFlags extends Overrides {
  readonly out?: string;
  readonly backend?: BackendKind;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a run may leave; of an earlier one nothing is kept that is not of this. */
const allFiles = [...resultFileNames, 'report.html', 'densities.svg'];

/**
 * Runs `named` and gives the text for standard output. Notes and progress go to standard error.
 * Nothing is written before the run is over; then its results are, before anything is drawn.
 * Rejects with the signal's reason when it aborts.
 */
export async function runCommand(
  named: string,
  flags: RunFlags,
  signal: AbortSignal,
): Promise<string> {
  const experiment = readExperiment(named, flags);
  const folder = resolve(flags.out ?? join('walkerlab-out', experiment.name));
  checkFolder(folder);
  const say = (sentence: string) => {
    if (!flags.quiet) process.stderr.write(`${sentence}\n`);
  };
  const backend = await chooseBackend(flags.backend, experiment, say);
  const line = createProgressLine(experiment.steps, process.stderr);
  try {
    say(`Running on ${nameAdapter(backend.kind, backend.adapter)}.`);
    const frames = run(experiment, backend, {
      signal,
      onProgress: (progress) => {
        if (!flags.quiet) line.update(progress);
      },
    });
    let next = await frames.next();
    while (!next.done) next = await frames.next();
    const result = next.value;
    line.clear();
    signal.throwIfAborted();
    writeFolder(folder, resultFiles(result), allFiles);
    say('Drawing the report …');
    const place = relative(process.cwd(), folder) || '.';
    const failure = await drawReport(folder, async () => {
      const files = new Map([['report.html', await reportHtml(result)]]);
      // The picture alone, for slides and papers; two dimensions have no lines to draw.
      if (experiment.grid.length === 1) files.set('densities.svg', await headlineSvg(result));
      return files;
    });
    signal.throwIfAborted();
    if (failure) process.stderr.write(`${failure}\n`);
    if (flags.json) return printJson(resultJson(result));
    return `${resultText(result)}\n\n${failure ? `Results: ${place}` : closing(place)}`;
  } finally {
    line.clear();
    backend.destroy();
  }
}

function closing(folder: string): string {
  const app = isClone()
    ? 'App:     npm run dev'
    : 'The report is one file that any browser opens; the app comes with a clone of the project.';
  return `Report:  ${join(folder, 'report.html')}\n${app}`;
}
