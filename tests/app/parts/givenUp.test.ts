import { expect, test } from 'vitest';
import { givenUpWords } from '../../../src/app/live/givenUp.js';
import type { Plan } from '../../../src/app/live/plan.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { smallParabola } from '../../support/experiments.js';

const live: Plan = { kind: 'live', longest: 4 };
const waves: Plan = { kind: 'waves', sizes: [5000], bytes: 0, walkerSteps: 0 };
const before = resolveExperiment(smallParabola);
const law = resolveExperiment({ ...smallParabola, learningRate: 0.2 });
const { data } = smallParabola.landscape;
const loss = resolveExperiment({
  ...smallParabola,
  landscape: { parameters: ['x'], loss: '(x - a)^4', data },
});
const another = resolveExperiment({
  ...smallParabola,
  seed: '5',
  landscape: { parameters: ['x'], loss: 'x^2' },
});

test('a run in waves that a new law puts an end to is told of', () => {
  const words = 'The law was changed: Run begins the run in waves again, with the new law.';
  expect(givenUpWords(before, law, 'running', waves)).toBe(words);
  expect(givenUpWords(before, law, 'done', waves)).toBe(words);
  expect(givenUpWords(before, law, 'idle', waves)).toBeNull();
  expect(givenUpWords(before, law, 'running', live)).toBeNull();
  // Opened once more, as it was.
  expect(givenUpWords(before, before, 'done', waves)).toBeNull();
});

test('a run that a new loss puts an end to is told of, and what was opened is not', () => {
  expect(givenUpWords(before, loss, 'running', live)).toMatch(/^The loss was changed: the run has/);
  expect(givenUpWords(before, loss, 'running', waves)).toMatch(/^The loss was changed: Run begins/);
  expect(givenUpWords(before, loss, 'paused', live)).toBeNull();
  for (const plan of [live, waves])
    expect(givenUpWords(before, another, 'running', plan)).toBeNull();
});
