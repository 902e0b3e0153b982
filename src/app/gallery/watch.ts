/** What to watch in a preset: the sentence that its file begins with, as a comment. */

/** The first sentence of the comment at the head of a file, without "Watch"; empty without one. */
export function watchOf(text: string): string {
  const comment = /^(?:#[^\n]*\n)+/.exec(text)?.[0] ?? '';
  const words = comment.replace(/^# ?/gm, '').replace(/\s+/g, ' ').trim();
  // A sentence ends with a stop before a capital; numbers have stops too.
  return /^.*?[.!](?= \p{Lu}|$)/u.exec(words)?.[0] ?? words;
}
