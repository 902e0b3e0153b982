/** How much text is read at all. */
import { SpecError } from '../errors.js';

const maxTextLength = 5_000_000;

/** Throws SpecError at `path` where `text` is longer than any that makes sense. */
export function requireLength(text: string, path: string): void {
  if (text.length > maxTextLength) {
    throw new SpecError(
      path,
      `got ${text.length} characters, expected at most ${maxTextLength} characters of text`,
    );
  }
}
