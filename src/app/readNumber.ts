/** Numbers as people type them into fields. */

const digits = String.raw`\d+(?:\.\d*)?|\.\d+`;
/** Thousands set apart by commas or by spaces; none begins with a zero: 0,150 means something else. */
const grouped = [',', String.raw`\s`].map(
  (gap) => String.raw`[1-9]\d{0,2}(?:${gap}\d{3})+(?:\.\d*)?`,
);
const pattern = new RegExp(`^[-+−]?(?:${[digits, ...grouped].join('|')})(?:e[-+−]?\\d+)?$`, 'i');

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
