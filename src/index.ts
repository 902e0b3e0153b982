/**
 * The library: parse an experiment, open a backend, run it as a stream of frames, solve its
 * predictions, write what is left behind. This is the only file that re-exports.
 */

export { createCpuBackend } from './engine/cpu/cpuBackend.js';
export type {
  AdapterDescription,
  Backend,
  Divergence,
  Ensemble,
  EnsembleRequest,
  Exits,
  Snapshot,
} from './engine/ensemble.js';
export { DeviceError, ShaderError } from './engine/errors.js';
export { openDevice } from './engine/gpu/device.js';
export { createGpuBackend } from './engine/gpu/gpuBackend.js';
export { openBackend, openGpuBackend } from './engine/openBackend.js';
export type { Axis, Grid } from './math/grid.js';
export { SpecError } from './model/errors.js';
export type { EnsembleSpec, Experiment, Landscape, PredictionName } from './model/experiment.js';
export { resolveExperiment } from './model/file/resolve.js';
export { experimentJsonSchema } from './model/file/schema.js';
export { parseExperiment } from './model/file/text.js';
export { resultFiles } from './run/files/resultFiles.js';
export type {
  Comparison,
  EnsembleFrame,
  ExitComparison,
  ExitHistogram,
  ExitSummary,
  Frame,
  Progress,
  RunManifest,
  RunResult,
  Verdict,
} from './run/frame.js';
export { reportHtml } from './run/report.js';
export { run } from './run/run.js';
export { judge } from './run/verdict.js';
export { version } from './run/version.js';
export type { EnsembleMoments } from './theory/closedForm/solveMoments.js';
export { solveMoments } from './theory/closedForm/solveMoments.js';
export type { ExitPrediction, ExitSeries } from './theory/escape/exitPrediction.js';
export { predictExit } from './theory/escape/predictExit.js';
export { predict } from './theory/predict.js';
export type { Prediction, PredictionSeries } from './theory/prediction.js';
