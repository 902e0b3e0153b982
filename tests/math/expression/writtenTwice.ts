/** Random expressions as text, to hold against each other. */

export interface Written {
  /** Each part in parentheses. */
  readonly plain: string;
  /** With no more than the rules of precedence ask for, in the signs of papers. */
  readonly human: string;
  readonly strength: number;
}

/** A random expression of x, y, θ and a1, `depth` operations deep at most, written twice. */
export function writtenTwice(random: () => number, depth: number): Written {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const guarded = (part: Written, least: number) =>
    part.strength < least ? `(${part.human})` : part.human;
  if (depth === 0 || random() < 0.15) {
    const name = pick(['x', 'y', 'θ', 'a1', '2', '0.5']);
    return { plain: name, human: name, strength: 9 };
  }
  const [a, b] = [writtenTwice(random, depth - 1), writtenTwice(random, depth - 1)];
  switch (
    pick(['add', 'sub', 'mul', 'side', 'div', 'neg', 'power', 'square', 'abs', 'sin', 'if'])
  ) {
    case 'add':
      return {
        plain: `(${a.plain} + ${b.plain})`,
        human: `${guarded(a, 4)} + ${guarded(b, 4)}`,
        strength: 4,
      };
    case 'sub':
      return {
        plain: `(${a.plain} - ${b.plain})`,
        human: `${guarded(a, 4)} − ${guarded(b, 5)}`,
        strength: 4,
      };
    case 'mul':
      return {
        plain: `(${a.plain} * ${b.plain})`,
        human: `${guarded(a, 5)} · ${guarded(b, 6)}`,
        strength: 5,
      };
    case 'side': {
      const [left, right] = [guarded(a, 5.5), guarded(b, 7)];
      // Where a product needs its sign: before a number, and behind a bar.
      const sign = /^\d/.test(right) || left.endsWith('|') ? ' * ' : ' ';
      return { plain: `(${a.plain} * ${b.plain})`, human: `${left}${sign}${right}`, strength: 5.5 };
    }
    case 'div':
      return {
        plain: `(${a.plain} / ${b.plain})`,
        human: `${guarded(a, 5)} ÷ ${guarded(b, 6)}`,
        strength: 5,
      };
    case 'neg':
      return { plain: `(-${a.plain})`, human: `−${guarded(a, 6)}`, strength: 6 };
    case 'power':
      return {
        plain: `(${a.plain}^${b.plain})`,
        human: `${guarded(a, 9)}${pick(['^', '**'])}${guarded(b, 7)}`,
        strength: 8,
      };
    case 'square':
      return { plain: `(${a.plain}^2)`, human: `${guarded(a, 9)}²`, strength: 8 };
    case 'abs':
      return {
        plain: `abs(${a.plain})`,
        human: a.human.includes('|') ? `abs(${a.human})` : `|${a.human}|`,
        strength: 9,
      };
    case 'sin':
      return { plain: `sin(${a.plain})`, human: `sin(${a.human})`, strength: 9 };
    default:
      return {
        plain: `if(${a.plain} < ${b.plain}, ${a.plain}, ${b.plain})`,
        human: `(${guarded(a, 4)} < ${guarded(b, 4)} ? ${guarded(a, 4)} : ${guarded(b, 4)})`,
        strength: 9,
      };
  }
}
