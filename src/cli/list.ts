/** `walkerlab list`: the catalogues as text. Everything follows from the entries. */
import type { LandscapeEntry } from '../model/landscapes/entry.js';
import { landscapes } from '../model/landscapes.js';
import { type RuleEntry, rules } from '../model/rules.js';
import { formatCount } from '../run/format.js';
import { presetNames, readExperiment } from './experimentFile.js';

type Parameters = RuleEntry['parameters'];

/** Landscapes, rules and presets with their parameters, defaults and ranges. */
export function listText(): string {
  const landscapeEntries: [string, LandscapeEntry][] = Object.entries(landscapes);
  const ruleEntries: [string, RuleEntry][] = Object.entries(rules);
  return [
    'Landscapes (landscape: { name: NAME, parameter: value })',
    ...landscapeEntries.flatMap(([name, entry]) => [
      ...entryLines(name, entry),
      `      loss = ${entry.loss}`,
    ]),
    '',
    'Rules (ensembles: - { name: …, rule: NAME, parameter: value })',
    ...ruleEntries.flatMap(([name, entry]) => entryLines(name, entry)),
    '',
    'Presets (walkerlab run NAME)',
    ...presetNames().map(presetLine),
  ].join('\n');
}

function entryLines(
  name: string,
  entry: { title: string; sentence: string; parameters: Parameters },
): string[] {
  return [
    `  ${name} – ${entry.title}`,
    `      ${entry.sentence}`,
    ...Object.entries(entry.parameters).map(([key, parameter]) => {
      const range =
        parameter.kind === 'boolean' ? 'true or false' : `${parameter.min} … ${parameter.max}`;
      return `      ${key} = ${parameter.default} (${range}) ${parameter.sentence}`;
    }),
  ];
}

function presetLine(name: string): string {
  const { title, reference, ensembles, learningRate, steps, walkers } = readExperiment(name);
  const models = ensembles.map((ensemble) => ensemble.name).join(', ');
  return [
    `  ${name} – ${title}`,
    `      ${models}; learning rate ${learningRate}, ${steps} steps, ${formatCount(walkers)} walkers`,
    ...(reference ? [`      ${reference}`] : []),
  ].join('\n');
}
