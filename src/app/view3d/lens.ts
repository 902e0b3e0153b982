/** What a camera sees: from the space of the relief to the picture. */
import { mat4, vec4 } from 'wgpu-matrix';
import { reliefHeight } from '../../engine/surfaceView.js';
import type { Camera } from './camera.js';

const fieldOfView = (34 * Math.PI) / 180;
const middle = [0, 0, reliefHeight * 0.32] as const;
/** Below this ratio of width to height the width decides how far away the camera is. */
const widest = 1.5;

/** Where the camera stands. */
export function eyeOf({ azimuth, elevation, distance }: Camera): [number, number, number] {
  const out = distance * Math.cos(elevation);
  return [
    middle[0] - out * Math.sin(azimuth),
    middle[1] - out * Math.cos(azimuth),
    middle[2] + distance * Math.sin(elevation),
  ];
}

/** The matrix that a scene takes, for a picture of this ratio of width to height. */
export function matrixOf(camera: Camera, ratio: number): Float32Array {
  const farther = Math.max(1, widest / ratio);
  const eye = eyeOf({ ...camera, distance: camera.distance * farther });
  const projection = mat4.perspective(fieldOfView, ratio, 0.1, 60);
  return mat4.multiply(projection, mat4.lookAt(eye, middle, [0, 0, 1]));
}

/** Where a point of space is in a picture of `width` × `height`, from its upper left corner. */
export function project(
  matrix: Float32Array,
  [x, y, z]: readonly [number, number, number],
  width: number,
  height: number,
): [number, number] {
  const [u, v, , w] = vec4.transformMat4([x, y, z, 1], matrix);
  return [((u / w + 1) / 2) * width, ((1 - v / w) / 2) * height];
}
