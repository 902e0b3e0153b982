import { expect, it } from 'vitest';
import { mistakeWords } from '../../../src/app/fieldWords.js';
import { SpecError } from '../../../src/model/errors.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { smallParabola } from '../../support/experiments.js';

const plain = {
  ...smallParabola,
  ensembles: [{ rule: 'sgd' }, { name: 'Hot', rule: 'langevin', temperature: 0.1 }],
};

/** What the page says of the plain experiment with a mistake in it. */
function said(mistake: object): string {
  const wrong = { ...plain, ...mistake };
  try {
    resolveExperiment(wrong);
  } catch (error) {
    return mistakeWords(error as SpecError, wrong);
  }
  return 'no mistake';
}

it.each([
  [
    'Hot, temperature: ',
    { ensembles: [{ rule: 'sgd' }, { name: 'Hot', rule: 'langevin', temperature: -1 }] },
  ],
  ['SGD, batch size: ', { ensembles: [{ rule: 'sgd', batchSize: 0 }] }],
  ['learning rate: ', { learningRate: -1 }],
  ['steps: ', { steps: 0 }],
  ['start of x, standard deviation: ', { initial: { x: { normal: [0, 'wide'] } } }],
  ['range of x, lower end: ', { grid: { x: { min: 'low', max: 1, cells: 10 } } }],
  ['data, a, value 2: ', { landscape: { ...smallParabola.landscape, data: { a: [1, 'two'] } } }],
  ['seed: ', { seed: 'x' }],
])('a mistake is named by its field: %s', (place, mistake) => {
  const words = said(mistake);
  expect(words.slice(0, place.length)).toBe(place);
  expect(words).not.toMatch(/[[\]]\d|\w\.\w/);
});

it('what has no field here is said as the file has it', () => {
  expect(mistakeWords(new SpecError('', 'none holds'), plain)).toBe('none holds');
  expect(mistakeWords(new SpecError('regularization', 'got -1'), plain)).toBe(
    'regularization: got -1',
  );
});
