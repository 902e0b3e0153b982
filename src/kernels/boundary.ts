/** The ends of the axes in WGSL, by the rule of `model/boundary.ts`. */
import type { Grid } from '../math/grid.js';
import { canAbsorb, type Float32Fold, float32Fold } from '../model/boundary.js';
import { componentOf } from './walkers.js';
import { float32Literal } from './wgsl/literals.js';

/**
 * `hold(theta)`: where a walker is after an update that left it at theta, and `isAbsorbed` of that
 * where an end absorbs. What is beyond the bound of divergence stays. Empty where no end of the grid
 * moves or removes walkers: kernels then do without.
 */
export function printBoundary(grid: Grid): string {
  const d = grid.length;
  const folds = grid.map(float32Fold);
  if (folds.every((fold) => fold === null)) return '';
  const held = folds.map((fold, i) => {
    const value = componentOf('theta', d, i);
    return fold && isMirror(fold) ? `mirror${i}(${value})` : value;
  });
  const beyond = folds.flatMap((fold, i) =>
    fold ? printBeyond(fold, componentOf('held', d, i)) : [],
  );
  return [
    ...folds.flatMap((fold, i) => (fold && isMirror(fold) ? [printMirror(fold, i)] : [])),
    'fn hold(theta: Point) -> Point {',
    '  if (any((bitcast<Bits>(theta) & Bits(0x7fffffffu)) >= bounds())) { return theta; }',
    `  let held = Point(${held.join(', ')});`,
    beyond.length > 0
      ? `  return select(held, Point(${removed}), ${beyond.join(' | ')});`
      : '  return held;',
    '}',
    ...(canAbsorb(grid)
      ? [`fn isAbsorbed(theta: Point) -> bool { return all(theta == Point(${removed})); }`]
      : []),
  ].join('\n');
}

/** What `hold` gives for a walker that is removed: a number beyond every bound. */
const removed = '-0x1p127f';

const isMirror = ({ ends }: Float32Fold) => ends.includes('reflecting');

/** Twin, operation by operation: `createHold` in `model/boundary.ts`. */
function printMirror(fold: Float32Fold, axis: number): string {
  const { ends, low, high, last, twiceLow, twiceHigh, period } = fold;
  const [l, h, p] = [low, high, period].map(float32Literal);
  const [mirrorsLow, mirrorsHigh] = ends.map((end) => end === 'reflecting');
  const lines =
    mirrorsLow && mirrorsHigh
      ? [
          `if ((x >= ${l}) & (x < ${h})) { return x; }`,
          `var u = abs(x - (${l}));`,
          `var turn = ${p};`,
          'while (u >= 2f * turn) { turn *= 2f; }',
          `for (; turn >= ${p}; turn *= 0.5f) { if (u >= turn) { u -= turn; } }`,
          `return min(${float32Literal(last)}, ${l} + min(u, ${p} - u));`,
        ]
      : mirrorsLow
        ? [`return select(x, ${float32Literal(twiceLow)} - x, x < ${l});`]
        : [
            `return select(x, min(${float32Literal(last)}, ${float32Literal(twiceHigh)} - x), x >= ${h});`,
          ];
  return `fn mirror${axis}(x: f32) -> f32 {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
}

/** Conditions on which an absorbing end removes the walker. */
function printBeyond({ ends, low, high }: Float32Fold, value: string): string[] {
  const [atLow, atHigh] = ends.map((end) => end === 'absorbing');
  return [
    ...(atLow ? [`(${value} < ${float32Literal(low)})`] : []),
    ...(atHigh ? [`(${value} >= ${float32Literal(high)})`] : []),
  ];
}
