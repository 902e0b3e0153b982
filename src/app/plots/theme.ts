/** Colours of the page as the plots need them: read from the style sheet, so that dark is dark. */

export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly hairline: string;
  readonly band: string;
  readonly surface: string;
  readonly font: string;
}

/** The page's present colours. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => longHex(style.getPropertyValue(`--${name}`).trim());
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    hairline: colour('hairline'),
    band: colour('band'),
    surface: colour('surface'),
    font: `11px ${style.getPropertyValue('--font').trim()}`,
  };
}

/** `#rgb`, to which a minifier shortens colours, as `#rrggbb`; other colours as they are. */
const longHex = (colour: string): string =>
  colour.replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');

/** Calls `restyle` whenever the system switches between dark and light. */
export function onThemeChange(restyle: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', restyle);
}

/** A colour with an alpha, from `#rrggbb`. */
export function withAlpha(hex: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
