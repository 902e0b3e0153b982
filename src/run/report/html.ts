/** HTML as tagged templates: every interpolated value is escaped unless it is itself such HTML. */

/** Text that is safe to stand in a page as it is. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function print(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (c) => escapes[c]);
  return 'html' in part ? part.html : part.map(print).join('');
}

/** HTML from a template; lists are joined, text and numbers escaped (also within attributes). */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: strings }, ...parts.map(print)) };
}

/** Marks text that was produced by our own code (an SVG, a style sheet) as safe. */
export const trusted = (text: string): Html => ({ html: text });
