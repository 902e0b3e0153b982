/** solution.json: format "walkerlab-solution/1", plain JSON values. */
import type { Absent } from '../../theory/absent.js';
import type { Solution } from '../../theory/solution.js';
import type { Minimum } from './minima.js';
import type { SolvedEnsemble, SolveResult } from './solveExperiment.js';

/** The content of solution.json. Numbers that are not finite become null. */
export function solutionJson({
  experiment,
  ensembles,
  minima,
  version,
  wallSeconds,
  warnings,
}: SolveResult) {
  return {
    format: 'walkerlab-solution/1',
    experiment: experiment.source,
    manifest: { version, wallSeconds },
    warnings,
    ensembles: ensembles.map(ensembleJson),
    minima: minima.found.map(minimumJson),
  };
}

/** The order of `ensembles` is that of the result. */
function minimumJson({ ensembles, ...minimum }: Minimum) {
  return {
    ...minimum,
    ensembles: ensembles.map(({ near, ...rest }) => ({
      ...rest,
      ...('absent' in near
        ? near
        : {
            growth: near.growth,
            covariance: near.covariance && [...near.covariance],
            shift: near.shift && [...near.shift],
          }),
    })),
  };
}

const isAbsent = (part: object): part is Absent => 'absent' in part;

function ensembleJson({ spec, solutions, closedForm }: SolvedEnsemble) {
  return {
    name: spec.name,
    rule: spec.rule,
    closedForm:
      'absent' in closedForm
        ? closedForm
        : { ...closedForm, ...momentsJson(closedForm.mean, closedForm.covariance) },
    solutions: Object.fromEntries(solutions.map((s) => [s.name, solutionOf(s)])),
  };
}

function solutionOf({ clock, stationary, relaxation, entropy, exit, basins }: Solution) {
  return {
    clock,
    stationary: isAbsent(stationary)
      ? stationary
      : {
          ...stationary,
          ...momentsJson(stationary.mean, stationary.covariance),
          probabilities: [...stationary.probabilities],
          current: stationary.current?.map((component) => [...component]) ?? null,
        },
    relaxation,
    entropy: isAbsent(entropy)
      ? entropy
      : { steps: entropy.steps, values: finite(entropy.values), errors: finite(entropy.errors) },
    exit:
      exit === null || isAbsent(exit)
        ? exit
        : { ...exit, distribution: finite(exit.distribution), meanFrom: finite(exit.meanFrom) },
    basins:
      basins === null || isAbsent(basins)
        ? basins
        : { ...basins, committor: basins.committor && finite(basins.committor) },
  };
}

const finite = (values: Float64Array) => Array.from(values, (v) => (Number.isFinite(v) ? v : null));

function momentsJson(mean: Float64Array, covariance: Float64Array) {
  const d = mean.length;
  const rows = Array.from({ length: d }, (_, i) => [...covariance.subarray(i * d, (i + 1) * d)]);
  return { mean: [...mean], covariance: rows };
}
