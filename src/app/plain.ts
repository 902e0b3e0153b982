/** An experiment as plain data, the way its file states it, and changes to it. Nothing here is checked. */

export type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The experiment with another value at the top, such as `learningRate`. */
export function withValue(plain: Plain, key: string, value: unknown): Plain {
  if (key !== 'steps') return { ...plain, [key]: value };
  const { snapshots } = plain;
  const steps = Number(value);
  if (!Array.isArray(snapshots)) return { ...plain, steps };
  // A snapshot behind the end would be an error; the end itself is always looked at, the old one
  // no longer: a slider leaves one behind wherever it rests.
  const kept = snapshots.filter((step) => Number(step) < steps && step !== plain.steps);
  return { ...plain, steps, snapshots: [...kept, steps] };
}

/** The experiment with another value of a parameter of its catalogue landscape. */
export function withLandscapeValue(plain: Plain, key: string, value: unknown): Plain {
  const landscape = isPlain(plain.landscape) ? plain.landscape : {};
  return { ...plain, landscape: { ...landscape, [key]: value } };
}

/** The experiment with another value of a parameter of ensemble `index`. */
export function withEnsembleValue(plain: Plain, index: number, key: string, value: unknown): Plain {
  const ensembles = Array.isArray(plain.ensembles) ? plain.ensembles : [];
  return {
    ...plain,
    ensembles: ensembles.map((e: unknown, i) =>
      i === index && isPlain(e) ? { ...e, [key]: value } : e,
    ),
  };
}

/** The plain data of a resolved experiment. */
export function plainOf(source: unknown): Plain {
  if (!isPlain(source))
    throw new Error('it holds no experiment, which is a mapping from landscape, steps and so on');
  return source;
}

/** The value at a path of plain data, or undefined. */
export function valueAt(plain: unknown, ...path: (string | number)[]): unknown {
  let value = plain;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
