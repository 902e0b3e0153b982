/**
 * `walkerlab solve`: stationary laws, relaxation, entropy and escape of an experiment, no walkers.
 * What was solved is written before its report is drawn.
 */
import { join, relative, resolve } from 'node:path';
import { printJson } from '../run/files/printJson.js';
import { formatDuration } from '../run/format.js';
import { solutionFiles } from '../run/solution/solutionFiles.js';
import { solutionJson } from '../run/solution/solutionJson.js';
import { solutionReportHtml } from '../run/solution/solutionReport.js';
import { solveExperiment } from '../run/solution/solveExperiment.js';
import { solutionTables } from '../run/solution/tables.js';
import { readExperiment } from './experimentFile.js';
import { checkFolder, drawReport, writeFolder } from './outputFolder.js';
import { createProgressLine } from './progress.js';
import { alignColumns } from './table.js';

export interface SolveFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Solves `named`; gives the text for standard output, and whether every solver got to its answer:
 * that something has no answer is one. Nothing is written before all is solved. Rejects with the
 * signal's reason when it aborts.
 */
export async function solveCommand(
  named: string,
  flags: SolveFlags,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly converged: boolean }> {
  const experiment = readExperiment(named);
  const folder = resolve(flags.out ?? join('walkerlab-out', `${experiment.name}-solved`));
  checkFolder(folder);
  const line = createProgressLine(experiment.steps, process.stderr);
  try {
    const result = await solveExperiment(experiment, {
      signal,
      onProgress: (stage, fraction) => {
        if (flags.quiet) return;
        const text = `${stage}, ${Math.floor(100 * fraction)} % of all`;
        line.update({ done: 0, total: 0, stage: text, walkerStepsPerSecond: 0 });
      },
    });
    line.clear();
    signal.throwIfAborted();
    const files = solutionFiles(result);
    writeFolder(folder, files, [...files.keys(), 'report.html']);
    const failure = await drawReport(
      folder,
      async () => new Map([['report.html', await solutionReportHtml(result)]]),
    );
    signal.throwIfAborted();
    if (failure) process.stderr.write(`${failure}\n`);
    const { converged } = result;
    if (flags.json) return { text: printJson(solutionJson(result)), converged };
    const lines = [
      `${experiment.name}: solved in ${formatDuration(result.wallSeconds)}, no walkers`,
    ];
    for (const { title, headings, rows, absent } of solutionTables(result)) {
      lines.push('', title);
      if (rows.length > 0) lines.push(...alignColumns([headings, ...rows]));
      lines.push(...absent.map((reason) => `  none for ${reason}`));
    }
    lines.push(...result.warnings.map((warning) => `\nWarning: ${warning}`));
    const place = relative(process.cwd(), folder) || '.';
    const closing = failure ? `Results: ${place}` : `Report:  ${join(place, 'report.html')}`;
    return { text: `${lines.join('\n')}\n\n${closing}`, converged };
  } finally {
    line.clear();
  }
}
