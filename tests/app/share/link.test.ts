import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readLink, writeLink } from '../../../src/app/share/link.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const source = {
  title: 'Größe θ – η²',
  landscape: {
    parameters: ['x'],
    loss: '(x^2 - 1)^2 / 4 + a * x',
    data: { a: [-0.6, 0.1, 0.5] },
  },
  learningRate: 0.2,
  steps: 100,
  initial: { x: { normal: [0, 0.2] } },
  ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
  grid: { x: { min: -2, max: 2, cells: 100 } },
};
const view = { logarithmic: true, step: 40, hidden: ['ensemble 0', 'loss'] };

const linkOf = (made: unknown, of = view) => writeLink(resolveExperiment(made), of)!;

const packed = (state: unknown) =>
  `#1.${Buffer.from(deflateSync(strToU8(JSON.stringify(state)))).toString('base64url')}`;

const inflated = (hash: string) => strFromU8(inflateSync(Buffer.from(hash.slice(3), 'base64url')));

describe('a link', () => {
  test('gives back the state that it was made of', () => {
    const experiment = resolveExperiment(source);
    const shared = readLink(linkOf(source));
    expect(shared?.view).toEqual(view);
    expect(shared?.experiment.source).toEqual(experiment.source);
  });

  test('needs no escaping in an address', () => {
    const hash = linkOf(source);
    expect(hash).toMatch(/^#1\.[A-Za-z0-9_-]+$/);
    expect(hash.length).toBeLessThan(1000);
  });

  test('made before curves could be hidden hides none', () => {
    const { hidden: _, ...older } = view;
    expect(readLink(packed({ experiment: source, view: older }))?.view.hidden).toEqual([]);
    // And one that hides none can be read by a page of that time.
    const text = inflated(linkOf(source, { ...view, hidden: [] }));
    expect(JSON.parse(text).view).toEqual(older);
  });

  test('is none where the data are too much for an address', () => {
    const a = Array.from({ length: 60_000 }, (_, i) => Math.sin(i));
    const large = { ...source, landscape: { ...source.landscape, data: { a } } };
    expect(writeLink(resolveExperiment(large), view)).toBeNull();
    const some = { ...large, landscape: { ...source.landscape, data: { a: a.slice(0, 5000) } } };
    expect(readLink(linkOf(some))?.experiment.landscape.data.rows).toBe(5000);
  });

  test('of another kind is none', () => {
    for (const hash of ['', '#', '#top', '#1', '#x.abc']) expect(readLink(hash)).toBeNull();
  });

  test.each([
    ['of another version', '#2.abcd', 'it is of version 2, this page reads version 1'],
    ['damaged in its letters', '#1.%%%', 'it is damaged'],
    ['cut off', (h: string) => h.slice(0, h.length / 2), 'it is damaged'],
    [
      'with a flipped letter',
      (h: string) => `${h.slice(0, 40)}AAAA${h.slice(44)}`,
      'it is damaged',
    ],
    ['too long', `#1.${'A'.repeat(200_001)}`, 'it has 200001 characters, at most 200000 are read'],
    ['that is no state', packed({ experiment: 3, view }), 'it holds no state of this page'],
    [
      'with more than a state',
      packed({ experiment: source, view, run: true }),
      'it holds no state of this page',
    ],
    [
      'that hides what has no name',
      packed({ experiment: source, view: { ...view, hidden: ['<b>'] } }),
      'it holds no state of this page',
    ],
    ...(
      [
        { prediction: 'soothsayer' },
        { framesPerSecond: 1e9 },
        { camera: { azimuth: 0, elevation: Math.PI / 2, distance: 4 } },
        { camera: { azimuth: 0, elevation: 1, distance: null } },
        { hidden: Array.from({ length: 200 }, (_, i) => `card ${i}`) },
      ] as const
    ).map((wrong): [string, string, string] => [
      `that looks in a way that the page cannot: ${Object.keys(wrong)[0]}`,
      packed({ experiment: source, view: { ...view, ...wrong } }),
      'it holds no state of this page',
    ]),
    [
      'with a wrong field',
      packed({ experiment: { ...source, steps: -1 }, view }),
      'its experiment has a mistake at steps: got -1, expected a whole number from 1 to 1000000',
    ],
    [
      'with an unknown field',
      packed({ experiment: { ...source, stepz: 1 }, view }),
      /^its experiment has a mistake: unknown key "stepz"\. Did you mean "steps"\? Known: /,
    ],
    [
      'nested too deeply',
      packed({
        experiment: { ...source, loss: JSON.parse('['.repeat(13) + ']'.repeat(13)) },
        view,
      }),
      'its experiment has a mistake: nested deeper than 12 levels',
    ],
    [
      'that unpacks without end',
      packed({ a: 'a'.repeat(3_000_000) }),
      'it unpacks to more than 2000000 characters',
    ],
  ])('%s is refused with its reason', (_, made, reason) => {
    const whole = linkOf(source);
    const hash = typeof made === 'string' ? made : made(whole);
    const message = typeof reason === 'string' ? reason : expect.stringMatching(reason);
    expect(() => readLink(hash)).toThrow(expect.objectContaining({ name: 'SpecError', message }));
  });

  test('cannot reach a prototype', () => {
    const text = JSON.stringify({ experiment: source, view }).replace(
      '"landscape"',
      '"__proto__":{"polluted":1},"landscape"',
    );
    const hash = `#1.${Buffer.from(deflateSync(strToU8(text))).toString('base64url')}`;
    expect(() => readLink(hash)).toThrow();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('to a step behind the last stops at the last', () => {
    const shared = readLink(packed({ experiment: source, view: { ...view, step: 5000 } }));
    expect(shared?.view.step).toBe(100);
  });
});
