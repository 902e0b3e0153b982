/**
 * What the command and its page in Chrome say to each other: calls of the Ensemble contract as
 * JSON, with arrays as base64 of their bytes. Both ends run on one machine, so bytes agree.
 */
import type { Divergence, Exits, Losses, Snapshot } from '../../engine/ensemble.js';

/** An answer of the page; errors cross as name and message. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly error: { readonly name: string; readonly message: string } };

export interface OpenedBackend {
  readonly adapter: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    readonly isFallback: boolean;
  };
  readonly capacity: number;
}

export interface PackedSnapshot extends Omit<Snapshot, 'counts' | 'mean' | 'covariance'> {
  readonly counts: string;
  readonly mean: string;
  readonly covariance: string;
}

export interface PackedExits extends Omit<Exits, 'counts'> {
  readonly counts: string;
}

/** The functions that the page offers as `globalThis.walkerlabPage`. */
export interface ChromePage {
  open(source: unknown): Promise<Answer<OpenedBackend>>;
  create(index: number, firstWalker: number, walkers: number): Promise<Answer<number>>;
  advance(ensemble: number, steps: number): Promise<Answer<null>>;
  change(ensemble: number, source: unknown): Promise<Answer<null>>;
  snapshot(ensemble: number): Promise<Answer<PackedSnapshot>>;
  divergences(ensemble: number): Promise<Answer<Divergence[]>>;
  losses(ensemble: number): Promise<Answer<Losses>>;
  exits(ensemble: number): Promise<Answer<PackedExits | null>>;
  readWalkers(ensemble: number, first: number, count: number): Promise<Answer<string[]>>;
  destroy(ensemble: number): Promise<Answer<null>>;
}

/** Name of the function through which the page reports steps done: (ensemble, steps). */
export const reportSteps = 'walkerlabReportSteps';

type Bytes = Float32Array | Float64Array;

/** The bytes of an array as base64. */
export function pack(values: Bytes): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  // In pieces: the number of arguments of a call is limited.
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

function unpackBytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/** The float64 array that `pack` packed. */
export const unpackFloat64 = (base64: string) => new Float64Array(unpackBytes(base64));

/** The float32 array that `pack` packed. */
export const unpackFloat32 = (base64: string) => new Float32Array(unpackBytes(base64));
