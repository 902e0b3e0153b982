/**
 * Hands and keys that move a camera: drag and arrow keys orbit; wheel, pinch, + and − zoom; a double
 * click and 0 go home. Nothing moves by itself, and nothing goes on moving. The wheel scrolls the
 * page until the picture has the focus.
 */
import { type Camera, home, orbit, zoom } from './camera.js';

/** Radians a pixel, and a key. */
const perPixel = 0.008;
const perKey = Math.PI / 36;
const zoomPerKey = 1.15;

/**
 * Moves what `camera` gives, through `move`, and calls `rest` where a movement ends: a drag when it
 * is let go, anything else at once. The listeners go with the element.
 */
export function connectOrbit(
  element: HTMLElement,
  camera: () => Camera,
  move: (to: Camera) => void,
  rest: () => void,
): void {
  const moveAndRest = (to: Camera) => {
    move(to);
    rest();
  };
  const pointers = new Map<number, readonly [number, number]>();
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  element.addEventListener('pointermove', ({ pointerId, clientX, clientY }) => {
    const before = pointers.get(pointerId);
    if (!before) return;
    const apart = spread();
    pointers.set(pointerId, [clientX, clientY]);
    if (pointers.size > 1) move(zoom(camera(), spread() / Math.max(1, apart)));
    else {
      const [right, down] = [clientX - before[0], clientY - before[1]];
      move(orbit(camera(), right * perPixel, down * perPixel));
    }
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, ({ pointerId }) => {
      if (pointers.delete(pointerId) && pointers.size === 0) rest();
    });
  }
  element.addEventListener(
    'wheel',
    (event) => {
      if (document.activeElement !== element && !event.ctrlKey) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      moveAndRest(zoom(camera(), Math.exp(-event.deltaY * lines * 0.0015)));
    },
    { passive: false },
  );
  element.addEventListener('dblclick', () => moveAndRest(home));
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moved(camera(), event.key);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    moveAndRest(to);
  });
}

/** Where a key takes the camera; null for other keys. */
export function moved(camera: Camera, key: string): Camera | null {
  switch (key) {
    case 'ArrowLeft':
      return orbit(camera, -perKey, 0);
    case 'ArrowRight':
      return orbit(camera, perKey, 0);
    case 'ArrowUp':
      return orbit(camera, 0, perKey);
    case 'ArrowDown':
      return orbit(camera, 0, -perKey);
    case '+':
    case '=':
      return zoom(camera, zoomPerKey);
    case '-':
    case '−':
      return zoom(camera, 1 / zoomPerKey);
    case '0':
      return home;
    default:
      return null;
  }
}
