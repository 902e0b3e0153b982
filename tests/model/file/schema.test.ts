/** The JSON Schema documents the format: complete, described, and made from the catalogues. */
import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { experimentJsonSchema } from '../../../src/model/file/schema.js';
import { landscapes } from '../../../src/model/landscapes.js';
import { rules } from '../../../src/model/rules.js';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

const schema = experimentJsonSchema() as Schema & { $schema: string };
const variants = (s: Schema, key: string) =>
  new Map(s.anyOf!.map((v) => [v.properties?.[key]?.const, v]));

describe('the JSON Schema of an experiment', () => {
  it('is plain JSON of the 2020-12 dialect', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('requires what has no default', () => {
    expect([...schema.required!].sort()).toEqual([
      'ensembles',
      'landscape',
      'learningRate',
      'steps',
    ]);
  });

  it('has every key that a resolved experiment states', () => {
    const { source } = resolveExperiment({
      title: 'A title',
      description: 'Words.',
      reference: 'A paper.',
      landscape: { name: 'quadratic' },
      learningRate: 0.1,
      steps: 1,
      ensembles: [{ rule: 'sgd' }],
    });
    expect(Object.keys(schema.properties!).sort()).toEqual(Object.keys(source as object).sort());
  });

  it.each(Object.entries(landscapes))('describes the landscape %s', (name, entry) => {
    const variant = variants(schema.properties!.landscape, 'name').get(name)!;
    expect(variant.description).toContain(entry.sentence);
    expect(variant.required).toEqual(['name']);
    expect(variant.additionalProperties).toBe(false);
    for (const [key, p] of Object.entries(entry.parameters)) {
      const { default: value, min: minimum, max: maximum, sentence: description } = p;
      const field = { default: value, minimum, maximum, description };
      expect(variant.properties![key]).toMatchObject(field);
    }
  });

  it.each(Object.entries(rules))('describes the rule %s', (name, entry) => {
    const variant = variants(schema.properties!.ensembles.items!, 'rule').get(name)!;
    expect(variant.description).toContain(entry.sentence);
    expect(variant.required).toEqual(['rule']);
    for (const [key, p] of Object.entries(entry.parameters)) {
      const field = { default: p.default, description: p.sentence };
      expect(variant.properties![key]).toMatchObject(field);
    }
  });

  it('describes every field', () => {
    const visit = (s: Schema, path: string): void => {
      for (const [key, field] of Object.entries(s.properties ?? {})) {
        const described = field.description ?? (key === 'normal' || key === 'uniform');
        expect(described, `${path}.${key}`).toBeTruthy();
        visit(field, `${path}.${key}`);
      }
      for (const v of s.anyOf ?? []) visit(v, path);
      if (s.items) visit(s.items, `${path}[]`);
      if (typeof s.additionalProperties === 'object') visit(s.additionalProperties, `${path}.*`);
    };
    visit(schema, '');
  });
});
