/** Lines of equal loss, by marching squares over the nodes of a terrain. */
import { contours } from 'd3-contour';
import type { Terrain } from '../../terrain/terrain.js';

/** Points as parts 0 … 1 of both axes. */
export type Line = readonly (readonly [number, number])[];

/** The lines at these heights; none along the border of the terrain. */
export function contourLines(terrain: Terrain, heights: readonly number[]): Line[] {
  const [n, m] = terrain.nodes;
  // Along rows of the first axis' nodes, as d3 has them. Uncut, so that lines near the top are smooth.
  const values = Array.from({ length: n * m }, (_, k) => {
    const loss = terrain.loss[(k % n) * m + Math.floor(k / n)];
    return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : linearHeight(terrain, loss);
  });
  const thresholds = heights.map((h) => (terrain.isRoot ? h * h : h));
  const find = contours().size([n, m]).thresholds(thresholds);
  return find(values).flatMap(({ coordinates }) =>
    coordinates.flat().flatMap((ring) => {
      // d3 puts the value of a node half a step beyond it.
      const points = ring.map(([x, y]): [number, number] => [
        (x - 0.5) / (n - 1),
        (y - 0.5) / (m - 1),
      ]);
      return withoutBorder(points);
    }),
  );
}

/** The height before the root and the cut. */
const linearHeight = ({ low, top }: Terrain, loss: number) => (loss - low) / (top - low);

/** The pieces of a ring that do not run along the border. */
function withoutBorder(ring: Line): Line[] {
  const isOn = ([x, y]: readonly [number, number]) => x <= 0 || y <= 0 || x >= 1 || y >= 1;
  const pieces: [number, number][][] = [[]];
  ring.forEach(([x, y], i) => {
    const piece = pieces[pieces.length - 1];
    piece.push([x, y]);
    if (i > 0 && isOn([x, y]) && isOn(ring[i - 1])) {
      piece.pop();
      pieces.push([[x, y]]);
    }
  });
  return pieces.filter((piece) => piece.length > 1);
}
