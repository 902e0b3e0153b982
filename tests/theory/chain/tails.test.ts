/** Laws whose tails reach the walls of the solver's domain: what is said is true beyond them. */
import { describe, expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import type { Absent } from '../../../src/theory/absent.js';
import { domainLimit, isUnreached } from '../../../src/theory/chain/domainLimit.js';
import { createGeneratorSource } from '../../../src/theory/chain/generator/generatorLevel.js';
import { solveLevels } from '../../../src/theory/chain/generator/generatorLevels.js';
import { solveGenerator } from '../../../src/theory/chain/generator/generatorSolution.js';
import { solveOperator } from '../../../src/theory/chain/operator/operatorSolution.js';
import { missingMoments, withTails } from '../../../src/theory/chain/tails.js';
import { createPace } from '../../../src/theory/pace.js';

interface Case {
  readonly loss: string;
  readonly temperature?: number;
  readonly learningRate?: number;
  readonly reach?: number;
  readonly cells?: number;
}

const experimentOf = ({
  loss,
  temperature = 1,
  learningRate = 0.1,
  reach = 20,
  cells = 100,
}: Case) =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss },
    learningRate,
    steps: 20,
    initial: { x: { normal: [0, 0.5] } },
    ensembles: [{ rule: 'langevin', temperature }],
    grid: { x: { min: -reach, max: reach, cells } },
  });

const diffusion = (c: Case) => solveGenerator(experimentOf(c), 0, 'fokkerPlanck', createPace());
const chain = (c: Case) => solveOperator(experimentOf(c), 0, createPace());

function there<T extends object>(part: T | Absent | null): T {
  if (part === null) throw new Error('null');
  if ('absent' in part) throw new Error(part.absent);
  return part;
}

/** Density (1 + x²)^{−α/2}, up to a factor. */
const power = (alpha: number): Case => ({ loss: `${alpha / 2} * log(1 + x^2)` });

describe('numbers on domains of doubled length', () => {
  test.each([
    ['a power that falls', [1.5, 1.75, 1.875], 2],
    ['nothing that changes', [3, 3, 3], 3],
    ['what alternates within its last change', [2, 2.001, 2.0009], 2.0009],
  ] as const)('%s has a limit within its error', (_, values, exact) => {
    const limit = domainLimit(values);
    if (isUnreached(limit)) throw new Error('unreached');
    expect(Math.abs(limit.value - exact)).toBeLessThanOrEqual(limit.error);
  });
  test.each([
    ['a logarithm', [1, 2, 3]],
    ['a power that grows', [1, 2, 4]],
    ['what falls to nothing', [4, 1, 0.25]],
    ['slow growth', [1, 1.01, 1.0199]],
    ['no number', [1, Number.NaN, 1]],
  ] as const)('%s has none, with the last two of them', (_, values) => {
    expect(domainLimit(values)).toEqual({ unreached: true, from: values[1], to: values[2] });
  });
});

describe.each([
  // Variance 1/(α − 3), which exists from α = 3 on; the mean from α = 2 on.
  [6, 1 / 3, true],
  [4, 1, true],
  [2.6, null, true],
  [1.9, null, false],
])('a density that falls as |x|^{−%d}', (alpha, variance, hasMean) => {
  test('has the moments that it has, within their error', async () => {
    const { stationary, relaxation } = await diffusion(power(alpha));
    const law = there(stationary);
    if (variance !== null) {
      const off = Math.abs(law.covariance[0] - variance);
      expect(off).toBeLessThan(law.momentError * variance);
      expect(law.momentError).toBeLessThan(0.1);
      expect(law.missing).toEqual([]);
    } else {
      expect(law.covariance[0]).toBeNaN();
      expect(law.missing.join()).toMatch(/variance of x do(es)? not exist or (is|are) not reached/);
      const [, from, to] = /grows from (\S+) to (\S+) as/.exec(law.missing.join())!;
      expect(Number(to)).toBeGreaterThan(Number(from));
    }
    if (hasMean) expect(Math.abs(law.mean[0])).toBeLessThan(1e-6);
    else expect(law.mean[0]).toBeNaN();
    // Their spectrum is continuous down to 0.
    expect(relaxation).toHaveProperty(
      'absent',
      expect.stringMatching(/gap does not exist .* falls from/),
    );
    expect(law.probabilities.reduce((a, b) => a + b, law.outside)).toBeCloseTo(1, 12);
  });
});

test('the share off the grid is that of the whole line, not of the domain', async () => {
  // α = 2.6 is Student's law with 1.6 degrees of freedom up to scale; ∫ beyond 20 by its series.
  const { stationary } = await diffusion(power(2.6));
  const law = there(stationary);
  const density = (x: number) => (1 + x * x) ** -1.3;
  const panels = (a: number, b: number, n: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (density(a + ((b - a) * (i + 0.5)) / n) * (b - a)) / n;
    return sum;
  };
  const [near, beyond] = [panels(0, 20, 20_000), 20 ** -1.6 / 1.6 - (1.3 * 20 ** -3.6) / 3.6];
  expect(Math.abs(law.outside - beyond / (near + beyond))).toBeLessThan(law.solverError);
  expect(law.solverError).toBeLessThan(5e-3);
});

test.each(['0 * x', '-exp(-x^2)', '0.45 * log(1 + x^2)', 'x'])(
  '%s holds no walkers: no stationary law, and the walls are named',
  async (loss) => {
    const { stationary } = await diffusion({ loss, reach: 5 });
    expect(stationary).toHaveProperty(
      'absent',
      expect.stringMatching(/no stationary law .*probability|not reached/),
    );
    const walked = await chain({ loss, reach: 5 });
    expect(walked.stationary).toHaveProperty('absent', expect.stringMatching(/no stationary law/));
  },
);

test.each([1, 0.5])('|x| at T = %d: the edge of the spectrum, 1/4T, and steps of it', async (t) => {
  const c = { loss: 'abs(x)', temperature: t, learningRate: 0.05, reach: 10 };
  const { gap } = there((await diffusion(c)).relaxation);
  expect(Math.abs(gap.value - 1 / (4 * t))).toBeLessThan(gap.error);
  expect(gap.error).toBeLessThan(0.02 / t);
});

test('steps down |x| relax as the edge of their own spectrum says, η/4T', async () => {
  const { gap } = there((await chain({ loss: 'sqrt(1 + x^2)', reach: 12, cells: 120 })).relaxation);
  // inf over s of E e^{sΔ} far out, where a step is −η + √(2ηT) ξ.
  expect(Math.abs(gap.value - 0.1 / 4)).toBeLessThan(gap.error);
  expect(gap.error).toBeLessThan(1e-3);
});

test('a gap between wells is real however small it is: both equations give it', async () => {
  const c = { loss: '(x^2 - 1)^2', temperature: 0.06, learningRate: 0.01, reach: 2 };
  const [steps, time] = [await chain(c), await diffusion(c)];
  const [inSteps, inTime] = [there(steps.relaxation).gap, there(time.relaxation).gap];
  expect(inTime.value).toBeLessThan(1e-6);
  // Kramers: half the sum of two rates ω₀ω_b/2π e^{−1/T}, ω₀² = 8, ω_b² = 4.
  const kramers = (2 * (Math.sqrt(8 * 4) * Math.exp(-1 / 0.06))) / (2 * Math.PI);
  expect(inTime.value / kramers).toBeGreaterThan(0.85);
  expect(inTime.value / kramers).toBeLessThan(1);
  expect(Math.abs(inSteps.value / (0.01 * inTime.value) - 1)).toBeLessThan(0.1);
  expect(inSteps.error).toBeLessThan(0.01 * inSteps.value);
});

test('steps in Student tails: variance 3 within its error, no gap', async () => {
  const c = { loss: '2 * log(1 + x^2 / 3)', cells: 60 };
  const { stationary, relaxation } = await chain(c);
  const law = there(stationary);
  // Steps of length η add η/4 of it, about.
  expect(Math.abs(law.covariance[0] - 3)).toBeLessThan(3 * (law.momentError + 0.025));
  expect(law.momentError).toBeLessThan(0.05);
  expect(relaxation).toHaveProperty('absent', expect.stringContaining('falls from'));
});

test('in the plane a moment that does not end is not given, one that does is', async () => {
  const plane = (alpha: number) =>
    resolveExperiment({
      landscape: { parameters: ['x', 'y'], loss: `${alpha / 2} * log(1 + x^2 + y^2)` },
      learningRate: 0.1,
      steps: 20,
      initial: { x: 0, y: 0 },
      ensembles: [{ rule: 'langevin', temperature: 1 }],
      grid: { x: { min: -8, max: 8, cells: 32 }, y: { min: -8, max: 8, cells: 32 } },
    });
  const lawOf = async (alpha: number) => {
    const experiment = plane(alpha);
    const source = createGeneratorSource(experiment, 0, 'fokkerPlanck');
    if ('absent' in source) throw new Error(source.absent);
    const { levels, tails } = there(await solveLevels(experiment, source, createPace()));
    return { ...withTails(levels.at(-1)!.law, tails), missing: missingMoments(tails!, ['x', 'y']) };
  };
  const { law, momentError, missing } = await lawOf(6);
  // E r² = 2/(α − 4) of the density (1 + r²)^{−α/2}.
  expect(Math.abs(law.covariance[0] - 0.5)).toBeLessThan(0.5 * momentError);
  expect(momentError).toBeLessThan(0.1);
  expect(missing).toEqual([]);
  const loose = await lawOf(3.5);
  expect([...loose.law.covariance]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(loose.missing).toHaveLength(2);
});
