/** A piece of the page's text painted on a canvas, line by line where the page broke it. */

interface Line {
  text: string;
  readonly box: DOMRect;
}

/** Paints a text node of an element of this style at its place in the window. */
export function paintText(
  pen: CanvasRenderingContext2D,
  node: Text,
  style: CSSStyleDeclaration,
): void {
  if (!/\S/.test(node.data)) return;
  const { ascent, descent } = dip(pen, style);
  for (const { text, box } of linesOf(node)) {
    const baseline = box.y + (box.height - ascent - descent) / 2 + ascent;
    // A canvas knows no figures of equal width: the page's own width of the line is kept.
    pen.fillText(text, box.x, baseline, Math.ceil(box.width) + 1);
    if (style.textDecorationLine === 'line-through') {
      pen.fillRect(box.x, baseline - ascent * 0.3, box.width, 1);
    }
  }
}

/** Paints the option that a select has chosen, which is no text of the page's own. */
export function paintChoice(
  pen: CanvasRenderingContext2D,
  select: HTMLSelectElement,
  style: CSSStyleDeclaration,
): void {
  const { ascent, descent } = dip(pen, style);
  const { x, y, height } = select.getBoundingClientRect();
  const left = x + Number.parseFloat(style.borderLeftWidth) + Number.parseFloat(style.paddingLeft);
  const text = select.selectedOptions[0]?.text ?? '';
  pen.fillText(text, left, y + (height - ascent - descent) / 2 + ascent);
}

/** Gives the pen an element's font and colour; what the font takes above and below a line. */
function dip(
  pen: CanvasRenderingContext2D,
  style: CSSStyleDeclaration,
): { readonly ascent: number; readonly descent: number } {
  const { fontStyle, fontWeight, fontSize, fontFamily, color } = style;
  pen.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  pen.fillStyle = color;
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  if ('letterSpacing' in pen) {
    pen.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  }
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = pen.measureText('x');
  return { ascent, descent };
}

/** The lines of a text node, found by where its words stand. */
function linesOf(node: Text): Line[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  const kept = getComputedStyle(node.parentElement ?? document.body).whiteSpace.startsWith('pre');
  const visible = (text: string) => (kept ? text : text.replace(/\s+/g, ' '));
  if (boxes.length === 0) return [];
  if (boxes.length === 1) return [{ text: visible(node.data).trim(), box: boxes[0] }];
  const lines = boxes.map((box): Line => ({ text: '', box }));
  for (const { 0: word, index } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const { top } = range.getBoundingClientRect();
    const line = lines.find(({ box }) => Math.abs(box.top - top) < box.height / 2);
    if (line) line.text += visible(word);
  }
  return lines.map(({ text, box }) => ({ text: text.trimEnd(), box }));
}
