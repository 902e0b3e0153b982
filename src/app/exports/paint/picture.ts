/** Cards of the page as one picture: on the page's own paper, under the experiment's title. */
import { announcePicture, loadForPicture } from '../capture.js';
import { takeDrawings } from './drawings.js';
import { type Painting, paintElement } from './paintElement.js';

export interface Caption {
  readonly title: string;
  /** The line below: where the run is. */
  readonly line: string;
}

const margin = 16;
const captionHeight = 52;

/** What a picture shows: an element of the page, or of a part of it, under a caption. */
export interface Subject {
  readonly root: HTMLElement;
  readonly caption: () => Caption;
  /** The picture's size in device pixels; that of the element where it is left out. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Paints the subject on `canvas`, which is made as large as it takes. */
export async function paintPicture(
  canvas: HTMLCanvasElement,
  subject: Subject,
  scale: number,
): Promise<void> {
  await loadForPicture(subject.root);
  const drawings = await takeDrawings(subject.root);
  announcePicture(subject.root);
  paintNow(canvas, subject, scale, drawings);
}

/** The same at once, with drawings taken before. */
export function paintNow(
  canvas: HTMLCanvasElement,
  { root, caption, size }: Subject,
  scale: number,
  drawings: Painting['drawings'],
): void {
  const box = root.getBoundingClientRect();
  // Video encoders want even sizes.
  const even = (size: number) => 2 * Math.ceil((size * scale) / 2);
  const width = size?.width ?? even(box.width + 2 * margin);
  const height = size?.height ?? even(box.height + 2 * margin + captionHeight);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  // Opaque: an encoder would make a second video of what is transparent.
  const pen = canvas.getContext('2d', { alpha: false })!;
  const body = getComputedStyle(document.body);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.fillStyle = body.backgroundColor;
  pen.fillRect(0, 0, width / scale, height / scale);
  paintCaption(pen, caption(), body, box.width);
  pen.translate(margin - box.x, margin + captionHeight - box.y);
  paintElement({ pen, scale, drawings }, root);
}

function paintCaption(
  pen: CanvasRenderingContext2D,
  { title, line }: Caption,
  body: CSSStyleDeclaration,
  width: number,
): void {
  const muted = getComputedStyle(document.documentElement).getPropertyValue('--muted').trim();
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  pen.fillStyle = body.color;
  pen.font = `600 17px ${body.fontFamily}`;
  pen.fillText(title, margin, margin + 16, width);
  pen.fillStyle = muted;
  pen.font = `12.5px ${body.fontFamily}`;
  pen.fillText(line, margin, margin + 37, width);
}

/** The subject as a PNG of two pixels for each of the page's. */
export async function pngOf(subject: Subject): Promise<Blob> {
  const canvas = document.createElement('canvas');
  await paintPicture(canvas, subject, 2);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('the picture is too large for this browser'));
    }, 'image/png');
  });
}
