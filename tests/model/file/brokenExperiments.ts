/** An experiment to break, and the message that breaking it gives. */
import { expect } from 'vitest';
import { SpecError } from '../../../src/model/errors.js';

export const good = {
  landscape: { name: 'doubleWell' },
  learningRate: 0.1,
  steps: 10,
  ensembles: [{ rule: 'langevin' }],
};
export const own = (landscape: object) => ({
  ...good,
  landscape: { parameters: ['x'], loss: 'x^2', ...landscape },
  initial: { x: 0 },
  grid: { x: { min: -1, max: 1 } },
});
export const nested = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}x${close.repeat(levels)}`;

export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    return error.message;
  }
  return 'accepted';
}
