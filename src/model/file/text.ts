/** The door for an experiment as YAML or JSON, and CSV beside it. Text is never trusted. */
import { isScalar, parseDocument } from 'yaml';
import { SpecError, show } from '../errors.js';
import type { Experiment } from '../experiment.js';
import { readCsv } from './csv.js';
import { requireReadable } from './readable.js';
import { repeatedKey } from './repeatedKey.js';
import { resolveExperiment } from './resolve.js';

/** YAML is parsed at some microseconds a character, JSON a hundred times faster. */
const maxYamlLength = 500_000;

export interface TextOptions {
  /** Gives the text of a CSV file that the experiment names. */
  readonly readText?: (file: string) => string;
}

/** Reads an experiment from YAML or JSON text; throws SpecError for anything wrong in it. */
export function parseExperiment(text: string, { readText }: TextOptions = {}): Experiment {
  const plain = parseText(text);
  if (!readText) return resolveExperiment(plain);
  return resolveExperiment(plain, {
    readSamples: (file, path, wanted) => readCsv(file, path, wanted, readText),
  });
}

/** The plain value of an experiment file. Throws SpecError with line and column. */
export function parseText(text: string): unknown {
  requireReadable(text, '');
  const plain = text.replace(/^\ufeff/, '');
  let problem = 'keep the samples in a CSV file, or write valid JSON';
  if (plain.trimStart().startsWith('{')) {
    try {
      return parseJson(plain);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // Perhaps a YAML flow mapping; if not, YAML's message names the line.
      problem = `it is not valid JSON: ${error.message}`;
    }
  }
  if (plain.length > maxYamlLength) {
    const expected = `expected at most ${maxYamlLength}`;
    throw new SpecError('', `got ${plain.length} characters of YAML, ${expected}; ${problem}`);
  }
  return parseYaml(plain);
}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const repeated = repeatedKey(text);
  if (repeated) {
    throw twice(repeated.path, repeated.key, repeated.line);
  }
  return value;
}

const twice = (path: string, key: string, line: number) =>
  new SpecError(path, `the key ${show(key)} is given twice, again in line ${line}`);

/** What a loss without quotes ends in. */
const needsQuotes =
  /^(Plain value cannot|Block (collections|scalar header)|Unexpected scalar|Unresolved (tag|alias))/;

function yamlError(message: string): SpecError {
  if (message.includes('call stack')) {
    return new SpecError('', 'not valid YAML: nested too deeply');
  }
  const first = message.split('\n')[0].replace(/:$/, '');
  const isLoss = needsQuotes.test(message);
  const hint = isLoss ? '; text with signs such as | * [ ? : in it needs quotes' : '';
  return new SpecError('', `not valid YAML: ${first}${hint}`);
}

function parseYaml(text: string): unknown {
  let comparisons = 0;
  try {
    const document = parseDocument(text, {
      logLevel: 'error',
      merge: true,
      // The parser compares every key with all before it: bound that, then compare as it would.
      uniqueKeys: (a, b) => {
        if (++comparisons > 100_000) throw new Error('too many keys in one mapping');
        return a === b || (isScalar(a) && isScalar(b) && String(a.value) === String(b.value));
      },
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem?.code === 'BLOCK_AS_IMPLICIT_KEY') {
      const place = problem.linePos?.[0];
      throw yamlError(`text with ": " in it needs quotes, line ${place?.line ?? '?'}`);
    }
    if (problem?.code === 'MULTIPLE_DOCS') throw yamlError('several documents, expected one');
    if (problem?.code === 'DUPLICATE_KEY') {
      const key = /^["']?([^"':,}\s]*)/.exec(text.slice(problem.pos[0]))?.[1] ?? '';
      throw twice('', key, problem.linePos?.[0].line ?? 0);
    }
    if (problem) throw yamlError(problem.message);
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // The parser throws plain errors too, for a merge of what is no mapping, say.
    if (!(error instanceof Error) || error instanceof SpecError || error instanceof TypeError) {
      throw error;
    }
    throw yamlError(error.message);
  }
}
