/**
 * A camera that looks at the middle of the relief from a sphere around it. Plain data in, plain
 * data out; never below the surface.
 */
import { mat4, vec4 } from 'wgpu-matrix';
import { reliefHeight } from '../../engine/surfaceView.js';

export interface Camera {
  /** Around the third axis, in radians; 0 looks along the second axis. */
  readonly azimuth: number;
  /** Above the plane, in radians. */
  readonly elevation: number;
  /** From the middle; the square of the parameters has sides of 2. */
  readonly distance: number;
}

export const home: Camera = { azimuth: 0.6, elevation: 0.72, distance: 4.7 };

const elevations = { least: 0.12, most: Math.PI / 2 - 0.01 };
const distances = { least: 1.2, most: 12 };
const fieldOfView = (34 * Math.PI) / 180;
const middle = [0, 0, reliefHeight * 0.32] as const;
/** Below this ratio of width to height the width decides how far away the camera is. */
const widest = 1.5;

const between = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, value));

/** Turned by so many radians to the right and upwards. */
export const orbit = (camera: Camera, right: number, up: number): Camera => ({
  ...camera,
  azimuth: camera.azimuth + right,
  elevation: between(camera.elevation + up, elevations.least, elevations.most),
});

/** Nearer by a factor; farther where it is below 1. */
export const zoom = (camera: Camera, factor: number): Camera => ({
  ...camera,
  distance: between(camera.distance / factor, distances.least, distances.most),
});

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
