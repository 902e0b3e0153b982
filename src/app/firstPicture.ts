/**
 * The moment from which the page has something to look at. What is not on the first picture, such
 * as predictions, waits for it: the walkers' kernels are compiled on the same cores.
 */
let tell = () => {};

/** Resolves when the first frame has been drawn and handed over to the screen. */
export const firstPicture = new Promise<void>((resolve) => {
  tell = resolve;
});

/** To be called with the first frame. */
export function awaitFirstPicture(): void {
  // A task after the next animation frame begins when that frame has been handed over.
  requestAnimationFrame(() => setTimeout(tell));
}
