/** Keys that JSON text holds twice, of which JSON.parse keeps the last without a word. */
import { joinPath } from '../errors.js';

/** A mapping or list that is open where the text is read. */
interface Open {
  /** Of a mapping; null for a list. */
  readonly keys: Set<string> | null;
  readonly path: string;
  /** The key or index that a value here belongs to. */
  step: string | number;
  expectsKey: boolean;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/**
 * The first key that a mapping of `text`, valid JSON, holds twice: the path of the mapping, the key
 * and the line where it comes again; null where there is none.
 */
export function repeatedKey(
  text: string,
): { readonly path: string; readonly key: string; readonly line: number } | null {
  const open: Open[] = [];
  for (const { 0: found, index } of text.matchAll(token)) {
    const top = open.at(-1);
    if (found === '{' || found === '[') {
      const path = top ? joinPath(top.path, top.step) : '';
      const keys = found === '{' ? new Set<string>() : null;
      open.push({ keys, path, step: 0, expectsKey: keys !== null });
    } else if (found === '}' || found === ']') {
      open.pop();
    } else if (!top) {
    } else if (found === ',') {
      if (top.keys) top.expectsKey = true;
      else (top.step as number)++;
    } else if (top.keys && top.expectsKey) {
      const key = JSON.parse(found) as string;
      if (top.keys.has(key)) {
        return { path: top.path, key, line: text.slice(0, index).split('\n').length };
      }
      top.keys.add(key);
      top.step = key;
      top.expectsKey = false;
    }
  }
  return null;
}
