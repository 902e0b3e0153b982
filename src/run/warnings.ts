/** What went on in a run that a user should read before trusting its numbers. */

import type { Experiment } from '../model/experiment.js';
import { predictions } from '../model/predictions.js';
import { describeUndefinedStart } from '../model/startDefined.js';
import { solveClosedStationary } from '../theory/closedForm/closedStationary.js';
import { isEdgeNote } from '../theory/edgeNote.js';
import { counted, formatCount, formatPercent } from './format.js';
import type { EnsembleSummary, Frame } from './frame.js';
import { describeLosses } from './lossWords.js';

/** Above this fraction off the grid, the picture misses what a reader would want to see. */
const notableOutside = 0.01;

/** Sentences on diverged walkers, walkers off the grid or the exit region, and notes of the solvers; each once. */
export function collectWarnings(
  experiment: Experiment,
  frames: readonly Frame[],
  ensembles: readonly EnsembleSummary[],
): string[] {
  const warnings = new Set<string>();
  const start = describeUndefinedStart(experiment);
  if (start) warnings.add(start);
  for (const [index, { name, walkers, diverged, divergences, losses }] of ensembles.entries()) {
    const lost = describeLosses(experiment, index, losses);
    if (lost) warnings.add(lost);
    const fled = diverged - losses.walkers;
    if (fled === 0) continue;
    const [{ step }] = divergences;
    const remedy =
      step === 0
        ? 'start them nearer to the grid'
        : `lower the learning rate (now ${experiment.ensembles[index].learningRate})`;
    warnings.add(
      `${formatCount(fled)} of ${counted(walkers)} of ${name} diverged, ` +
        `the first at step ${step}: ${remedy}`,
    );
  }
  for (const { name, exits } of ensembles) {
    if (!exits) continue;
    const { startedOutside } = exits.histogram;
    if (startedOutside > notableOutside * exits.walkers) {
      warnings.add(
        `${formatCount(startedOutside)} of ${counted(exits.walkers)} of ${name} start ` +
          'outside the exit region: their first step outside is step 0',
      );
    }
    for (const { name: law, prediction } of exits.comparisons) {
      for (const note of prediction.notes) {
        warnings.add(`${name}, exits by the ${predictions[law].title}: ${note}`);
      }
    }
  }
  for (const [index, spec] of experiment.ensembles.entries()) {
    // Those that an end has absorbed are where they are meant to be.
    const fraction = (f: Frame) => {
      const { outside, absorbed } = f.ensembles[index].snapshot;
      return (outside - absorbed) / experiment.walkers;
    };
    const worst = frames.reduce((a, b) => (fraction(b) > fraction(a) ? b : a), frames[0]);
    if (worst && fraction(worst) > notableOutside) {
      warnings.add(
        `${fraction(worst) === 1 ? 'All' : formatPercent(fraction(worst))} of the walkers of ${spec.name} are off the grid ` +
          `at step ${worst.step}: widen the grid to see them`,
      );
    }
    for (const note of notesOf(frames, index)) warnings.add(`${spec.name}, ${note}`);
  }
  return [...warnings];
}

/** Notes of the solvers; of those that differ in their numbers alone, the latest. */
function notesOf(frames: readonly Frame[], index: number): Iterable<string> {
  const notes = new Map<string, string>();
  for (const frame of frames) {
    for (const { name, prediction, verdict } of frame.ensembles[index].comparisons) {
      for (const note of prediction.notes) {
        // Round starts bring walkers to round edges; it is worth a word where it may have mattered.
        if (isEdgeNote(note) && verdict?.judgement === 'holds') continue;
        const text = `${predictions[name].title}: ${note}`;
        notes.set(text.replace(/\d[\d.e+-]*/g, '#'), text);
      }
    }
  }
  return notes.values();
}

/** Where every loss is quadratic and second moments grow: each noise model for which they do. */
export async function growingMoments(experiment: Experiment): Promise<string[]> {
  const warnings: string[] = [];
  for (const [index, { name }] of experiment.ensembles.entries()) {
    const closed = await solveClosedStationary(experiment, index);
    if ('absent' in closed && (closed.growth ?? 0) > 1 + 1e-9) {
      warnings.push(`${name}: ${closed.absent}`);
    }
  }
  return warnings;
}
