/** Draws only what is on the screen: what is asked for meanwhile is drawn when it comes into view. */

export interface Seen {
  /** Draws now, or once the element is in view. */
  draw(): void;
  stop(): void;
}

export function whenSeen(element: Element, draw: () => void): Seen {
  let isInView = false;
  let isDue = false;
  const observer = new IntersectionObserver((entries) => {
    isInView = entries[entries.length - 1].isIntersecting;
    if (isInView && isDue) {
      isDue = false;
      draw();
    }
  });
  observer.observe(element);
  // A picture of the page holds what is off the screen too.
  element.addEventListener(
    'capture',
    () => {
      if (isDue) draw();
      isDue = false;
    },
    { capture: true },
  );
  return {
    draw() {
      if (isInView) draw();
      else isDue = true;
    },
    stop: () => observer.disconnect(),
  };
}
