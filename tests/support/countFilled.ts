/** Looks at a picture of the app by its pixels; runs in the page, so it uses nothing from here. */

/** In the page: which fraction of panel `index` is filled in `accent`, and in the other accents. */
export function countFilled(index: number, accent: string, accents: readonly string[]) {
  const card = document.querySelectorAll('article[data-rule]')[index];
  const canvas = card.querySelector<HTMLCanvasElement>('.density .layer:last-child canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const rgb = (hex: string) => {
    const long = hex.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
    return [1, 3, 5].map((i) => Number.parseInt(long.slice(i, i + 2), 16));
  };
  const style = getComputedStyle(document.documentElement);
  const surface = rgb(style.getPropertyValue('--surface').trim());
  const count = (hex: string) => {
    const fill = rgb(hex).map((c, k) => 0.38 * c + 0.62 * surface[k]);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      // The canvas is transparent: put it on the surface.
      const alpha = data[i + 3] / 255;
      if (fill.every((c, k) => Math.abs(alpha * data[i + k] + (1 - alpha) * surface[k] - c) < 6)) {
        found += 1;
      }
    }
    return found / (data.length / 4);
  };
  const others = accents.filter((other) => other !== accent).map(count);
  return { own: count(accent), others: Math.max(...others) };
}
