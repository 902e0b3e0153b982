/** How much text is read at all, and in which encoding. */
import { SpecError } from '../errors.js';

const maxTextLength = 5_000_000;

/** UTF-16 read as UTF-8: every other character is a null. */
const utf16 = /^\ufffd{0,2}(?:[^\0]\0|\0[^\0]){4}/;

/** Throws SpecError at `path` where `text` is longer than any that makes sense, or no UTF-8. */
export function requireReadable(text: string, path: string): void {
  if (text.length > maxTextLength) {
    throw new SpecError(
      path,
      `got ${text.length} characters, expected at most ${maxTextLength} characters of text`,
    );
  }
  if (utf16.test(text)) throw new SpecError(path, 'the text is UTF-16; save it as UTF-8');
  if (text.includes('\0') || text.startsWith('PK\x03\x04')) {
    throw new SpecError(path, 'the file is not text (a spreadsheet?); save it as text in UTF-8');
  }
}
