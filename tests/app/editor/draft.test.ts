/** What stands in the editor makes the experiment again that it was filled from, or says what is wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDraft, type Draft, draftOf } from '../../../src/app/editor/draft.js';
import type { Plain } from '../../../src/app/plain.js';
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

  it('without a range leaves it to be fitted, and shows none where it was', () => {
    const axes = [{ ...draft.axes[0], min: '', max: ' ' }];
    const checked = checkDraft({ ...draft, axes }, headline);
    expect(checked).toMatchObject({ plain: { grid: 'auto' } });
    const fitted = draftOf(resolveExperiment(headline), true);
    expect(fitted.axes).toMatchObject([{ min: '', max: '' }]);
  });

  it('with a part of the ranges says which is missing', () => {
    const [axis] = draft.axes;
    const rangeMistake = (parameters: string, axes: Draft['axes']) =>
      mistakeOf({ parameters, loss: `${parameters.replace(', ', ' * ')} + a`, axes });
    const none = { ...axis, min: '', max: ' ' };
    expect(rangeMistake('x', [{ ...axis, max: ' ' }])).toEqual({
      field: 'axes',
      message: 'grid.x: one end of the range is empty; give both, or none to fit it',
      column: null,
    });
    expect(rangeMistake('x, y', [axis, { ...axis, min: '' }]).message).toMatch(/^grid.y: one end/);
    expect(rangeMistake('x, y', [none, axis]).message).toMatch(
      /^grid.x: no range, while y has one/,
    );
    expect(rangeMistake('x, y', [axis]).message).toMatch(/^grid.y: no range, while x has one/);
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
    // Names come before the loss, which knows none of these.
    for (const parameters of ['1x', 'pi', 'x_y!']) {
      expect(mistakeOf({ parameters, loss: `${parameters}^2` }).field).toBe('parameters');
    }
    for (const name of ['x', 'pi', 'sin']) {
      const table = `${name}, b\n1, 2`;
      expect(mistakeOf({ data: table, loss: `x * ${name} + c` }).field).toBe('data');
    }
    const drawn = { rule: 'sgd', batchSize: 4, replacement: false };
    const base = { ...headline, ensembles: [drawn] };
    expect(mistakeOf({ data: 'a: 1, 2' }, base).field).toBe('experiment');
  });
});

describe('a draft of an axis with a boundary', () => {
  const around = (boundary: string): Plain => ({
    name: 'ring',
    landscape: { parameters: ['x'], loss: '1 - cos(x + a)', data: { a: [-0.5, 0.5] } },
    learningRate: 0.1,
    steps: 10,
    initial: { x: 0 },
    ensembles: [{ rule: 'sgd' }],
    grid: { x: { min: -Math.PI, max: Math.PI, cells: 60, boundary } },
  });
  const draftFrom = (base: Plain) => draftOf(resolveExperiment(base));

  it.each(['periodic', 'reflecting', 'absorbing', 'open'])('keeps it: %s', (boundary) => {
    const base = around(boundary);
    const checked = checkDraft({ ...draftFrom(base), loss: '1 - cos(2 * x + a)' }, base);
    if ('mistake' in checked) throw new Error(checked.mistake.message);
    expect(resolveExperiment(checked.plain).grid).toEqual(resolveExperiment(base).grid);
    expect(checked.plain.grid).toMatchObject({ x: { boundary } });
  });

  it.each(['periodic', 'reflecting', 'absorbing'])('needs a range: %s', (boundary) => {
    const base = around(boundary);
    const from = draftFrom(base);
    const axes = [{ ...from.axes[0], min: '', max: '' }];
    expect(checkDraft({ ...from, axes }, base)).toEqual({
      mistake: {
        field: 'axes',
        message: `grid.x: no range, and ${boundary} ends, which need one`,
        column: null,
      },
    });
  });

  it('is fitted where the ends are open, and keeps its ends under another name', () => {
    const base = around('open');
    const from = draftFrom(base);
    const axes = [{ ...from.axes[0], min: '', max: '' }];
    expect(checkDraft({ ...from, axes }, base)).toMatchObject({ plain: { grid: 'auto' } });
    const ring = around('periodic');
    const renamed = { ...draftFrom(ring), parameters: 'u', loss: '1 - cos(u + a)' };
    expect(checkDraft(renamed, ring)).toMatchObject({
      plain: { grid: { u: { min: -Math.PI, max: Math.PI, boundary: 'periodic' } } },
    });
  });

  it('has the ends that were chosen', () => {
    const base = around('periodic');
    const from = draftFrom(base);
    for (const boundary of ['open', 'absorbing'] as const) {
      const axes = [{ ...from.axes[0], boundary }];
      const checked = checkDraft({ ...from, loss: 'x^2 + a', axes }, base);
      expect(checked).toMatchObject({ plain: { grid: { x: { boundary } } } });
    }
  });

  it('says of a loss that does not go round with it that the axis is periodic', () => {
    const base = around('periodic');
    const checked = checkDraft({ ...draftFrom(base), loss: 'x^2 + a' }, base);
    expect(checked).toMatchObject({
      mistake: {
        field: 'axes',
        message: expect.stringContaining('range of x, ends: got periodic'),
      },
    });
  });
});
