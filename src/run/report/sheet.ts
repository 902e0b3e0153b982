/** A picture that stands alone: a title and lines of words over what is drawn, on white. */
import { renderSvg, type Spec } from './svg.js';

/** `spec` under its title as SVG text. */
export function renderSheet(title: string, lines: readonly string[], spec: Spec): Promise<string> {
  return renderSvg({
    background: 'white',
    padding: 14,
    title: {
      text: title,
      subtitle: [...lines],
      fontSize: 15,
      subtitleFontSize: 11,
      subtitlePadding: 5,
      offset: 12,
    },
    ...spec,
  } as Spec);
}
