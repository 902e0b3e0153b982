/** The stationary law of two quadratics in the plane, straight and rotated, on 256 × 256 cells. */
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { formatNumber } from '../../src/run/format.js';
import { stationaryOperator2d } from '../../src/theory/chain/operator/operatorStationary2d.js';
import { createPace } from '../../src/theory/pace.js';
import type { Claim } from './claim.js';

const losses = {
  straight: '((x - a)^2 + (y - b)^2) / 2',
  rotated: '((0.8*x + 0.6*y - a)^2 + (0.8*y - 0.6*x - b)^2) / 2',
};

/** Variance η/(2 − η) in both directions and no covariance, to 1e-5. */
export async function* stationaryPlane(): AsyncGenerator<Claim> {
  const axis = { min: -1.5, max: 1.5, cells: 256 };
  for (const [name, loss] of Object.entries(losses)) {
    for (const learningRate of [0.02, 0.1, 0.5]) {
      const experiment = resolveExperiment({
        name: 'plane',
        landscape: {
          parameters: ['x', 'y'],
          loss,
          data: { a: [-1, -1, 1, 1], b: [-1, 1, -1, 1] },
        },
        learningRate,
        steps: 1,
        initial: { x: 0, y: 0 },
        ensembles: [{ rule: 'sgd', batchSize: 1 }],
        grid: { x: axis, y: axis },
      });
      const found = await stationaryOperator2d(experiment, 0, createPace());
      if ('absent' in found) throw new Error(found.absent);
      const exact = learningRate / (2 - learningRate);
      const [xx, xy, , yy] = found.covariance;
      const worst = Math.max(
        Math.abs(xx / exact - 1),
        Math.abs(xy / exact),
        Math.abs(yy / exact - 1),
      );
      yield {
        what: `stationary covariance of SGD on two quadratics, ${name}, η = ${learningRate}`,
        expected: 'η/(2 − η) in each direction, relative error below 1e-5',
        measured: `${formatNumber(worst, 2)}, residual ${formatNumber(found.residual, 2)}`,
        holds: worst < 1e-5,
      };
    }
  }
}
