/** The commands that only tell: list, info, validate, schema, help. */
import { expect, test } from 'vitest';
import { presetNames, readExperiment } from '../../src/cli/experimentFile.js';
import { landscapes } from '../../src/model/landscapes.js';
import { rules } from '../../src/model/rules.js';
import { smallExperiment, useWorkplace } from '../support/command.js';

const place = useWorkplace();

test('list names every landscape, rule and preset with their parameters', async () => {
  const { code, stdout } = await place.walkerlab(['list']);
  expect(code).toBe(0);
  for (const catalogue of [landscapes, rules]) {
    for (const [name, entry] of Object.entries(catalogue)) {
      expect(stdout).toContain(`  ${name} – ${entry.title}`);
      for (const key of Object.keys(entry.parameters)) expect(stdout).toContain(`      ${key} = `);
    }
  }
  expect(stdout).toContain('sgd-is-not-brownian');
});

test('every preset is valid, is named after its file and is listed', async () => {
  const { stdout } = await place.walkerlab(['list']);
  expect(presetNames().length).toBeGreaterThan(3);
  for (const preset of presetNames()) {
    expect(readExperiment(preset).name).toBe(preset);
    expect(stdout).toContain(`  ${preset} – `);
  }
});

test('info names the adapter and says of a software one that it is no GPU', async () => {
  const { code, stdout } = await place.walkerlab(['info']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^adapter {4}\S/m);
  if (/swiftshader/i.test(stdout)) expect(stdout).toMatch(/software adapter, not a GPU/);
});

test('validate accepts an experiment and writes nothing', async () => {
  const file = place.write('good.json', smallExperiment());
  const { code, stdout } = await place.walkerlab(['validate', file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'small is a valid experiment.\n' });
  expect(place.names()).toEqual(['good.json']);
});

test('schema prints a JSON Schema that knows the keys of an experiment', async () => {
  const { code, stdout } = await place.walkerlab(['schema']);
  expect(code).toBe(0);
  const schema = JSON.parse(stdout);
  expect(schema.$schema).toMatch(/json-schema\.org/);
  for (const key of Object.keys(JSON.parse(smallExperiment()))) {
    expect(Object.keys(schema.properties)).toContain(key);
  }
});

test('help shows how to start, on standard output', async () => {
  const { code, stdout, stderr } = await place.walkerlab(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('walkerlab run sgd-is-not-brownian');
});
