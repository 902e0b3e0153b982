/**
 * An element of the page painted on a canvas as it is seen: backgrounds, frames, canvases, drawings
 * and text, in the page's colours and fonts. It knows what cards are made of, not all of CSS.
 * Elements marked `data-unprinted` are left out, and so is what is hidden.
 */
import { capture } from '../capture.js';
import { paintChoice, paintText } from './paintText.js';

export interface Painting {
  readonly pen: CanvasRenderingContext2D;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
  /** Drawings of the page as pictures; others are left out. */
  readonly drawings: ReadonlyMap<SVGSVGElement, HTMLImageElement>;
}

/** Paints `root` where it stands in the window; the pen is to be moved before. */
export function paintElement(painting: Painting, root: HTMLElement): void {
  const { pen } = painting;
  const style = getComputedStyle(root);
  const box = root.getBoundingClientRect();
  if (isUnseen(root, style, box)) return;
  pen.save();
  pen.globalAlpha *= Number(style.opacity);
  paintBox(pen, style, box);
  if (style.overflowX !== 'visible') {
    pen.beginPath();
    pen.rect(box.x, box.y, box.width, box.height);
    pen.clip();
  }
  if (root instanceof HTMLCanvasElement) paintCanvas(painting, root, style, box);
  if (root instanceof HTMLSelectElement) paintChoice(pen, root, style);
  for (const child of root.childNodes) {
    if (child instanceof Text) paintText(pen, child, style);
    else if (child instanceof SVGSVGElement) paintDrawing(painting, child);
    else if (child instanceof HTMLElement) paintElement(painting, child);
  }
  pen.restore();
}

function isUnseen(root: HTMLElement, style: CSSStyleDeclaration, box: DOMRect): boolean {
  return (
    'unprinted' in root.dataset ||
    style.display === 'none' ||
    style.visibility === 'hidden' ||
    style.opacity === '0' ||
    style.clipPath !== 'none' ||
    (box.width === 0 && box.height === 0 && style.display !== 'contents')
  );
}

const isClear = (colour: string) => colour === 'transparent' || colour.endsWith(', 0)');

function paintBox(pen: CanvasRenderingContext2D, style: CSSStyleDeclaration, box: DOMRect): void {
  const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
  const outline = (inset: number) => {
    pen.beginPath();
    const { x, y, width, height } = box;
    pen.roundRect(
      x + inset,
      y + inset,
      Math.max(0, width - 2 * inset),
      Math.max(0, height - 2 * inset),
      Math.min(radius, width / 2, height / 2),
    );
  };
  if (!isClear(style.backgroundColor)) {
    outline(0);
    pen.fillStyle = style.backgroundColor;
    pen.fill();
  }
  const sides = ['Top', 'Right', 'Bottom', 'Left'] as const;
  const widths = sides.map((side) =>
    style[`border${side}Style`] === 'none' ? 0 : Number.parseFloat(style[`border${side}Width`]),
  );
  if (widths[0] === 0 || widths.some((width) => width !== widths[0])) return;
  outline(widths[0] / 2);
  pen.strokeStyle = style.borderTopColor;
  pen.lineWidth = widths[0];
  pen.stroke();
}

function paintCanvas(
  { pen, scale }: Painting,
  canvas: HTMLCanvasElement,
  style: CSSStyleDeclaration,
  box: DOMRect,
): void {
  if (canvas.width === 0 || canvas.height === 0) return;
  capture(canvas, scale, () => {
    pen.imageSmoothingEnabled = style.imageRendering === 'auto';
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(canvas, box.x, box.y, box.width, box.height);
  });
}

function paintDrawing({ pen, drawings }: Painting, drawing: SVGSVGElement): void {
  const picture = drawings.get(drawing);
  const box = drawing.getBoundingClientRect();
  if (!picture || box.width === 0 || box.height === 0) return;
  pen.save();
  pen.globalAlpha *= Number(getComputedStyle(drawing).opacity);
  pen.drawImage(picture, box.x, box.y, box.width, box.height);
  pen.restore();
}
