import { test } from 'vitest';
import { resolveExperiment } from '../../../src/model/resolve.js';
import { outerProduct } from '../../../src/theory/law/initialLaw2d.js';
import { createMaps2d } from '../../../src/theory/master/maps2d.js';
import { createLawFromMasses, initialPoints } from '../../../src/theory/master/nodalMasses2d.js';
import { createTransferOperator2d } from '../../../src/theory/master/transferOperator2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { createSolverGrid2d } from '../../../src/theory/solverGrid2d.js';

async function go(
  eta: number,
  n: number,
  degree: number,
  rotated: boolean,
  rule: object,
  steps: number,
  init = 0.5,
) {
  const [c, s] = rotated ? [Math.cos(0.5), Math.sin(0.5)] : [1, 0];
  const a = [-1, -1, 1, 1],
    b = [-1, 1, -1, 1];
  const ax = a.map((v, i) => c * v - s * b[i]),
    by = a.map((v, i) => s * v + c * b[i]);
  const e = resolveExperiment({
    name: 't',
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x - a)^2 / 2 + (y - b)^2/2',
      data: { a: ax, b: by },
    },
    learningRate: eta,
    steps,
    initial: { x: { normal: [0, init] }, y: { normal: [0, init] } },
    ensembles: [{ name: 's', ...rule }],
    walkers: 1e6,
    grid: { x: { min: -2, max: 2, cells: n }, y: { min: -2, max: 2, cells: n } },
    snapshots: [steps],
  });
  const maps = createMaps2d(e.landscape, e.ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const grid = createSolverGrid2d(e.grid, 1, [
    [0, 0],
    [0, 0],
  ]);
  let t = performance.now();
  const op = (await createTransferOperator2d(maps, grid, { degree, order: 9 }, createPace()))!;
  const build = performance.now() - t;
  const X = initialPoints(e.initial[0], grid.x),
    Y = initialPoints(e.initial[1], grid.y);
  const w = outerProduct(X.weights, Y.weights);
  const pts = [
    Float64Array.from({ length: w.length }, (_, k) => X.points[Math.floor(k / Y.points.length)]),
    Float64Array.from({ length: w.length }, (_, k) => Y.points[k % Y.points.length]),
  ] as const;
  t = performance.now();
  let m = op.start(pts, w),
    next = new Float64Array(m.length);
  const start = performance.now() - t;
  t = performance.now();
  for (let k = 1; k < steps; k++) {
    op.apply(m, next);
    [m, next] = [next, m];
  }
  const apply = (performance.now() - t) / (steps - 1);
  const law = createLawFromMasses(grid, degree)(m);
  return { law, build, start, apply, entries: op.entries, mass: m.reduce((p, q) => p + q, 0) };
}
test('scratch', async () => {
  for (const [eta, steps] of [
    [0.1, 120],
    [0.5, 30],
  ] as const)
    for (const rotated of [false, true])
      for (const degree of [1, 3, 5]) {
        const r = await go(eta, 256, degree, rotated, { rule: 'sgd', batchSize: 1 }, steps);
        const q = (1 - eta) ** (2 * steps);
        const v = q * 0.25 + ((1 - q) * eta) / (2 - eta);
        console.log(
          `sgd eta ${eta} rot ${rotated} d ${degree}: var err ${(r.law.covariance[0] - v).toExponential(2)} ${(r.law.covariance[3] - v).toExponential(2)} cov ${r.law.covariance[1].toExponential(2)} mass ${(1 - r.mass).toExponential(1)} neg ${r.law.negative.toExponential(1)} build ${r.build | 0} start ${r.start | 0} apply ${r.apply.toFixed(1)} entries ${r.entries}`,
        );
      }
  // Gaussian: exact
  const eta = 0.1,
    steps = 20;
  for (const rule of [
    { rule: 'langevin', temperature: 0.1 },
    { rule: 'gaussianSgd', batchSize: 1 },
  ])
    for (const n of [32, 64, 128, 256])
      for (const degree of [1, 3, 5]) {
        const r = await go(eta, n, degree, true, rule, steps, 0.3);
        const q = 0.9 ** (2 * steps);
        const sd = Math.sqrt(
          q * 0.09 + ((1 - q) / (1 - 0.81)) * (rule.rule === 'langevin' ? 0.02 : 0.01),
        );
        const { initialProbabilities } = await import('../../../src/theory/law/initialLaw2d.js');
        const edges = Float64Array.from({ length: n + 1 }, (_, i) => -2 + (4 * i) / n);
        const p = initialProbabilities({ kind: 'normal', mean: 0, standardDeviation: sd }, edges);
        const exact = outerProduct(p, p);
        const tv = r.law.cells.reduce((s, v, i) => s + Math.abs(v - exact[i]) / 2, 0);
        console.log(
          `${rule.rule} n ${n} d ${degree}: tv ${tv.toExponential(2)} var ${(r.law.covariance[0] - sd * sd).toExponential(2)} build ${r.build | 0} apply ${r.apply.toFixed(1)} neg ${r.law.negative.toExponential(1)}`,
        );
      }
}, 300000);
