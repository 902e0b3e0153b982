import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { call, number, symbol } from '../../src/math/expression/expression.js';
import { printFormula } from '../../src/math/expression/formula.js';
import type { RunResult } from '../../src/run/frame.js';
import { headlineSvg } from '../../src/run/report/headline.js';
import { tilesOf } from '../../src/run/report/heatMaps.js';
import { reportHtml } from '../../src/run/report.js';
import { run } from '../../src/run/run.js';
import { collect, fakeBackend, fakeExperiment } from './fixtures.js';

vi.mock('../../src/theory/predict.js', async () => ({
  predict: (await import('./fixtures.js')).fakePredict,
}));

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp; \${x}`;

/** A finished run of the fake world; `text` takes the place of every text a user can choose. */
async function finished(text?: string, overrides = {}): Promise<RunResult> {
  const base = fakeExperiment({ walkers: 20_000, ...overrides });
  const experiment =
    text === undefined
      ? base
      : {
          ...base,
          name: text,
          title: text,
          description: text,
          reference: text,
          landscape: {
            ...base.landscape,
            title: text,
            parameters: [text],
            constants: { [text]: 1 },
            data: { columns: [text], rows: 1, values: [new Float64Array(1)] },
            sampleLoss: symbol(text),
          },
          grid: [{ ...base.grid[0], name: text }],
          ensembles: base.ensembles.map((e) => ({ ...e, name: text, rule: text })),
          source: { name: text, landscape: { loss: text } },
        };
  const { result } = await collect(run(experiment, fakeBackend().backend));
  if (text === undefined) return result;
  const adapter = { ...result.manifest.adapter, description: text };
  return { ...result, warnings: [text], manifest: { ...result.manifest, adapter } };
}

/** Tags that are opened and never closed in a page, or closed without having been opened. */
function unbalancedTags(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name, self] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*)[^<>]*?(\/?)>/g)) {
    if (self || /^(meta|!doctype)$/i.test(name)) continue;
    if (!slash) open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

test('names where the experiment comes from, and a learning rate that is not the common one', async () => {
  const { ensembles } = fakeExperiment();
  const page = await reportHtml(
    await finished(undefined, {
      reference: 'A paper of 2019.',
      ensembles: [ensembles[0], { ...ensembles[1], learningRate: 0.025 }],
    }),
  );
  expect(page).toContain('<p><small>A paper of 2019.</small></p>');
  expect(page.match(/learningRate: /g)).toHaveLength(1);
  expect(page).toContain('learningRate: 0.025');
});

describe('the report', () => {
  let page: string;
  beforeAll(async () => {
    page = await reportHtml(await finished());
  });

  test('stands alone: no script, no resource from elsewhere, balanced tags, unique ids', () => {
    expect(page).not.toMatch(/<script|javascript:|\bsrc=|\bhref=|@import|url\(\s*['"]?http/i);
    expect(unbalancedTags(page)).toEqual([]);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('says the verdict in words, names absences and warnings', () => {
    expect(page).toContain(
      '<strong>master equation</strong> is <em class="holds">not refused</em> for SGD',
    );
    expect(page).toContain('<em class="refused">refused</em> for SGD');
    expect(page).toContain('absent: no finite variance');
    expect(page).toContain('CPU twin, no WebGPU');
    expect(page).toContain('diverged, the first at step 3');
  });

  test('calls a software adapter one', async () => {
    const result = await finished();
    const manifest = { ...result.manifest, backend: 'gpu' } as const;
    const page = await reportHtml({ ...result, manifest });
    expect(page).toContain('a software adapter, not a GPU');
  });

  test('holds the experiment as YAML', () => {
    const text = /<pre>([\s\S]*?)<\/pre>/.exec(page)![1];
    expect(parseYaml(text)).toEqual({ name: 'four uniforms', walkers: 20_000 });
  });

  test('draws three pictures per ensemble', () => {
    expect(page.match(/<div class="picture"><svg/g)).toHaveLength(2 * 3);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('hostile text stays text, in the page and in its pictures', async () => {
  const result = await finished(hostile);
  for (const text of [await reportHtml(result), await headlineSvg(result)]) {
    expect(text).not.toMatch(/<script|<img/i);
    expect(text).toContain('&lt;script&gt;');
    expect(unbalancedTags(text)).toEqual([]);
  }
});

test.each([
  ['closed forms only', { predictions: ['closedForm'] }],
  ['no predictions', { predictions: [] }],
  ['one snapshot at step 0', { snapshots: [0], steps: 0 }],
  ['two dimensions', { grid: ['x', 'y'].map((name) => ({ name, min: 0, max: 4, cells: 100 })) }],
])('a report with %s is whole', async (_, overrides) => {
  const page = await reportHtml(await finished(undefined, overrides));
  expect(unbalancedTags(page)).toEqual([]);
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
  expect(page).toContain('Moments after');
});

test('moments of the sample are within 5 standard errors of the exact ones, and so printed', async () => {
  const grid = [{ name: 'x', min: 0, max: 4, cells: 70 }];
  const page = await reportHtml(await finished(undefined, { grid, predictions: ['closedForm'] }));
  const printed = [...page.matchAll(/off by \(s\.e\.\)">([^<]+)</g)].map((m) => m[1]);
  // Some walkers of the second noise model have diverged, and a closed form is of all.
  expect(printed.slice(2)).toEqual(['–', '–']);
  const errors = printed.slice(0, 2).map((text) => Math.abs(Number(text.replace('−', '-'))));
  for (const error of errors) expect(error).toBeLessThan(5);
});

test('predictions that are absent everywhere still give their reasons', async () => {
  const overrides = { predictions: ['fokkerPlanck'] };
  const result = await finished(undefined, overrides);
  const frames = result.frames.map((frame) => ({ ...frame, ensembles: [frame.ensembles[1]] }));
  const page = await reportHtml({
    ...result,
    experiment: { ...result.experiment, ensembles: [result.experiment.ensembles[1]] },
    frames,
    ensembles: [result.ensembles[1]],
  });
  expect(page).toContain('absent: no finite variance');
});

test('the headline picture is one SVG that names every ensemble and its verdicts', async () => {
  const svg = await headlineSvg(await finished());
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
  for (const text of ['SGD', 'Langevin', 'Fokker–Planck: refused', '20,000 walkers']) {
    expect(svg).toContain(text);
  }
});

test('heat maps keep the mass of the law, in blocks where the grid is fine', () => {
  const grid = [
    { name: 'x', min: 0, max: 1, cells: 100 },
    { name: 'y', min: 0, max: 2, cells: 250 },
  ];
  const counts = Float64Array.from({ length: 25_000 }, (_, i) => i % 7);
  const total = counts.reduce((a, b) => a + b, 0);
  const tiles = tilesOf(counts, total, grid);
  expect(tiles.length).toBeLessThanOrEqual(96 * 96);
  const mass = tiles.reduce((m, t) => m + t.density * (t.x2 - t.x) * (t.y2 - t.y), 0);
  expect(mass).toBeCloseTo(1, 12);
});

test('formulas read as people write them', () => {
  const [x, a] = [symbol('x'), symbol('a')];
  const square = (e: typeof x | ReturnType<typeof call>) => call('pow', e, number(2));
  const well = call('div', square(call('sub', square(x), number(1))), number(4));
  expect(printFormula(call('add', well, call('mul', a, x)))).toBe('(x² − 1)²/4 + a x');
  expect(printFormula(call('sub', x, call('sub', a, x)))).toBe('x − (a − x)');
  expect(printFormula(call('exp', call('neg', square(x))))).toBe('exp(−x²)');
  expect(printFormula(call('pow', x, number(-0.5)))).toBe('x^(−0.5)');
  expect(printFormula(call('mul', call('div', square(x), number(2)), a))).toBe('x²/2 · a');
});
