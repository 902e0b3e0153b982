/** Writes the files of a run so that each appears whole or not at all, whatever interrupts it. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SpecError } from '../model/errors.js';

/**
 * Fills `folder` with `files`: they are written beside it and moved in when all are done. Files of
 * an earlier run are replaced, those named in `stale` that are not among `files` are removed, others
 * stay. Throws SpecError where the folder cannot be written.
 */
export function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  stale: readonly string[] = [],
): void {
  let unfinished: string | null = null;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    unfinished = mkdtempSync(join(dirname(folder), '.walkerlab-'));
    for (const [name, content] of files) writeFileSync(join(unfinished, name), content);
    mkdirSync(folder, { recursive: true });
    for (const name of stale) if (!files.has(name)) rmSync(join(folder, name), { force: true });
    for (const name of files.keys()) renameSync(join(unfinished, name), join(folder, name));
  } catch (error) {
    throw new SpecError('--out', `'${folder}' cannot be written: ${(error as Error).message}`);
  } finally {
    if (unfinished) rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * Adds what `draw` gives to the results in `folder`. Where that fails the results stay as they are,
 * and the answer is a message on it; else null. Throws SpecError where the folder cannot be written.
 */
export async function drawReport(
  folder: string,
  draw: () => Promise<ReadonlyMap<string, string>>,
): Promise<string | null> {
  let files: ReadonlyMap<string, string>;
  try {
    files = await draw();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return (
      `walkerlab: the report could not be drawn (${why}); the results are complete without it. ` +
      'Please report this: it is a mistake of walkerlab.'
    );
  }
  writeFolder(folder, files);
  return null;
}

/** Checks before a long run that the results will have a place; leaves no trace. */
export function checkFolder(folder: string): void {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory()) throw new Error(`'${existing}' is a file`);
    accessSync(existing, constants.W_OK);
  } catch (error) {
    throw new SpecError('--out', `'${folder}' cannot be written: ${(error as Error).message}`);
  }
}
