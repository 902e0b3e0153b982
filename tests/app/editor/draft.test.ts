/** What stands in the editor makes the experiment again that it was filled from, or says what is wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDraft, type Draft, draftOf } from '../../../src/app/editor/draft.js';
import type { Plain } from '../../../src/app/panel/edits.js';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { parseText } from '../../../src/model/file/text.js';

const folder = new URL('../../../public/experiments/', import.meta.url);
const plainOf = (file: string) => parseText(readFileSync(new URL(file, folder), 'utf8')) as Plain;
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

const headline = plainOf('sgd-is-not-brownian.yaml');
const draft = draftOf(resolveExperiment(headline));
const mistakeOf = (changes: Partial<Draft>, base = headline) => {
  const checked = checkDraft({ ...draft, ...changes }, base);
  if ('plain' in checked) throw new Error('taken');
  return checked.mistake;
};

describe('a draft', () => {
  it.each(files)('of %s makes the same landscape, start and grid', (file) => {
    const base = plainOf(file);
    const before = resolveExperiment(base);
    const checked = checkDraft(draftOf(before), base);
    if ('mistake' in checked) throw new Error(checked.mistake.message);
    const after = resolveExperiment(checked.plain);
    expect(after.grid).toEqual(before.grid);
    expect(after.initial).toEqual(before.initial);
    expect(after.landscape.data).toEqual(before.landscape.data);
    // Constants have become numbers: the trees differ, their values do not.
    const names = [...before.landscape.parameters, ...before.landscape.data.columns];
    for (let k = 0; k < 20; k++) {
      const at = Object.fromEntries(names.map((name, i) => [name, Math.sin(7 * k + i)]));
      const wanted = evaluate(before.landscape.sampleLoss, {
        ...before.landscape.constants,
        ...at,
      });
      const got = evaluate(after.landscape.sampleLoss, at);
      expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
    }
  });

  it('drops what was said of the old landscape, and keeps the noise models', () => {
    const base = plainOf('escape-from-a-local-minimum.yaml');
    const checked = checkDraft({ ...draft, parameters: 'u', loss: 'u^2 / 2', data: '' }, base);
    if ('mistake' in checked) throw new Error(checked.mistake.message);
    const made = resolveExperiment(checked.plain);
    expect(made.landscape.parameters).toEqual(['u']);
    expect(made.exitRegion).toBeNull();
    expect([made.description, made.reference]).toEqual(['', '']);
    expect(made.ensembles.map((e) => e.name)).toEqual(['SGD', 'Gaussian SGD', 'Langevin']);
  });

  it('without a range leaves it to be fitted', () => {
    const axes = [{ ...draft.axes[0], max: ' ' }];
    const checked = checkDraft({ ...draft, axes }, headline);
    expect(checked).toMatchObject({ plain: { grid: 'auto' } });
  });

  it.each([
    ['x^2 + b', 7, /unknown name "b"/],
    ['(x^2', 5, /./],
    ['x ^ 2 +', 8, /./],
    ['x @ 2', 3, /./],
    ['exp(x, 2)', 1, /exp takes/],
    ['', 1, /./],
  ])('says which character of %j is wrong', (loss, column, message) => {
    expect(mistakeOf({ loss })).toEqual({
      field: 'loss',
      column,
      message: expect.stringMatching(message),
    });
  });

  it('says which field is wrong', () => {
    const axis = draft.axes[0];
    expect(mistakeOf({ parameters: '' }).field).toBe('parameters');
    expect(mistakeOf({ parameters: 'x, x' }).field).toBe('parameters');
    expect(mistakeOf({ parameters: 'x y z' }).field).toBe('parameters');
    expect(mistakeOf({ data: 'a: 1, q' }).field).toBe('data');
    expect(mistakeOf({ data: 'a: 1\nx: 2' }).field).toBe('data');
    expect(mistakeOf({ axes: [{ ...axis, b: '-1' }] }).field).toBe('axes');
    expect(mistakeOf({ axes: [{ ...axis, min: '5' }] }).field).toBe('axes');
    expect(mistakeOf({ axes: [{ ...axis, a: 'left' }] }).field).toBe('axes');
    const drawn = { rule: 'sgd', batchSize: 4, replacement: false };
    const base = { ...headline, ensembles: [drawn] };
    expect(mistakeOf({ data: 'a: 1, 2' }, base).field).toBe('experiment');
  });
});
