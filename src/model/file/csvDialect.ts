/** How a table in text is written: what parts its cells, and where its names stand. */

export interface Dialect {
  /** The text with what is no part of the table blanked, lines kept in their places. */
  readonly text: string;
  readonly delimiter: ',' | ';' | '\t' | ' ';
  /** Names that stand in the comment above the numbers, as NumPy's savetxt writes them. */
  readonly commentNames: readonly string[] | null;
}

const numeric = /^[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?$/;

/** Whether every cell is a number, in either way of writing decimals. */
export const areNumbers = (cells: readonly string[]): boolean =>
  cells.length > 0 && cells.every((cell) => numeric.test(cell));

/**
 * The dialect that the first lines of `text` show: tabs, else semicolons, else commas, else spaces
 * between names; Excel's line "sep=;" decides. Line ends of every kind become one.
 */
export function dialectOf(text: string): Dialect {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const stated = /^sep=([,;\t])\n/i.exec(plain)?.[1] as Dialect['delimiter'] | undefined;
  const body = stated ? plain.replace(/^.*/, '') : plain;
  const lines = body.split('\n', 1000);
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const delimiter = stated ?? delimiterOf(lines[first] ?? '');
  const above = lines[first - 1]?.trim() ?? '';
  const names = above.startsWith('#') ? cellsOf(above.replace(/^#+/, ''), delimiter) : [];
  const count = cellsOf(lines[first] ?? '', delimiter);
  const isHeader = names.length === count.length && areNumbers(count) && !areNumbers(names);
  return {
    text: delimiter === ' ' ? body.replace(/^ +| +$/gm, '').replace(/ +/g, ' ') : body,
    delimiter,
    commentNames: isHeader ? names : null,
  };
}

function delimiterOf(line: string): Dialect['delimiter'] {
  const bare = line.replace(/"[^"]*"/g, '');
  const found = (['\t', ';', ','] as const).find((mark) => bare.includes(mark));
  if (found) return found;
  return /\S +\S/.test(bare) ? ' ' : ',';
}

function cellsOf(line: string, delimiter: string): string[] {
  const cells = delimiter === ' ' ? line.trim().split(/\s+/) : line.split(delimiter);
  return cells.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
