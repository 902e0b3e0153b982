/** Building blocks of the experiment file's schema: each says what it expects in words. */
import { z } from 'zod';
import { unknownName } from '../errors.js';
import { maxMagnitude } from '../landscape.js';

// zod would otherwise try to compile its checks, which a strict content security policy forbids.
z.config({ jitless: true });

/** A mapping with these keys and no others. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape, expected: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownKey(issue.keys?.[0] ?? '', Object.keys(shape))
        : expected,
  });
}

/** A key with other signs than letters and digits was most likely no key. */
const unknownKey = (key: string, known: readonly string[]) =>
  unknownName('key', key, known) +
  (/^[\w-]*$/.test(key) ? '' : '; text with a comma or colon in it needs quotes');

/** A finite number of the closed interval. */
export function real(min: number, max: number, description: string) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error }).describe(description);
}

/** A whole number of the closed interval. */
export function whole(min: number, max: number, description: string) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(description);
}

/** Text that a terminal or a page may show: no control characters but line ends. */
export function text(max: number, description: string) {
  const error = `text of 1 to ${max} printable characters`;
  return z
    .string({ error })
    .min(1, { error })
    .max(max, { error })
    .refine((s) => !/[^\P{Cc}\n]/u.test(s), { error })
    .describe(description);
}

/** `min` to `max` items. */
export function list<Item extends z.ZodType>(
  item: Item,
  min: number,
  max: number,
  expected: string,
) {
  const error = `a list of ${min} to ${max} ${expected}`;
  return z.array(item, { error }).min(min, { error }).max(max, { error });
}

/** A number that float32 can hold squared. */
export const coordinate = (description: string) => real(-maxMagnitude, maxMagnitude, description);
