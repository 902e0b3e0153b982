/**
 * The state of the page as the hash of its address: "#1." and the deflated JSON of the state in
 * base64url. Links come from anywhere, so nothing in one is believed: sizes are bounded before and
 * while it is unpacked, and the experiment goes through the same door as a file.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { z } from 'zod';
import { SpecError } from '../../model/errors.js';
import type { Experiment, PredictionName } from '../../model/experiment.js';
import { requirePlain } from '../../model/file/plain.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { predictionNames } from '../../model/predictions.js';
import { frameRates } from '../state.js';
import { type Camera, distances, elevations } from '../view3d/camera.js';

/** How the page shows an experiment. */
export interface SharedView {
  readonly logarithmic: boolean;
  /** The step that the walkers are brought to. */
  readonly step: number;
  /** Keys of the curves that are hidden, in any order. */
  readonly hidden: readonly string[];
  /** Absent: as many as the device shows smoothly. */
  readonly framesPerSecond?: number;
  /** On the maps; absent: their first choice. */
  readonly prediction?: PredictionName;
  /** Of the loss surface; absent: where it starts. */
  readonly camera?: Camera;
}

export interface Shared {
  readonly experiment: Experiment;
  readonly view: SharedView;
}

/**
 * A field that older pages do not know makes them refuse the link, so it is written only where it
 * is not its default; one that changes its meaning needs another version.
 */
const version = '1';
const longestHash = 200_000;
const longestText = 2_000_000;
/** Packing more takes time that the page would miss; the hash would most likely be too long. */
const longestPacked = 500_000;

/** More than all keys of eight noise models on all cards. */
const mostHidden = 128;
const fullTurn = 2 * Math.PI;

const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().min(least).max(most);

const stateSchema = z.strictObject({
  experiment: z.record(z.string(), z.unknown()),
  view: z.strictObject({
    logarithmic: z.boolean(),
    step: z.int().min(0).max(1_000_000),
    hidden: z
      .array(z.string().regex(/^[A-Za-z0-9 ]{1,40}$/))
      .max(mostHidden)
      .default([]),
    framesPerSecond: within(frameRates).exactOptional(),
    prediction: z.enum(predictionNames).exactOptional(),
    camera: z
      .strictObject({
        azimuth: within({ least: -fullTurn, most: fullTurn }),
        elevation: within(elevations),
        distance: within(distances),
      })
      .exactOptional(),
  }),
});

/**
 * The hash, with its "#", that `readLink` turns back into the same state; null where the experiment
 * holds more data than an address can.
 */
export function writeLink(experiment: Experiment, view: SharedView): string | null {
  const { hidden, ...rest } = view;
  const shown = hidden.length > 0 ? { ...rest, hidden: [...hidden].sort() } : rest;
  const text = JSON.stringify({ experiment: experiment.source, view: shown });
  if (text.length > longestPacked) return null;
  const body = toBase64Url(deflateSync(strToU8(text), { level: 9 }));
  return body.length > longestHash ? null : `#${version}.${body}`;
}

/**
 * The state that a hash holds; null where the hash is empty or no link of ours (a plain anchor).
 * Throws SpecError for a link that is damaged, too large, of another version or holds an experiment
 * with a mistake; its message ends "This link cannot be opened: …".
 */
export function readLink(hash: string): Shared | null {
  const match = /^#(\d{1,6})\.(.*)$/s.exec(hash);
  if (!match) return null;
  const [, made, body] = match;
  if (made !== version) {
    throw refusal(`it is of version ${made}, this page reads version ${version}`);
  }
  if (body.length > longestHash) {
    throw refusal(`it has ${body.length} characters, at most ${longestHash} are read`);
  }
  const plain = parse(unpack(fromBase64Url(body)));
  blameExperiment(() => requirePlain(plain));
  const state = stateSchema.safeParse(plain);
  if (!state.success) throw refusal('it holds no state of this page');
  const experiment = blameExperiment(() => resolveExperiment(state.data.experiment));
  const { view } = state.data;
  return { experiment, view: { ...view, step: Math.min(view.step, experiment.steps) } };
}

/** `reason` says of the link why it cannot be opened. */
const refusal = (reason: string) => new SpecError('', reason);

/** What `take` gives; a mistake that it finds is the experiment's, not of the link around it. */
function blameExperiment<T>(take: () => T): T {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const { path, problem } = error;
    throw refusal(`its experiment has a mistake${path && ` at ${path}`}: ${problem}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('it is damaged');
  }
}

/** Inflates piece by piece and stops where the text grows beyond all reason. */
function unpack(bytes: Uint8Array): string {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const inflate = new Inflate((piece) => {
    size += piece.length;
    if (size > longestText) throw refusal(`it unpacks to more than ${longestText} characters`);
    pieces.push(piece);
  });
  try {
    const step = 1024;
    for (let at = 0; at < bytes.length; at += step) {
      inflate.push(bytes.subarray(at, at + step), at + step >= bytes.length);
    }
  } catch (error) {
    throw error instanceof SpecError ? error : refusal('it is damaged');
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return strFromU8(whole);
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw refusal('it is damaged');
  }
}
