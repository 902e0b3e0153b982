/** The variance of two quadratics on 512 cells, by the operator alone, no finer grid beside it. */
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { formatNumber } from '../../src/run/format.js';
import { createMaps1d } from '../../src/theory/master/maps1d.js';
import { createTransferOperator1d } from '../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../src/theory/pace.js';
import { lawFromDistribution } from '../../src/theory/snapshot1d.js';
import { createSolverGrid1d } from '../../src/theory/solverGrid1d.js';
import type { Claim } from './claim.js';

/** η/(2 − η) at three learning rates; at 0.5 the law is uniform, with jumps at its ends. */
export async function* stationaryLine(): AsyncGenerator<Claim> {
  for (const learningRate of [0.02, 0.1, 0.5]) {
    const { landscape, ensembles, initial, grid } = resolveExperiment({
      name: 'line',
      landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [-1, 1] } },
      learningRate,
      steps: 1,
      initial: { x: { normal: [0, 0.2] } },
      ensembles: [{ rule: 'sgd', batchSize: 1 }],
      grid: { x: { min: -1.6, max: 1.6, cells: 512 } },
    });
    const maps = createMaps1d(landscape, ensembles[0].law);
    if ('absent' in maps) throw new Error(maps.absent);
    const own = createSolverGrid1d(grid[0], 1, [0, 0]);
    const operator = await createTransferOperator1d(maps, own, createPace());
    let f: Float64Array = operator.start(initial[0]);
    let next: Float64Array = new Float64Array(f.length);
    // Until the start counts for e⁻⁴⁰.
    for (let step = 1; step < 20 / learningRate; step++) {
      operator.apply(f, next);
      [f, next] = [next, f];
    }
    const slopes = new Float64Array(f.length);
    operator.slopes(f, slopes);
    const exact = learningRate / (2 - learningRate);
    const error = Math.abs(lawFromDistribution(own, f, slopes).variance - exact);
    yield {
      what: `stationary variance of SGD on two quadratics, 512 cells, η = ${learningRate}`,
      expected: 'within 1e-5 of η/(2 − η)',
      measured: `${formatNumber(error, 2)} off, ${formatNumber(error / exact, 2)} of it`,
      holds: error < 1e-5,
    };
  }
}
