/** Sliders over linear or logarithmic ranges: positions from 0 to 1 and the values they stand for. */
import type { NumberParameter } from '../../model/landscapes/entry.js';

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly logarithmic: boolean;
  readonly integer: boolean;
}

/** Position of a value, 0 at `min` and 1 at `max`; values beyond the ends stop there. */
export function positionOf({ min, max, logarithmic }: Scale, value: number): number {
  const t = logarithmic
    ? Math.log(Math.max(value, min) / min) / Math.log(max / min)
    : (value - min) / (max - min);
  return Math.max(0, Math.min(1, t));
}

/** Value at a position, rounded to what a hand can aim at: whole, or three significant digits. */
export function valueAtPosition({ min, max, logarithmic, integer }: Scale, t: number): number {
  const value = logarithmic ? min * (max / min) ** t : min + (max - min) * t;
  if (integer) return Math.round(value < 1000 ? value : Number(value.toPrecision(2)));
  const digits = logarithmic
    ? 3
    : Math.max(1, Math.ceil(Math.log10((1000 * Math.abs(value)) / (max - min) + 1)));
  return Number(value.toPrecision(Math.min(digits, 6)));
}

/**
 * The scale of a catalogue parameter whose allowed range may be far wider than is of use: around
 * its default and its present value, linear where it may be zero or negative within reach,
 * logarithmic where it spans decades.
 */
export function scaleOfParameter(parameter: NumberParameter, present: number): Scale {
  const { min, max, default: usual } = parameter;
  const integer = parameter.kind === 'integer';
  const size = Math.max(Math.abs(usual), Math.abs(present)) || 1;
  if (integer) return { min, max, logarithmic: min > 0 && max / min > 64, integer };
  if (min < 0) {
    return {
      min: Math.max(min, -2 * size),
      max: Math.min(max, 2 * size),
      logarithmic: false,
      integer,
    };
  }
  if (max <= 1 || max / size <= 10) return { min, max, logarithmic: false, integer };
  return {
    min: Math.max(min, size / 100),
    max: Math.min(max, size * 30),
    logarithmic: true,
    integer,
  };
}
