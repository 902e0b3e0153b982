/** Checks every number that a run or a solution says against the range that it can have. */
import type { RunResult, Verdict } from '../../src/run/frame.js';

interface Rule {
  /** Its groups are the numbers. */
  readonly pattern: RegExp;
  readonly holds: (...numbers: number[]) => boolean;
}

const isShare = (x: number) => x >= 0 && x <= 1;

/** What sentences may say; numbers are read with their separators of thousands taken out. */
const rules: readonly Rule[] = [
  { pattern: /total variation(?: of)? (-?[\d.e+-]+)/g, holds: isShare },
  { pattern: /(-?[\d.e+-]+) away in total variation/g, holds: isShare },
  { pattern: /differ by (-?[\d.e+-]+) in total variation/g, holds: isShare },
  { pattern: /sampling \((-?[\d.e+-]+)\)/g, holds: isShare },
  { pattern: /own error \((-?[\d.e+-]+)\)/g, holds: isShare },
  { pattern: /\bp [=<] (-?[\d.e+-]+)/g, holds: isShare },
  { pattern: /probability (?:of )?(-?[\d.e+-]+)/g, holds: isShare },
  { pattern: /(-?[\d.e+-]+) of the (?:probability|walkers)\b/g, holds: isShare },
  { pattern: /weight (-?[\d.e+-]+)/g, holds: (w) => w > 0 && w <= 1 + 1e-9 },
  { pattern: /(-?[\d.e+-]+) %/g, holds: (percent) => percent >= 0 && percent <= 100 },
  { pattern: /(\d+) of (\d+) walkers?\b/g, holds: (some, all) => some <= all },
  { pattern: /(-?[\d.e+-]+) times what/g, holds: (times) => times >= 2 && times < 1e300 },
  { pattern: /(\d+) walkers are enough/g, holds: (n) => n >= 20 },
  { pattern: /grow by a factor ([\d.]+) each/g, holds: (factor) => factor > 1 },
  { pattern: /± (-?[\d.e+-]+)/g, holds: (error) => error >= 0 },
  { pattern: /first at step (\d+): lower/g, holds: (step) => step > 0 },
];

/** What no sentence says, whatever it is about. */
const never = [
  /\bNaN\b|Infinity|undefined|\bnull\b|not a number|not finite/,
  /(?<![\d,.])1 (?:walkers|steps|samples|noise models)\b/,
  // "cut at 600 591.85"
  /\d (?=\d)/,
];

/** The sentences that are false by their numbers alone, each with what is wrong. */
export function implausible(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence) => {
    const plain = sentence.replace(/(\d),(?=\d{3})/g, '$1').replaceAll('−', '-');
    const outside = rules.flatMap(({ pattern, holds }) =>
      [...plain.matchAll(pattern)]
        .filter(([, ...numbers]) => !holds(...numbers.map(Number)))
        .map(([text]) => `'${text}' in: ${sentence}`),
    );
    const wrong = never.filter((pattern) => pattern.test(plain)).map((p) => `${p} in: ${sentence}`);
    return [...outside, ...wrong];
  });
}

/** Everything that a run says in sentences. */
export function sentencesOf({ frames, ensembles, warnings }: RunResult): string[] {
  return [
    ...warnings,
    ...frames.flatMap((frame) =>
      frame.ensembles.flatMap(({ comparisons }) =>
        comparisons.flatMap(({ verdict, prediction }) => [
          ...(verdict ? [verdict.words] : []),
          ...prediction.notes,
        ]),
      ),
    ),
    ...ensembles.flatMap(({ absent, exits }) => [
      ...[...absent, ...(exits?.absent ?? [])].map(({ reason }) => reason),
      ...(exits?.comparisons ?? []).flatMap((c) => [c.words, ...c.prediction.notes]),
    ]),
  ];
}

/** Numbers of a run that are outside their range, by name. */
export function outOfRange({ experiment, frames, ensembles }: RunResult): string[] {
  const wrong: string[] = [];
  const check = (name: string, value: number, low: number, high: number) => {
    if (!(value >= low && value <= high)) wrong.push(`${name} is ${value}`);
  };
  const checkVerdict = (name: string, verdict: Verdict) => {
    check(`${name}: total variation`, verdict.totalVariation, 0, 1);
    check(`${name}: floor`, verdict.totalVariationFloor, 0, 1);
    check(`${name}: p-value`, verdict.pValue, 0, 1);
    check(`${name}: Kolmogorov–Smirnov`, verdict.kolmogorovSmirnov, 0, 1);
    check(`${name}: χ²`, verdict.chiSquare, 0, Number.MAX_VALUE);
    check(`${name}: walkers to tell`, verdict.walkersToTell ?? 20, 20, Number.MAX_VALUE);
  };
  for (const { step, ensembles: states } of frames) {
    for (const { name, snapshot, comparisons } of states) {
      const { counts, outside, diverged, walkers } = snapshot;
      const counted = counts.reduce((a, b) => a + b, outside + diverged);
      check(`${name}, step ${step}: walkers`, counted, walkers, walkers);
      for (const { name: law, prediction, verdict } of comparisons) {
        const at = `${name}, ${law}, step ${step}`;
        check(`${at}: solver error`, prediction.solverError, 0, 1);
        check(`${at}: outside`, prediction.outside, 0, 1 + 1e-9);
        for (const v of prediction.covariance.filter(
          (_, k) => k % (prediction.mean.length + 1) === 0,
        )) {
          if (!Number.isNaN(v)) check(`${at}: variance`, v, 0, Number.MAX_VALUE);
        }
        if (verdict) checkVerdict(at, verdict);
      }
    }
  }
  for (const { name, exits } of ensembles) {
    if (!exits) continue;
    check(`${name}: mean exit`, exits.mean, 0, experiment.steps);
    for (const c of exits.comparisons) {
      const at = `${name}, exits by ${c.name}`;
      check(`${at}: inside`, c.inside, 0, 1);
      check(`${at}: mean`, c.mean, 0, experiment.steps * (1 + 1e-9));
      check(`${at}: error`, c.prediction.distributionError, 0, 1);
      check(`${at}: rate`, c.prediction.rate, 0, 1);
      checkVerdict(at, c.verdict);
    }
  }
  return wrong;
}
