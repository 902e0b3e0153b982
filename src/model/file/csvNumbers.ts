/** Cells of a table as numbers: with decimal points or, all through the table, with decimal commas. */
import { show } from '../errors.js';

/** A column of numbers, or what is wrong with it. */
export type Column = { readonly values: number[] } | { readonly wrong: string };

const pointed = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const withComma = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;
/** Whether `cell` is a number with a decimal point or without decimals. */
export const isNumber = (cell: string): boolean =>
  pointed.test(cell) && Number.isFinite(Number(cell));

const isWithComma = (cell: string) => withComma.test(cell) && isNumber(cell.replace(',', '.'));

/** 1,234 is either 1.234 or 1234. */
const grouped = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** The columns of a table given by columns; `where` names the place of a cell. */
export function numbersOf(
  table: readonly (readonly string[])[],
  where: (row: number, column: number) => string,
): Column[] {
  const numeric = table.filter((cells) =>
    cells.every((cell) => isNumber(cell) || isWithComma(cell)),
  );
  const holds = (mark: string) =>
    numeric.some((cells) => cells.some((cell) => cell.includes(mark)));
  const commas = numeric.flatMap((cells) => cells.filter((cell) => cell.includes(',')));
  const isMixed = commas.length > 0 && holds('.');
  const isUnclear = commas.length > 0 && commas.every((cell) => grouped.test(cell));
  return table.map((cells, column): Column => {
    const wrong = (row: number, problem: string) => ({
      wrong: `${where(row, column)}: got ${show(cells[row])}${problem}`,
    });
    const bad = cells.findIndex((cell) => !isNumber(cell) && !isWithComma(cell));
    if (bad >= 0) return wrong(bad, ', expected a number');
    const comma = cells.findIndex((cell) => cell.includes(','));
    if (comma < 0) return { values: cells.map(Number) };
    if (isMixed) return wrong(comma, ' beside numbers with a point; write all decimals alike');
    if (isUnclear)
      return wrong(comma, ', which is a decimal or a thousand; write decimals with a point');
    return { values: cells.map((cell) => Number(cell.replace(',', '.'))) };
  });
}
