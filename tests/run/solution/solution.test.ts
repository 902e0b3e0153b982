/** Tables, JSON and report of a solution: their numbers are the closed forms', their text is text. */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { solutionJson } from '../../../src/run/solution/solutionJson.js';
import { solutionReportHtml } from '../../../src/run/solution/solutionReport.js';
import { solveExperiment } from '../../../src/run/solution/solveExperiment.js';
import { formatEstimate } from '../../../src/run/solution/tableParts.js';
import { solutionTables } from '../../../src/run/solution/tables.js';

const hostile = '<img src=x onerror=alert(1)> & "quoted"';
const [rate, shift, temperature] = [0.1, 0.4, 0.2];

const result = await solveExperiment(
  resolveExperiment({
    name: 'ou',
    title: hostile,
    landscape: { parameters: ['x'], loss: 'x^2 / 2' },
    learningRate: rate,
    steps: 20,
    snapshots: [0, 10, 20],
    initial: { x: { normal: [shift, Math.sqrt(temperature)] } },
    ensembles: [
      { name: hostile.slice(0, 50), rule: 'langevin', temperature },
      { name: 'slower', rule: 'langevin', temperature, learningRate: 0.05 },
    ],
    walkers: 1e4,
    grid: { x: { min: -3, max: 3, cells: 60 } },
    predictions: ['masterEquation', 'fokkerPlanck', { exitTime: { region: 'x < 1' } }],
  }),
);
const tables = solutionTables(result);

/** Cells of the column `heading` of the table `title`, with their first two words. */
function column(title: string, heading: string): Map<string, string> {
  const table = tables.find((t) => t.title.startsWith(title));
  const at = table?.headings.indexOf(heading) ?? -1;
  if (!table || at < 0) throw new Error(`no ${heading} in ${title}`);
  let name = '';
  return new Map(
    table.rows.map((row) => {
      name = row[0] || name;
      return [`${name === 'slower' ? 'slower' : 'fast'} ${row[1]}`, row[at]];
    }),
  );
}

test('variance T/(1 − η/2) of the chain, T of the diffusion, to all digits of the table', () => {
  const variance = column('Stationary law', 'variance of x');
  expect(Number(variance.get('fast master equation'))).toBeCloseTo(temperature / 0.95, 6);
  expect(Number(variance.get('slower master equation'))).toBeCloseTo(temperature / 0.975, 6);
  expect(Number(variance.get('fast Fokker–Planck'))).toBeCloseTo(temperature, 6);
  expect(Number(variance.get('fast closed form'))).toBeCloseTo(temperature / 0.95, 6);
});

test('relaxation in steps: −1/ln(1 − η) of the chain, 1/η of the diffusion, each with its own η', () => {
  const steps = column('Relaxation', 'in steps');
  expect(Number(steps.get('fast master equation'))).toBeCloseTo(-1 / Math.log(0.9), 2);
  expect(Number(steps.get('slower master equation'))).toBeCloseTo(-1 / Math.log(0.95), 1);
  expect(Number(steps.get('fast Fokker–Planck'))).toBeCloseTo(10, 2);
  expect(Number(steps.get('slower Fokker–Planck'))).toBeCloseTo(20, 2);
});

test('entropy of a shifted law is Δ²/(2V) e^{−2t} under the diffusion', () => {
  for (const step of [0, 10, 20]) {
    const shown = Number(column('Entropy', `step ${step}`).get('fast Fokker–Planck'));
    const exact = (shift ** 2 / (2 * temperature)) * Math.exp(-2 * rate * step);
    expect(Math.abs(shown / exact - 1)).toBeLessThan(1e-3);
  }
});

test('estimates show the digits that their errors leave', () => {
  expect(formatEstimate({ value: 1.23456789, error: 0.00042 })).toBe('1.2346 ± 0.0004');
  expect(formatEstimate({ value: Number.POSITIVE_INFINITY, error: 0 })).toBe('–');
});

test('the JSON is plain, keeps both clocks apart and has no number that is not one', () => {
  const text = JSON.stringify(solutionJson(result));
  const { ensembles } = JSON.parse(text);
  const { masterEquation, fokkerPlanck } = ensembles[0].solutions;
  expect([masterEquation.clock, fokkerPlanck.clock]).toEqual(['steps', 'time']);
  expect(masterEquation.exit.meanFrom).toHaveLength(60);
  expect(masterEquation.exit.meanFrom.at(-1)).toBeNull();
  expect(masterEquation.basins).toBeNull();
  expect(text).not.toMatch(/NaN|Infinity/);
});

test('the report is whole, has a picture for each noise model and escapes what users write', async () => {
  const html = await solutionReportHtml(result);
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toMatch(/<\/html>\s*$/);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  // Density, entropy, survival and mean exit, for two noise models.
  expect(html.match(/<div class="picture">/g)).toHaveLength(8);
  expect(html).not.toContain('NaN');
});
