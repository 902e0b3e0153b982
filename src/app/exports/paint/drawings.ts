/** The page's own SVG elements as pictures: only such can be painted on a canvas. */

const kept = new WeakMap<
  SVGSVGElement,
  { readonly text: string; readonly picture: HTMLImageElement }
>();

/** What style sheets say of a shape; as attributes, which no content policy forbids. */
const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linejoin',
  'opacity',
  'visibility',
  'display',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'vector-effect',
] as const;

/** A picture of every visible SVG element inside `root`, in its present colours. */
export async function takeDrawings(
  root: HTMLElement,
): Promise<Map<SVGSVGElement, HTMLImageElement>> {
  const all = [...root.querySelectorAll('svg')].filter((svg) => !svg.closest('[data-unprinted]'));
  const pictures = await Promise.all(all.map(pictureOf));
  return new Map(all.flatMap((svg, i) => (pictures[i] ? [[svg, pictures[i]] as const] : [])));
}

async function pictureOf(svg: SVGSVGElement): Promise<HTMLImageElement | null> {
  const { width, height } = svg.getBoundingClientRect();
  if (width === 0 || height === 0) return null;
  const text = markupOf(svg, width, height);
  const known = kept.get(svg);
  if (known?.text === text) return known.picture;
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  try {
    await picture.decode();
  } catch {
    return null;
  }
  kept.set(svg, { text, picture });
  return picture;
}

function markupOf(svg: SVGSVGElement, width: number, height: number): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const shapes = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, shape] of shapes.entries()) {
    const style = getComputedStyle(shape);
    copies[i].removeAttribute('class');
    copies[i].removeAttribute('style');
    for (const name of inherited) copies[i].setAttribute(name, style.getPropertyValue(name));
  }
  // The element's own opacity is the painter's.
  copy.removeAttribute('opacity');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  return new XMLSerializer().serializeToString(copy);
}
