import { describe, expect, it } from 'vitest';
import {
  namedSteps,
  neighbourOf,
  positionOfStep,
  stepAtPosition,
} from '../../../src/app/timeline/track.js';

describe('the time line', () => {
  const kept = [0, 1, 2, 5, 10, 50, 200];

  it('finds every kept step at its own position, and between two the closer', () => {
    for (const step of kept) {
      expect(stepAtPosition(kept, 200, positionOfStep(step, 200))).toBe(step);
    }
    const middle = (positionOfStep(10, 200) + positionOfStep(50, 200)) / 2;
    expect(stepAtPosition(kept, 200, middle - 1e-6)).toBe(10);
    expect(stepAtPosition(kept, 200, middle + 1e-6)).toBe(50);
    expect(stepAtPosition([], 200, 0.5)).toBeNull();
  });

  it('walks from kept step to kept step and stops at the ends', () => {
    expect(neighbourOf(kept, 5, 1)).toBe(10);
    expect(neighbourOf(kept, 5, -1)).toBe(2);
    expect(neighbourOf(kept, 0, -1)).toBe(0);
    expect(neighbourOf(kept, 5, Number.POSITIVE_INFINITY)).toBe(200);
    expect(neighbourOf(kept, 5, Number.NEGATIVE_INFINITY)).toBe(0);
    expect(neighbourOf([], 5, 1)).toBeNull();
  });

  it('names the start, the end and powers of ten that do not touch the end', () => {
    expect(namedSteps(200)).toEqual([0, 1, 10, 100, 200]);
    expect(namedSteps(1000)).toEqual([0, 1, 10, 100, 1000]);
    expect(namedSteps(120)).toEqual([0, 1, 10, 120]);
    expect(namedSteps(1)).toEqual([0, 1]);
  });
});
