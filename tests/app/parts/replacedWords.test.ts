import { expect, test } from 'vitest';
import { sameButLaw, sameWalkers } from '../../../src/app/live/differences.js';
import type { Plan } from '../../../src/app/live/plan.js';
import { replacedWords } from '../../../src/app/live/replacedWords.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { smallParabola } from '../../support/experiments.js';

const live: Plan = { kind: 'live', longest: 4 };
const waves: Plan = { kind: 'waves', sizes: [5000], bytes: 0, walkerSteps: 0 };
const of = (more: object) => resolveExperiment({ ...smallParabola, ...more });
const before = of({});
const { data } = smallParabola.landscape;
const loss = of({ landscape: { parameters: ['x'], loss: '(x - a)^4', data } });
const another = of({ seed: '5', title: 'Other', landscape: { parameters: ['x'], loss: 'x^2' } });

test('what has taken the place of a run is named, and what became of it', () => {
  const said = (next: typeof before) => replacedWords(before, next, 'idle', live).split(':')[0];
  expect([
    said(of({ learningRate: 0.2 })),
    said(of({ walkers: 77 })),
    said(of({ seed: '12' })),
    said(loss),
    said(another),
  ]).toEqual([
    'The law was changed',
    'The number of walkers was changed',
    'The seed is now 12',
    'The loss was changed',
    '“Other” has taken the place of a run.',
  ]);
  expect(replacedWords(before, loss, 'running', live)).toMatch(/the run has begun again\.$/);
  expect(replacedWords(before, loss, 'idle', live)).toMatch(/walkers are back at step 0\.$/);
  expect(replacedWords(before, loss, 'idle', waves)).toMatch(/Run begins the run in waves again/);
});

test('walkers go on under another law and to another end, and as nothing else', () => {
  const ensembles = [{ rule: 'sgd', batchSize: 2 }];
  const withTwo = of({ ensembles });
  const rule = of({ ensembles: [{ rule: 'gaussianSgd', batchSize: 2 }] });
  const steps = { ...(before.source as object), steps: 7, snapshots: [0, 7] };
  expect([before, of({ learningRate: 0.2 })].map((e) => sameButLaw(before, e))).toEqual([
    true,
    true,
  ]);
  expect(sameButLaw(withTwo, of({ ensembles: [{ rule: 'sgd', batchSize: 1 }] }))).toBe(true);
  const end = resolveExperiment(steps);
  expect([sameButLaw(before, end), sameWalkers(before, end)]).toEqual([false, true]);
  for (const other of [of({ seed: '9' }), of({ walkers: 9 }), loss, rule]) {
    expect(sameWalkers(withTwo === other ? before : withTwo, other)).toBe(false);
  }
});
