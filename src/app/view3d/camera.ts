/**
 * A camera that looks at the middle of the relief from a sphere around it. Plain data in, plain
 * data out; never below the surface.
 */

export interface Camera {
  /** Around the third axis, in radians from −π to π; 0 looks along the second axis. */
  readonly azimuth: number;
  /** Above the plane, in radians. */
  readonly elevation: number;
  /** From the middle; the square of the parameters has sides of 2. */
  readonly distance: number;
}

export const home: Camera = { azimuth: 0.6, elevation: 0.72, distance: 4.7 };

export const elevations = { least: 0.12, most: 1.56 };
export const distances = { least: 1.2, most: 12 };

const between = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, value));

/** The same angle within half a turn of 0. */
const wrapped = (angle: number) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

/** Turned by so many radians to the right and upwards. */
export const orbit = (camera: Camera, right: number, up: number): Camera => ({
  ...camera,
  azimuth: wrapped(camera.azimuth + right),
  elevation: between(camera.elevation + up, elevations.least, elevations.most),
});

/** Nearer by a factor; farther where it is below 1. */
export const zoom = (camera: Camera, factor: number): Camera => ({
  ...camera,
  distance: between(camera.distance / factor, distances.least, distances.most),
});
