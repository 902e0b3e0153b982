/** All images of all atoms under all maps, equal ones or not. */
import { createPair } from '../law/gradient2d.js';
import type { Atoms2d } from './atoms2d.js';
import type { Maps2d } from './maps2d.js';

/** The images that have not diverged beyond `bounds`; the maps draw no normals. */
export function imagesOfAtoms2d(atoms: Atoms2d, maps: Maps2d, bounds: readonly number[]): Atoms2d {
  const n = atoms.weights.length;
  const [x, y] = createPair(n * maps.weights.length);
  const weights = new Float64Array(x.length);
  const image = createPair(n);
  let { lost } = atoms;
  let size = 0;
  for (let q = 0; q < maps.weights.length; q++) {
    maps.at(q, atoms.positions)([], image);
    for (let i = 0; i < n; i++) {
      const weight = maps.weights[q] * atoms.weights[i];
      if (!(Math.abs(image[0][i]) < bounds[0] && Math.abs(image[1][i]) < bounds[1])) {
        lost += weight;
        continue;
      }
      x[size] = image[0][i];
      y[size] = image[1][i];
      weights[size++] = weight;
    }
  }
  return {
    positions: [x.subarray(0, size), y.subarray(0, size)],
    weights: weights.subarray(0, size),
    lost,
  };
}
