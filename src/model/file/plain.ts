/** The door for plain data, wherever it comes from. It is never trusted. */
import { SpecError, show } from '../errors.js';

const maxValues = 2_000_000;
const maxDepth = 12;

/**
 * Checks that `plain` is a small tree of plain data: mappings without reserved keys, lists, text,
 * numbers, booleans and null. Aliases count as often as they occur, so that none can blow it up.
 */
export function requirePlain(plain: unknown): void {
  let values = 0;
  const visit = (value: unknown, depth: number): void => {
    if (++values > maxValues) {
      throw new SpecError('', `more than ${maxValues} values, expected a smaller file`);
    }
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) throw new SpecError('', `nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      return;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new SpecError('', 'holds an object that is not plain data');
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        throw new SpecError('', `the key ${show(key)} is not allowed`);
      }
      visit((value as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(plain, 0);
}
