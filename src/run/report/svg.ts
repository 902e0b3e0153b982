/**
 * Vega-Lite specifications as SVG text, without a canvas, a DOM or generated code (expressions are
 * interpreted, so it works under a strict content security policy).
 */
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

const font = 'Inter, "Open Sans", "Helvetica Neue", Arial, sans-serif';
const ink = '#1f2328';
const faint = '#57606a';

const config: TopLevelSpec['config'] = {
  font,
  background: 'transparent',
  view: { stroke: null },
  axis: {
    domainColor: '#8c959f',
    tickColor: '#8c959f',
    tickSize: 4,
    gridColor: '#eaeef2',
    labelColor: faint,
    labelFontSize: 11,
    titleColor: faint,
    titleFontSize: 11.5,
    titleFontWeight: 'normal',
    titlePadding: 6,
  },
  title: {
    anchor: 'start',
    frame: 'group',
    color: ink,
    fontSize: 13,
    fontWeight: 600,
    subtitleColor: faint,
    subtitleFontSize: 11,
    offset: 8,
  },
};

/** What a picture shows; how axes and titles look is the same for all. */
export type Spec = Omit<TopLevelSpec, 'config'>;

/**
 * The picture of a specification; scales to the width it is given.
 *
 * @throws where a number in it is not finite: the plotting library would fail in its own words, or
 * draw nonsense.
 */
export async function renderSvg(spec: Spec): Promise<string> {
  refuseNonFinite(spec, 'picture');
  const compiled = compile({ ...spec, config } as TopLevelSpec).spec;
  const runtime = parse(compiled, undefined, { ast: true });
  const view = new View(runtime, { renderer: 'none', expr: expressionInterpreter });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function refuseNonFinite(value: unknown, place: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${place} is ${value}, which no picture can show`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) refuseNonFinite(member, `${place}.${key}`);
}
