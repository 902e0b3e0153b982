/** What a file leaves out is filled in, and the result can be stated and resolved again. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Experiment, seenBy } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { parseExperiment } from '../../../src/model/file/text.js';
import { landscapes } from '../../../src/model/landscapes.js';

const minimal = {
  landscape: { name: 'doubleWell' },
  learningRate: 0.1,
  steps: 1000,
  ensembles: [{ rule: 'langevin' }],
};

const folder = new URL('../../../public/experiments/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.yaml'));
const preset = (file: string) => parseExperiment(readFileSync(new URL(file, folder), 'utf8'));

/** Everything of an experiment as plain data; expressions are hash-consed, so ids compare them. */
const plain = (experiment: Experiment) =>
  JSON.parse(
    JSON.stringify(experiment, (_, v) => (ArrayBuffer.isView(v) ? [...(v as Float64Array)] : v)),
  );

function* frozenParts(value: unknown, path = ''): Generator<[string, boolean]> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if ('kind' in value && 'id' in value) return;
  yield [path, Object.isFrozen(value)];
  for (const [key, child] of Object.entries(value)) yield* frozenParts(child, `${path}.${key}`);
}

describe('defaults', () => {
  const experiment = resolveExperiment(minimal);

  it('are the ones that the documentation names', () => {
    expect(experiment).toMatchObject({
      name: 'experiment',
      title: 'experiment',
      description: '',
      walkers: 1_000_000,
      seed: '1',
      snapshots: [0, 1, 10, 100, 1000],
      predictions: ['masterEquation', 'fokkerPlanck'],
      initial: [{ kind: 'normal', mean: 0, standardDeviation: 0.2 }],
      grid: [{ name: 'x', min: -2.5, max: 2.5, cells: 400 }],
    });
    expect(experiment.ensembles[0].name).toBe('Langevin, temperature 0.1');
  });

  it('fill in what is missing of an axis', () => {
    const { grid } = resolveExperiment({ ...minimal, grid: { x: { min: -5 } } });
    expect(grid).toEqual([{ name: 'x', min: -5, max: 2.5, cells: 400 }]);
  });

  it('leave an ensemble at the experiment’s learning rate unless it has its own', () => {
    const ensembles = [{ rule: 'langevin' }, { rule: 'langevin', learningRate: 0.025 }];
    const experiment = resolveExperiment({ ...minimal, ensembles });
    expect(experiment.ensembles.map((e) => e.learningRate)).toEqual([0.1, 0.025]);
    expect(experiment.ensembles.map((e) => e.law.scalars['#learningRate'])).toEqual([0.1, 0.025]);
    expect(experiment.ensembles[1].name).toBe('Langevin, learningRate 0.025, temperature 0.1');
    expect(experiment.source).toMatchObject({
      ensembles: [{ rule: 'langevin', temperature: 0.1 }, { learningRate: 0.025 }],
    });
    expect(seenBy(experiment, 0)).toBe(experiment);
    expect(seenBy(experiment, 1).learningRate).toBe(0.025);
  });

  it('do not repeat snapshots of a short run', () => {
    expect(resolveExperiment({ ...minimal, steps: 1 }).snapshots).toEqual([0, 1]);
  });

  it('sort and unite the snapshots given', () => {
    const { snapshots } = resolveExperiment({ ...minimal, snapshots: [7, 0, 7, 3] });
    expect(snapshots).toEqual([0, 3, 7]);
  });
});

describe('values', () => {
  it.each([
    [7, '7'],
    ['007', '7'],
    ['18446744073709551615', '18446744073709551615'],
  ])('the seed %s is %s', (seed, expected) => {
    expect(resolveExperiment({ ...minimal, seed }).seed).toBe(expected);
  });

  it('of a landscape’s parameters that its loss uses become constants and scalars', () => {
    const landscape = { name: 'doubleWell', tilt: 0.3 };
    const { landscape: resolved, ensembles } = resolveExperiment({ ...minimal, landscape });
    expect(resolved.constants).toEqual({ barrier: 0.25, tilt: 0.3 });
    expect(ensembles[0].law.scalars).toEqual({
      barrier: 0.25,
      tilt: 0.3,
      '#learningRate': 0.1,
      '#temperature': 0.1,
    });
  });

  it('of one experiment do not depend on whether it came as YAML or JSON', () => {
    const yaml =
      'landscape: { name: doubleWell }\nlearningRate: 0.1\nsteps: 1000\nensembles:\n  - rule: langevin\n';
    expect(plain(parseExperiment(yaml))).toEqual(plain(parseExperiment(JSON.stringify(minimal))));
  });

  it('leave the caller’s data alone', () => {
    const a = [1, 2];
    const given = {
      ...minimal,
      landscape: { parameters: ['x'], loss: '(x - a)^2', data: { a } },
      initial: { x: 0 },
      grid: { x: { min: 0, max: 3 } },
    };
    const { landscape } = resolveExperiment(given);
    a[0] = 99;
    expect([...landscape.data.values[0]]).toEqual([1, 2]);
    expect(Object.isFrozen(given.landscape)).toBe(false);
    expect(Object.isFrozen(given.initial)).toBe(false);
  });
});

describe('the source of an experiment', () => {
  const csv = {
    ...minimal,
    landscape: { parameters: ['x', 'y'], loss: 'a * x * y + b', data: 'd.csv' },
    initial: { x: 1, y: { uniform: [-1, 1] } },
    grid: { x: { min: -1, max: 1 }, y: { min: -2, max: 2, cells: 64 } },
    ensembles: [{ rule: 'sgd', batchSize: 2, replacement: false }],
  };
  const experiments: [string, () => Experiment][] = [
    ...Object.keys(landscapes).map((name): [string, () => Experiment] => [
      name,
      () => resolveExperiment({ ...minimal, landscape: { name } }),
    ]),
    ...files.map((file): [string, () => Experiment] => [file, () => preset(file)]),
    [
      'samples from a file',
      () => parseExperiment(JSON.stringify(csv), { readText: () => 'a,b\n1,2\n3,4\n' }),
    ],
  ];
  it.each(experiments)('resolves to the same experiment again: %s', (_, make) => {
    const experiment = make();
    const text = JSON.stringify(experiment.source);
    const again = parseExperiment(text);
    expect(plain(again)).toEqual(plain(experiment));
    expect(JSON.stringify(again.source)).toBe(text);
  });

  it.each(experiments)('and the experiment are frozen all through: %s', (_, make) => {
    for (const [path, frozen] of frozenParts(make())) expect(frozen, path).toBe(true);
  });
});

describe('the gallery', () => {
  it('has the headline experiment and at least nine others', () => {
    expect(files).toContain('sgd-is-not-brownian.yaml');
    expect(files.length).toBeGreaterThanOrEqual(10);
  });

  it.each(files)('%s resolves, is named after its file and says what to watch', (file) => {
    const experiment = preset(file);
    expect(`${experiment.name}.yaml`).toBe(file);
    expect(experiment.title).not.toBe(experiment.name);
    expect(experiment.description).not.toBe('');
    expect(experiment.reference).not.toBe('');
    expect(readFileSync(new URL(file, folder), 'utf8')).toMatch(/^# Watch /);
    expect(experiment.snapshots.at(-1)).toBe(experiment.steps);
  });
});

describe('names with other letters than ASCII', () => {
  const greek = {
    landscape: { parameters: ['θ', 'x₁'], loss: '(θ − é)² + x1²', data: { 'e\u0301': [1, 2] } },
    learningRate: 0.1,
    steps: 10,
    ensembles: [{ rule: 'sgd' }],
    initial: { θ: 0.5, x1: { normal: [0, 1] } },
    grid: { 𝜃: { min: -1, max: 1 }, 'x₁': { min: -2, max: 2 } },
  };

  it('are one name, however they are typed', () => {
    const experiment = resolveExperiment(greek);
    expect(experiment.landscape.parameters).toEqual(['θ', 'x1']);
    expect(experiment.landscape.data.columns).toEqual(['é']);
    expect(experiment.grid.map(({ name, max }) => [name, max])).toEqual([
      ['θ', 1],
      ['x1', 2],
    ]);
    expect(resolveExperiment(experiment.source)).toEqual(experiment);
  });

  it.each([
    [{ initial: { x1: 0, 'x₁': 0, θ: 0 } }, 'initial: "x1" and "x₁" are the same name'],
    [
      { landscape: { ...greek.landscape, parameters: ['θ', 'theta'] } },
      'landscape.parameters[1]: got "theta", which reads as "θ" does; expected another name',
    ],
    [
      { landscape: { parameters: ['A'], loss: 'A', data: { Α: [1] } } },
      'landscape.data.Α: got "Α", which reads as "A" does; expected another name',
    ],
    [
      { landscape: { parameters: ['π'], loss: '1' } },
      'landscape.parameters[0]: got "π", a reserved word; expected another name',
    ],
    [
      { landscape: { parameters: ['х'], loss: '1' } },
      /got "х", expected a name of at most 32 Latin/,
    ],
    [{ landscape: { parameters: ['x²'], loss: '1' } }, /got "x²", expected a name/],
  ])('%j is refused', (change, words) => {
    expect(() => resolveExperiment({ ...greek, ...change })).toThrow(words);
  });
});
