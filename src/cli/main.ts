#!/usr/bin/env node
/** The command `walkerlab`: what it takes, what it says, and the code that it ends with. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { DeviceError } from '../engine/errors.js';
import { SpecError } from '../model/errors.js';
import { version } from '../run/version.js';
import { backendKinds } from './backendKinds.js';
import type { RunFlags } from './runCommand.js';
import type { SolveFlags } from './solveCommand.js';

const exitCodes = { done: 0, badSpec: 1, noDevice: 2, notConverged: 3, interrupted: 130 } as const;

const interrupt = new AbortController();
/** How long work under way may take to notice an interruption. */
const graceMs = 3000;

function createProgram(): Command {
  const program = new Command('walkerlab')
    .description(
      'Runs millions of SGD and Langevin walkers and holds the density of where they are ' +
        'against what the master equation and the Fokker–Planck equation predict.',
    )
    .version(version)
    .exitOverride()
    .addHelpText(
      'after',
      `
Start here:
  $ walkerlab list                      what there is to run
  $ walkerlab run sgd-is-not-brownian   run a preset; leaves a report in walkerlab-out/
  $ walkerlab run my.yaml --walkers 1e7 your own experiment, with more walkers

Exit codes: 0 done, 1 a mistake in the experiment or command, 2 no usable device, 3 not converged,
70 a bug of walkerlab, 130 interrupted.`,
    );
  program
    .command('run')
    .description('run an experiment and write its results and a report')
    .argument('<file>', 'an experiment file (YAML or JSON), or the name of a preset')
    .option('--out <dir>', 'folder for the results (default: walkerlab-out/<name>)')
    .addOption(
      new Option(
        '--backend <kind>',
        'gpu: WebGPU in Node; chrome: WebGPU in a browser; cpu: no WebGPU, slower\n' +
          '(default: gpu, or cpu where there is no adapter)',
      ).choices(backendKinds),
    )
    .option('--walkers <n>', "walkers per noise model, in place of the file's", numeric)
    .option('--seed <s>', "seed of the random numbers, in place of the file's")
    .option('--json', 'print the whole result as JSON in place of the table')
    .option('--quiet', 'no progress and no notes')
    .addHelpText(
      'after',
      `
Examples:
  $ walkerlab run sgd-is-not-brownian
  $ walkerlab run my.yaml --walkers 1e7 --seed 2 --out results/second
  $ walkerlab run my.yaml --json --quiet > result.json`,
    )
    .action(async (file: string, flags: RunFlags) => {
      const { runCommand } = await import('./runCommand.js');
      await print(await runCommand(file, flags, interrupt.signal));
    });
  program
    .command('solve')
    .description('solve an experiment without walkers: stationary laws, relaxation, exits')
    .argument('<file>', 'an experiment file (YAML or JSON), or the name of a preset')
    .option('--out <dir>', 'folder for the results (default: walkerlab-out/<name>-solved)')
    .option('--json', 'print the whole solution as JSON in place of the tables')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Every equation that the file lists under predictions is solved for every noise model. An exit time
needs a region: predictions: [masterEquation, { exitTime: { region: "x < 0" } }].`,
    )
    .action(async (file: string, flags: SolveFlags) => {
      const { solveCommand } = await import('./solveCommand.js');
      const { text, converged } = await solveCommand(file, flags, interrupt.signal);
      await print(text);
      if (!converged) code = exitCodes.notConverged;
    });
  program
    .command('list')
    .description('list landscapes, rules and presets with their parameters')
    .action(async () => print((await import('./list.js')).listText()));
  program
    .command('info')
    .description('show the adapter, its limits and features, and versions')
    .action(async () => print(await (await import('./info.js')).infoText()));
  program
    .command('validate')
    .description('check an experiment file without running it')
    .argument('<file>', 'an experiment file (YAML or JSON), or the name of a preset')
    .action(async (file: string) => {
      const { readExperiment } = await import('./experimentFile.js');
      await print(`${readExperiment(file).name} is a valid experiment.`);
    });
  program
    .command('schema')
    .description('print the JSON Schema of the experiment file')
    .action(async () => {
      const { experimentJsonSchema } = await import('../model/file/schema.js');
      await print(JSON.stringify(experimentJsonSchema(), null, 2));
    });
  return program;
}

function numeric(text: string): string {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return text;
  throw new InvalidArgumentError(`'${text}' is not a number.`);
}

/** Waits until the text has left: `process.exit` would cut a pipe short. */
const print = (text: string) =>
  new Promise<void>((done) => process.stdout.write(`${text}\n`, () => done()));

/** Says what went wrong, in one message, and gives the exit code. */
function explain(error: unknown): number {
  if (interrupt.signal.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof SpecError || error instanceof DeviceError) {
    process.stderr.write(`walkerlab: ${error.message}\n`);
    return error instanceof SpecError ? exitCodes.badSpec : exitCodes.noDevice;
  }
  process.stderr.write(`walkerlab failed, which is its own mistake; please report this:\n`);
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 70;
}

process.on('SIGINT', () => {
  if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
  process.stderr.write('\nInterrupted.\n');
  interrupt.abort();
  setTimeout(() => process.exit(exitCodes.interrupted), graceMs).unref();
});
// Whoever reads our output may stop early: `walkerlab list | head`.
process.stdout.on('error', () => process.exit(exitCodes.done));

let code: number = exitCodes.done;
try {
  await createProgram().parseAsync();
} catch (error) {
  code = explain(error);
}
// Dawn's threads would keep the process alive.
process.exit(code);
