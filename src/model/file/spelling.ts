/** Names in the one spelling that expressions know them by. */
import { normalizeName } from '../../math/expression/names.js';
import { SpecError, show } from '../errors.js';

/** `record` under names in their one spelling; throws SpecError where two are the same name. */
export function inOneSpelling<T>(
  record: Readonly<Record<string, T>>,
  path: string,
): Record<string, T> {
  const typed = new Map<string, string>();
  const entries = Object.entries(record).map(([key, value]): [string, T] => {
    const name = normalizeName(key);
    const other = typed.get(name);
    if (other !== undefined) {
      throw new SpecError(path, `${show(other)} and ${show(key)} are the same name`);
    }
    typed.set(name, key);
    return [name, value];
  });
  return Object.fromEntries(entries);
}
