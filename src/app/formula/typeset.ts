/**
 * Formulas set by KaTeX, which comes, with its fonts, only when the page has nothing better to do.
 * Until then, and where it cannot be had, the formula stands there as plain text.
 */

import { printFormula } from '../../math/expression/formula.js';
import type { Landscape } from '../../model/experiment.js';
import { setText } from '../dom.js';
import { lossLatex } from './latex.js';

type Katex = typeof import('katex').default;

let katex: Katex | null = null;
let loading: Promise<Katex> | null = null;
const wanted = new WeakMap<HTMLElement, string>();

async function load(): Promise<Katex> {
  const [{ default: loaded }] = await Promise.all([
    import('katex'),
    import('katex/dist/katex.min.css'),
  ]);
  katex = loaded;
  return loaded;
}

let begin = () => {};
const begun = new Promise<void>((done) => {
  begin = done;
});

/** To be called when the first picture is there: until then KaTeX would only be in its way. */
export const startTypesetting = (): void => begin();

const whenIdle = () =>
  new Promise<void>((done) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: 2000 });
    else setTimeout(done, 200);
  });

/** Shows `latex` in `into`; `plain` where there is none, or none yet. */
export function typeset(into: HTMLElement, latex: string | null, plain: string): void {
  if (latex !== null && wanted.get(into) === latex) return;
  wanted.set(into, latex ?? '');
  if (latex !== null && katex) {
    render(katex, into, latex);
    return;
  }
  setText(into, plain);
  if (latex === null) return;
  loading ??= begun.then(whenIdle).then(load);
  loading.then(
    (loaded) => {
      if (wanted.get(into) === latex) render(loaded, into, latex);
    },
    // Offline, say: the plain text stays, and the next formula tries again.
    () => {
      loading = null;
    },
  );
}

/** The loss of a landscape as an equation. */
export function typesetLoss(into: HTMLElement, landscape: Landscape): void {
  const { parameters, data, sampleLoss } = landscape;
  const variables = parameters.join(', ');
  const left =
    data.columns.length > 0 ? `ℓ(${variables}; ${data.columns.join(', ')})` : `L(${variables})`;
  typeset(into, lossLatex(landscape), `${left} = ${printFormula(sampleLoss)}`);
}

/** KaTeX's own tree of a formula, as far as it matters here. */
interface Part {
  readonly attributes?: Record<string, string>;
  readonly children?: readonly Part[];
}

/** KaTeX's door to the tree, which its types leave out. */
interface TreeMaker {
  __renderToDomTree(latex: string, options: object): Part & { toNode(): Node };
}

function render(loaded: Katex, into: HTMLElement, latex: string): void {
  const options = { throwOnError: false, trust: false, strict: 'ignore' };
  const tree = (loaded as unknown as TreeMaker).__renderToDomTree(latex, options);
  withoutStyleAttributes(tree);
  into.replaceChildren(tree.toNode());
}

/**
 * Tall brackets repeat their width as a style attribute, which a strict content security policy
 * blocks and complains of. All other styles go through the DOM, which it allows.
 */
function withoutStyleAttributes({ attributes, children = [] }: Part): void {
  if (attributes) delete attributes.style;
  for (const child of children) withoutStyleAttributes(child);
}
