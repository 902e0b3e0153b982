/**
 * What a canvas hears when it is about to be copied into a picture: `capture`, upon which it may
 * draw itself at once (WebGPU forgets its picture with each frame) and at a finer resolution, and
 * `captured`, upon which it goes back to what it was. Both happen before anything else does.
 */

/** Detail of `capture`: device pixels per CSS pixel in the picture. */
export interface CaptureDetail {
  readonly scale: number;
}

/** Copies a canvas by `draw`, in the resolution of a picture of this scale where it can. */
export function capture(canvas: HTMLCanvasElement, scale: number, draw: () => void): void {
  canvas.dispatchEvent(new CustomEvent<CaptureDetail>('capture', { detail: { scale } }));
  draw();
  canvas.dispatchEvent(new CustomEvent('captured'));
}

/** Detail of `load`: what the picture waits for. */
type Loading = Promise<unknown>[];

/** Resolves when all that a picture of `root` shows is loaded, or cannot be. */
export async function loadForPicture(root: HTMLElement): Promise<void> {
  const loading: Loading = [];
  root.dispatchEvent(new CustomEvent('load-picture', { bubbles: true, detail: loading }));
  await Promise.all(loading);
}

/** Tells the page that a picture of `root` is about to be made: what is paced catches up. */
export function announcePicture(root: HTMLElement): void {
  root.dispatchEvent(new CustomEvent('picture', { bubbles: true }));
}

/** A picture of `part`, or of something in it or around it, waits for what `load` gives. */
export function onLoadForPicture(part: HTMLElement, load: () => Promise<unknown>): void {
  onPictureOf(part, 'load-picture', (event) => (event.detail as Loading).push(load()));
}

/** `catchUp` is called before a picture of `part`, or of something in it or around it, is made. */
export function beforePicture(part: HTMLElement, catchUp: () => void): void {
  onPictureOf(part, 'picture', catchUp);
}

function onPictureOf(part: HTMLElement, type: string, hear: (event: CustomEvent) => void): void {
  document.addEventListener(type, (event) => {
    const { target } = event;
    if (!(target instanceof Node)) return;
    if (part.contains(target) || target.contains(part)) hear(event as CustomEvent);
  });
}

/** Connects a canvas: `sharpen` draws it now at a scale, `restore` ends that. */
export function onCapture(
  canvas: HTMLCanvasElement,
  sharpen: (scale: number) => void,
  restore: () => void,
): void {
  canvas.addEventListener('capture', (event) => {
    sharpen((event as CustomEvent<CaptureDetail>).detail.scale);
  });
  canvas.addEventListener('captured', restore);
}
