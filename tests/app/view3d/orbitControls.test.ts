import { describe, expect, it } from 'vitest';
import { type Camera, home } from '../../../src/app/view3d/camera.js';
import { connectOrbit } from '../../../src/app/view3d/orbitControls.js';

/** An element to orbit on, what was asked of the camera, and how often that came to rest. */
function orbited() {
  const element = Object.assign(new EventTarget(), { setPointerCapture: () => {} });
  const moves: Camera[] = [];
  const rests: Camera[] = [];
  const camera = () => moves[moves.length - 1] ?? home;
  connectOrbit(
    element as unknown as HTMLElement,
    camera,
    (to) => moves.push(to),
    () => rests.push(camera()),
  );
  const send = (type: string, more: object) =>
    element.dispatchEvent(Object.assign(new Event(type), more));
  return { moves, rests, camera, send };
}

describe('hands on the camera', () => {
  it('come to rest where a drag is let go, with the last of its fingers', () => {
    const { moves, rests, camera, send } = orbited();
    const at = (pointerId: number, clientX: number) => ({
      pointerId,
      clientX,
      clientY: 0,
      button: 0,
    });
    send('pointerdown', at(1, 0));
    for (let x = 10; x <= 50; x += 10) send('pointermove', at(1, x));
    expect([moves.length, rests.length]).toEqual([5, 0]);
    send('pointerdown', at(2, 90));
    send('pointerup', at(2, 90));
    expect(rests).toEqual([]);
    send('pointerup', at(1, 50));
    send('pointerup', at(1, 50));
    expect(rests).toEqual([camera()]);
    expect(camera()).not.toEqual(home);
  });

  it('rest at once after a key or a double click', () => {
    const { rests, camera, send } = orbited();
    send('keydown', { key: 'ArrowLeft' });
    const turned = camera();
    send('keydown', { key: 'x' });
    send('dblclick', {});
    expect(rests).toEqual([turned, home]);
  });
});
