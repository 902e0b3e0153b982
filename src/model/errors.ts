/** The user's mistakes: the error that names them, and the words that describe them. */
import { distance } from 'fastest-levenshtein';
import { isName } from '../math/expression/names.js';

/** Messages quote what a file holds: no control character of it reaches a terminal. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');

/** The user's mistake: where in the experiment, what was there, what was expected. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly path: string;
  readonly problem: string;
  constructor(path: string, problem: string) {
    super(printable(path ? `${path}: ${problem}` : problem));
    this.path = printable(path);
    this.problem = printable(problem);
  }
}

const shorten = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A short printable form of any value; never longer than about 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, 100)), 50);
  if (typeof value === 'bigint') return shorten(value.toString(), 50);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    const shown = keys.slice(0, 4).map((k) => shorten(k, 12));
    return `{ ${shown.join(', ')}${keys.length > 4 ? ', …' : ''} }`.replace('{  }', '{}');
  }
  return shorten(String(value), 50);
}

/** `path` with one more step: `.key`, `[3]`, or a quoted key where it is not a plain name. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!isName(key) && !/^[A-Za-z_]\w{0,39}$/.test(key)) return `${path}[${show(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** The sentence for a name that is not among `names`: the nearest one if any is near, and all. */
export function unknownName(kind: string, name: string, names: readonly string[]): string {
  const short = name.slice(0, 40);
  const ranked = names
    .map((n) => ({ n, d: distance(short.toLowerCase(), n.toLowerCase()) }))
    .sort((a, b) => a.d - b.d);
  // One letter is near every other one, and means something else.
  const most = Math.min(Math.max(2, short.length / 3), short.length - 2);
  const near = ranked.length > 0 && ranked[0].d <= most;
  const hint = near ? ` Did you mean ${show(ranked[0].n)}?` : '';
  return `unknown ${kind} ${show(name)}.${hint} Known: ${names.join(', ')}`;
}

/** `name` as a key of `catalogue`, a catalogue of `kind`. Throws SpecError under `path` where it is none. */
export function requireName<Catalogue extends object>(
  name: unknown,
  catalogue: Catalogue,
  kind: string,
  path: string,
): keyof Catalogue & string {
  const known = Object.keys(catalogue);
  if (typeof name !== 'string') {
    const found = name === undefined ? 'missing; ' : `got ${show(name)}, `;
    throw new SpecError(path, `${found}expected one of ${known.join(', ')}`);
  }
  if (!known.includes(name)) throw new SpecError(path, unknownName(kind, name, known));
  return name as keyof Catalogue & string;
}
