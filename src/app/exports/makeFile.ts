/** The content of every file that is made of numbers on show: text or bytes, by kind. */
import type { Exits } from '../../engine/ensemble.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { summarizeExits } from '../../run/exits.js';
import { densitiesCsv } from '../../run/files/densitiesCsv.js';
import { encodeNpz } from '../../run/files/npz.js';
import { printJson } from '../../run/files/printJson.js';
import { resultArrays, resultJson } from '../../run/files/resultFiles.js';
import type { Frame, RunManifest } from '../../run/frame.js';
import { frameResult } from '../../run/frameResult.js';
import type { CurveSheet } from '../../run/report/curvePicture.js';
import type { FrameView, Part } from '../../run/report/framePictures.js';
import type { ExitSeries } from '../live/solver.js';
import type { FileKind } from './refusals.js';

export interface FileRequest {
  readonly kind: FileKind;
  /** The experiment as its walkers set out, as plain data. */
  readonly source: unknown;
  /** What of it was changed under way, before the frame. */
  readonly changes: readonly { readonly step: number; readonly source: unknown }[];
  readonly frame: Frame;
  /** First passages up to the frame, sampled and predicted, by ensemble. */
  readonly exits: {
    readonly counted: readonly (Exits | null)[];
    readonly series: readonly (readonly ExitSeries[])[];
  };
  readonly manifest: RunManifest;
  readonly part: Part;
  /** How the page shows it, which a picture goes by. */
  readonly view: FrameView;
}

export interface CurvesRequest {
  readonly kind: 'curves';
  readonly sheet: CurveSheet;
}

export type Request = FileRequest | CurvesRequest;

/** The content of a file. An SVG brings its library along when it is first asked for. */
export async function makeFile(request: Request): Promise<string | Uint8Array> {
  if (request.kind === 'curves') {
    return (await import('../../run/report/curvePicture.js')).curvePicture(request.sheet);
  }
  const { source, changes, frame, manifest, kind, part, view } = request;
  const lawChanges = changes.map((change) => ({
    step: change.step,
    experiment: resolveExperiment(change.source),
  }));
  const exits = request.exits.counted.map(
    (counted, e) => counted && summarizeExits(counted, request.exits.series[e] ?? []),
  );
  const result = frameResult(resolveExperiment(source), frame, manifest, lawChanges, exits);
  switch (kind) {
    case 'csv':
      return densitiesCsv(result);
    case 'npz':
      return encodeNpz(resultArrays(result));
    case 'json':
      return printJson(resultJson(result));
    case 'svg':
      return (await import('../../run/report/framePictures.js')).framePicture(result, part, view);
    default:
      return kind satisfies never;
  }
}
