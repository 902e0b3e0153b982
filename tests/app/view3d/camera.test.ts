import { describe, expect, it } from 'vitest';
import { home, orbit, zoom } from '../../../src/app/view3d/camera.js';
import { eyeOf, matrixOf, project } from '../../../src/app/view3d/lens.js';
import { moved } from '../../../src/app/view3d/orbitControls.js';
import { reliefHeight } from '../../../src/engine/surfaceView.js';

const corners = [-1, 1].flatMap((x) =>
  [-1, 1].flatMap((y) => [0, reliefHeight].map((z): [number, number, number] => [x, y, z])),
);

describe('the camera', () => {
  it('has the whole relief in its picture at home, wide and narrow, from every side', () => {
    for (const [width, height] of [
      [1100, 480],
      [700, 400],
      [340, 420],
    ]) {
      for (let azimuth = 0; azimuth < 7; azimuth += 0.5) {
        const matrix = matrixOf({ ...home, azimuth }, width / height);
        for (const corner of corners) {
          const [x, y] = project(matrix, corner, width, height);
          expect(x).toBeGreaterThan(0);
          expect(x).toBeLessThan(width);
          expect(y).toBeGreaterThan(0);
          expect(y).toBeLessThan(height);
        }
      }
    }
  });

  it('stays above the surface and outside of it, whatever it is asked for', () => {
    let camera = home;
    for (let i = 0; i < 200; i++) camera = zoom(orbit(camera, 0.1, -0.2), 1.3);
    expect(eyeOf(camera)[2]).toBeGreaterThan(0.3);
    for (let i = 0; i < 200; i++) camera = zoom(orbit(camera, 0.1, 0.2), 0.7);
    expect(camera.elevation).toBeLessThan(Math.PI / 2);
    expect(camera.distance).toBeLessThan(20);
    expect(Math.abs(camera.azimuth)).toBeLessThanOrEqual(Math.PI);
  });

  it('puts higher points higher and nearer ones lower in the picture', () => {
    const matrix = matrixOf({ ...home, azimuth: 0 }, 1.5);
    const at = (x: number, y: number, z: number) => project(matrix, [x, y, z], 300, 200);
    expect(at(0, 0, 0.8)[1]).toBeLessThan(at(0, 0, 0)[1]);
    expect(at(0, -1, 0)[1]).toBeGreaterThan(at(0, 1, 0)[1]);
    expect(at(1, 0, 0)[0]).toBeGreaterThan(at(-1, 0, 0)[0]);
  });

  it('goes back where it came from by the opposite keys, and home by 0', () => {
    const there = ['ArrowLeft', 'ArrowUp', '+'].reduce((c, key) => moved(c, key) ?? c, home);
    expect(there).not.toEqual(home);
    const back = ['-', 'ArrowDown', 'ArrowRight'].reduce((c, key) => moved(c, key) ?? c, there);
    for (const key of ['azimuth', 'elevation', 'distance'] as const) {
      expect(back[key]).toBeCloseTo(home[key], 12);
    }
    expect(moved(there, '0')).toEqual(home);
    expect(moved(there, 'r')).toBeNull();
  });
});
