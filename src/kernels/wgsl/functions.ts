/** The library `shaders/functions.wgsl`, of which a kernel gets only what it calls. */
import text from '../../../shaders/functions.wgsl?raw';

interface LibraryFunction {
  readonly body: string;
  readonly needs: readonly string[];
}

const library = parse(text);

/** Each function follows a line `// function NAME: … needs A, B; …`. */
function parse(source: string): ReadonlyMap<string, LibraryFunction> {
  const parts = source.split(/^\/\/ function (\w+):/m).slice(1);
  const found = new Map<string, LibraryFunction>();
  for (let i = 0; i < parts.length; i += 2) {
    const [comment, ...lines] = parts[i + 1].split('\n');
    const needs = /needs ([\w, ]+)/.exec(comment)?.[1].split(', ') ?? [];
    found.set(parts[i], { body: lines.join('\n').trim(), needs });
  }
  return found;
}

/** WGSL of the functions named and of those they need, each once. */
export function printFunctions(names: Iterable<string>): string {
  const bodies = new Map<string, string>();
  const include = (name: string) => {
    if (bodies.has(name)) return;
    const entry = library.get(name);
    if (!entry) throw new Error(`shaders/functions.wgsl has no function ${name}`);
    entry.needs.forEach(include);
    bodies.set(name, entry.body);
  };
  for (const name of names) include(name);
  return [...bodies.values()].join('\n');
}
