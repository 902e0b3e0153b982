/** Results appear whole or not at all. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkFolder, writeFolder } from '../../src/cli/outputFolder.js';
import { SpecError } from '../../src/model/errors.js';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'walkerlab-out-'));
});
afterEach(() => rmSync(place, { recursive: true }));

test('a second run replaces its files and leaves others alone', () => {
  const out = join(place, 'deep', 'out');
  writeFolder(out, new Map([['a.txt', 'one']]));
  writeFileSync(join(out, 'mine.txt'), 'mine');
  writeFolder(out, new Map([['a.txt', 'two']]));
  expect(readFileSync(join(out, 'a.txt'), 'utf8')).toBe('two');
  expect(readdirSync(out).sort()).toEqual(['a.txt', 'mine.txt']);
  expect(readdirSync(join(place, 'deep'))).toEqual(['out']);
});

test('when one file cannot be written, none appears', () => {
  const files = new Map([
    ['a.txt', 'one'],
    ['no/such/folder.txt', 'two'],
  ]);
  expect(() => writeFolder(join(place, 'out'), files)).toThrow(SpecError);
  expect(readdirSync(place)).toEqual([]);
});

test('checking a folder leaves no trace and sees a file in the way', () => {
  checkFolder(join(place, 'deep', 'out'));
  expect(readdirSync(place)).toEqual([]);
  writeFileSync(join(place, 'file'), '');
  expect(() => checkFolder(join(place, 'file', 'out'))).toThrow(SpecError);
});
