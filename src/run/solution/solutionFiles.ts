/** What `walkerlab solve` leaves behind beside its report: solution.json and arrays.npz. */
import { cellEdges } from '../../math/grid.js';
import { encodeNpz, type NamedArray } from '../files/npz.js';
import { printJson } from '../files/printJson.js';
import { uniqueSlugs } from '../files/resultFiles.js';
import { solutionJson } from './solutionJson.js';
import type { SolveResult } from './solveExperiment.js';

/** File names with contents. */
export function solutionFiles(result: SolveResult): Map<string, string | Uint8Array> {
  return new Map<string, string | Uint8Array>([
    ['solution.json', printJson(solutionJson(result))],
    ['arrays.npz', encodeNpz(solutionArrays(result))],
  ]);
}

/**
 * `edges/<axis>`, and per ensemble and equation `<ensemble>/<equation>/stationary`,
 * `current/<axis>`, `exitDistribution`, `meanExitTime` and `committor`, as far as there are any.
 */
function solutionArrays({ experiment, ensembles }: SolveResult): NamedArray[] {
  const shape = experiment.grid.map((axis) => axis.cells);
  const arrays: NamedArray[] = experiment.grid.map((axis) => {
    const values = cellEdges(axis);
    return { name: `edges/${axis.name}`, shape: [values.length], values };
  });
  const slugs = uniqueSlugs(ensembles.map(({ spec }) => spec.name));
  for (const [i, { solutions }] of ensembles.entries()) {
    for (const { name, stationary, exit, basins } of solutions) {
      const add = (what: string, values: Float64Array, as = shape) =>
        arrays.push({ name: `${slugs[i]}/${name}/${what}`, shape: as, values });
      if (!('absent' in stationary)) {
        add('stationary', stationary.probabilities);
        stationary.current?.forEach((component, k) => {
          add(`current/${experiment.grid[k].name}`, component);
        });
      }
      if (exit && !('absent' in exit)) {
        add('exitDistribution', exit.distribution, [exit.distribution.length]);
        add('meanExitTime', exit.meanFrom);
      }
      if (basins && !('absent' in basins) && basins.committor) add('committor', basins.committor);
    }
  }
  return arrays;
}
