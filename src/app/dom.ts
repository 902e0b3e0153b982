/** Small elements without a framework. Text is always set as text, never parsed as HTML. */

type Attributes = Readonly<Record<string, string>>;
type Child = Node | string;

/** An HTML element with attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The page's element with this id, of the class it is known to have. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Sets text only where it changed, so that the page is not laid out again for nothing. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A short piece of the line that stands for a curve in a legend. */
export function lineSample(colour: string, dash: readonly number[]): SVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  const line = document.createElementNS(svgNamespace, 'line');
  const set = (node: Element, values: Attributes) => {
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
  };
  set(svg, { width: '22', height: '10', 'aria-hidden': 'true' });
  set(line, { x1: '0', x2: '22', y1: '5', y2: '5', stroke: colour, 'stroke-width': '2' });
  if (dash.length > 0) line.setAttribute('stroke-dasharray', dash.join(' '));
  svg.append(line);
  return svg;
}

/** Presses a toggle key, or lets it out. */
export function setPressed(button: HTMLButtonElement, pressed: boolean): void {
  button.setAttribute('aria-pressed', String(pressed));
}

/** A button for showing or hiding one curve, which is up to `onToggle`; starts as shown. */
export function toggleKey(sample: Node, label: string, onToggle: () => void): HTMLButtonElement {
  const button = element(
    'button',
    { type: 'button', class: 'key', 'aria-pressed': 'true' },
    sample,
    label,
  );
  button.addEventListener('click', onToggle);
  return button;
}
