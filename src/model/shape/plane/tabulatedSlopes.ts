/**
 * The gradient of a surface from a table of its values at nodes, for surfaces that have to be
 * summed over many samples: cubic convolution (Keys 1981), continuous with its first derivative,
 * third order in the spacing; a kink is smeared over a spacing.
 */
import { createColumns, type Points, type Surface } from '../surface.js';

/** Nodes min, min + spacing, … along each axis. */
export interface TableAxis {
  readonly min: number;
  readonly spacing: number;
  readonly nodes: number;
}

/** Slopes of `surface` between the nodes of `axes`; NaN within one spacing of their ends and beyond. */
export function tabulateSlopes(
  surface: Pick<Surface, 'slopes'>,
  axes: readonly [TableAxis, TableAxis],
): Pick<Surface, 'slopes'> {
  const [first, second] = axes;
  const count = first.nodes * second.nodes;
  const [x, y, gx, gy] = createColumns(4, count);
  for (let k = 0; k < count; k++) {
    x[k] = first.min + first.spacing * Math.floor(k / second.nodes);
    y[k] = second.min + second.spacing * (k % second.nodes);
  }
  surface.slopes([x, y], [gx, gy], createColumns(3, count));
  const [wx, dx, wy, dy] = createColumns(4, 4);
  return {
    slopes([px, py]: Points, gradient: Points, hessian: Points) {
      for (let k = 0; k < px.length; k++) {
        const u = (px[k] - first.min) / first.spacing;
        const v = (py[k] - second.min) / second.spacing;
        const [i, j] = [Math.floor(u), Math.floor(v)];
        if (!(i >= 1 && j >= 1 && i < first.nodes - 2 && j < second.nodes - 2)) {
          for (const out of [...gradient, ...hessian]) out[k] = NaN;
          continue;
        }
        convolutionWeights(u - i, wx, dx);
        convolutionWeights(v - j, wy, dy);
        let [a, b, ax, ay, bx, by] = [0, 0, 0, 0, 0, 0];
        for (let p = 0; p < 4; p++) {
          const row = (i - 1 + p) * second.nodes + j - 1;
          for (let q = 0; q < 4; q++) {
            const [own, other] = [gx[row + q], gy[row + q]];
            a += wx[p] * wy[q] * own;
            b += wx[p] * wy[q] * other;
            ax += dx[p] * wy[q] * own;
            ay += wx[p] * dy[q] * own;
            bx += dx[p] * wy[q] * other;
            by += wx[p] * dy[q] * other;
          }
        }
        gradient[0][k] = a;
        gradient[1][k] = b;
        hessian[0][k] = ax / first.spacing;
        hessian[1][k] = (ay / second.spacing + bx / first.spacing) / 2;
        hessian[2][k] = by / second.spacing;
      }
    },
  };
}

/** Weights of the nodes −1, 0, 1, 2 at t in [0, 1), and their derivatives. */
function convolutionWeights(t: number, weights: Float64Array, slopes: Float64Array): void {
  weights[0] = ((2 - t) * t - 1) * t * 0.5;
  weights[1] = 1 + (1.5 * t - 2.5) * t * t;
  weights[2] = (0.5 + (2 - 1.5 * t) * t) * t;
  weights[3] = 0.5 * (t - 1) * t * t;
  slopes[0] = -0.5 + (2 - 1.5 * t) * t;
  slopes[1] = (4.5 * t - 5) * t;
  slopes[2] = 0.5 + (4 - 4.5 * t) * t;
  slopes[3] = (1.5 * t - 1) * t;
}
