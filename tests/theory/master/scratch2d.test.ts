import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { parseExperiment, resolveExperiment } from '../../../src/model/resolve.js';
import { createPace } from '../../../src/theory/pace.js';
import { solveInPlane, solveMasterEquation2d } from '../../../src/theory/master/masterEquation2d.js';

async function show(name: string, e: ReturnType<typeof resolveExperiment>, solve: typeof solveInPlane) {
  for (const i of e.ensembles.keys()) {
    const t = performance.now();
    const s = await solve(e, i, createPace());
    console.log(name, e.ensembles[i].name, ((performance.now() - t) / 1000).toFixed(1), 's', 'absent' in s ? s.absent : '');
    if ('absent' in s) continue;
    for (const p of s.predictions.values()) console.log('  ', p.step, 'err', p.solverError.toExponential(1), p.momentError.toExponential(1), 'out', p.outside.toExponential(1), 'mean', [...p.mean].map((v) => v.toFixed(6)).join(), 'cov', [...p.covariance].map((v) => v.toFixed(8)).join(), p.notes.join(' | '));
  }
}
const base = { learningRate: 0.1, steps: 100, walkers: 1e6, snapshots: [1, 5, 20, 100], ensembles: [{ name: 's', rule: 'sgd' }, { name: 'g', rule: 'gaussianSgd' }, { name: 'l', rule: 'langevin', temperature: 0.05 }] };
test('scratch', async () => {
  const preset = parseExperiment(readFileSync('public/experiments/flat-and-sharp.yaml', 'utf8'));
  await show('flat product', preset, solveMasterEquation2d);
  await show('curved', resolveExperiment({ ...base, name: 'c', landscape: { name: 'curvedValley' }, initial: { x: 0, y: 0 }, grid: { x: { min: -4, max: 4, cells: 96 }, y: { min: -2, max: 5, cells: 96 } } }), solveMasterEquation2d);
  await show('factor', resolveExperiment({ ...base, name: 'f', learningRate: 0.05, landscape: { name: 'factorization' }, initial: { u: { normal: [1.5, 0.1] }, v: { normal: [0.5, 0.1] } }, grid: { u: { min: -3, max: 3, cells: 96 }, v: { min: -3, max: 3, cells: 96 } } }), solveMasterEquation2d);
}, 600000);
