/** What an entry of the catalogue of landscapes says, and the data that several entries share. */

/** A number that a catalogue entry can be tuned by. */
export interface NumberParameter {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly sentence: string;
}

export type Values = Readonly<Record<string, number>>;

/** One coordinate's law at step 0 as an experiment file states it. */
export type InitialText = number | { readonly normal: readonly [number, number] };

export interface LandscapeEntry {
  readonly title: string;
  readonly sentence: string;
  readonly parameters: Readonly<Record<string, NumberParameter>>;
  /** Names of the walker's coordinates θ; one or two. */
  readonly coordinates: readonly string[];
  /** ℓ(θ; z), an expression of coordinates, parameters and data columns. */
  readonly loss: string;
  /** Columns of samples, all of one length; no column means one sample. */
  readonly data: (values: Values) => Readonly<Record<string, readonly number[]>>;
  /** Suggested range of the grid per coordinate. */
  readonly domain: (values: Values) => readonly (readonly [number, number])[];
  /** Suggested law at step 0 per coordinate. */
  readonly initial: readonly InitialText[];
}

/** A parameter that takes any number from `min` to `max`. */
export const real = (
  value: number,
  min: number,
  max: number,
  sentence: string,
): NumberParameter => ({
  kind: 'number',
  default: value,
  min,
  max,
  sentence,
});

export const noData = () => ({});
/** Eight equally spaced values with mean 0 and variance 1. */
export const eight = Array.from({ length: 8 }, (_, i) => (2 * i - 7) / Math.sqrt(21));
export const scaled = (values: readonly number[], by: number) => values.map((v) => v * by);
/** Every pair of one value of `a` and one of `b`, as two columns. */
export function pairs(a: readonly number[], b: readonly number[]): [number[], number[]] {
  return [a.flatMap((v) => b.map(() => v)), a.flatMap(() => [...b])];
}
/** Both columns of the four sign combinations (±a, ±b). */
export const signs = (a: number, b: number) => pairs([-a, a], [-b, b]);
