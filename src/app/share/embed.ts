/**
 * The page inside another page: with `?ui=min` it shows plots, time line and transport alone, and a
 * link to the whole app with the same state.
 */
import { element } from '../dom.js';

/** Whether the page was called as an embedded one. */
export const isEmbedded = (search = location.search): boolean =>
  new URLSearchParams(search).get('ui') === 'min';

/** The same state in the whole app, or as an embedded page. */
export function addressFor(embedded: boolean, address: string): string {
  const url = new URL(address);
  if (embedded) url.searchParams.set('ui', 'min');
  else url.searchParams.delete('ui');
  return url.href;
}

/** The HTML that shows the state at `address` inside another page. */
export function embedCode(address: string): string {
  const source = addressFor(true, address).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<iframe src="${source}" title="walkerlab" width="100%" height="640" style="border: 0"></iframe>`;
}

/** Strips the page down and appends the link; `link` gives the present address. */
export function embed(bar: HTMLElement, link: () => string | null): void {
  document.body.classList.add('embedded');
  const out = element('a', { class: 'out', target: '_blank', rel: 'noopener' });
  out.append('open in walkerlab');
  const update = () => {
    out.href = addressFor(false, link() ?? location.href);
  };
  // Whichever way the link is followed, it leads to what is on show by then.
  for (const event of ['pointerenter', 'pointerdown', 'focus'] as const) {
    out.addEventListener(event, update);
  }
  update();
  bar.append(out);
}
