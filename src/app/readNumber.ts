/** Numbers as people type them into fields. */

const digits = String.raw`\d+(?:\.\d*)?|\.\d+`;
/** Thousands set apart by commas or by spaces; none begins with a zero: 0,150 means something else. */
const grouped = [',', String.raw`\s`].map(
  (gap) => String.raw`[1-9]\d{0,2}(?:${gap}\d{3})+(?:\.\d*)?`,
);
const pattern = new RegExp(`^[-+−]?(?:${[digits, ...grouped].join('|')})(?:e[-+−]?\\d+)?$`, 'i');

/** Why a text states no number, to be said of the field that it was typed into. */
export function noNumberWords(field: string, text: string): string {
  const typed = text.trim().slice(0, 40);
  const point = typed.replace(',', '.');
  const hint = readNumber(point) === null ? '' : `; with a decimal point it is ${point}`;
  return `${field}: “${typed}” is no number${hint}`;
}

/** The seed that a text states, also in the quotes of a file; null where it states none. */
export function readSeed(text: string): string | null {
  const typed = text.replace(/["'“”„\s,]/g, '');
  if (!/^\d{1,40}$/.test(typed)) return null;
  const seed = BigInt(typed);
  return seed < 2n ** 64n ? seed.toString() : null;
}

/**
 * The number that a text states, with or without its thousands set apart; null where it states none,
 * or where a comma may be meant as the decimal point.
 */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!pattern.test(trimmed)) return null;
  const value = Number(trimmed.replace(/[,\s]/g, '').replaceAll('−', '-'));
  return Number.isFinite(value) ? value : null;
}
