/** The LaTeX of known expressions, as KaTeX takes it. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { lossLatex, printLatex, symbolLatex } from '../../../src/app/formula/latex.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';
import { catalogueLandscape } from '../../../src/model/landscape.js';
import { type LandscapeName, landscapes } from '../../../src/model/landscapes.js';

const print = (text: string) =>
  printLatex(parseExpression(text, ['x', 'y', 'a', 'theta', 'x1', 'rate']));

const known: [string, string][] = [
  ['(x^2 - 1)^2 / 4 + a * x', '\\frac{\\left(x^{2} - 1\\right)^{2}}{4} + a\\,x'],
  ['x - (y - a)', 'x - \\left(y - a\\right)'],
  ['x + -3 * y', 'x - 3 y'],
  ['x - (-3) * y', 'x + 3 y'],
  ['x * (y + a)', 'x\\,\\left(y + a\\right)'],
  ['2 * 3^x', '2 \\cdot 3^{x}'],
  ['(x / y)^2', '\\left(\\frac{x}{y}\\right)^{2}'],
  ['(-x)^3', '\\left(-x\\right)^{3}'],
  ['exp(-x^2)', '\\mathrm{e}^{-x^{2}}'],
  ['exp(x)^2', '\\left(\\mathrm{e}^{x}\\right)^{2}'],
  ['sqrt(1 + x)', '\\sqrt{1 + x}'],
  ['log(abs(theta))', '\\ln\\left(\\left|\\theta\\right|\\right)'],
  [
    'max(x1, softplus(rate))',
    '\\max\\left(x_{1}, \\operatorname{softplus}\\left(\\mathrm{rate}\\right)\\right)',
  ],
  ['1e-7 * x', '1 \\cdot 10^{-7}\\,x'],
  ['cos(pi * x)', '\\cos\\left(\\pi\\,x\\right)'],
  [
    'x < 0 ? x : y^2',
    '\\begin{cases} x & \\text{if } x < 0 \\\\[0.4em] y^{2} & \\text{otherwise} \\end{cases}',
  ],
  [
    'a + (x <= 0 ? 1 : 2)',
    'a + \\left(\\begin{cases} 1 & \\text{if } x \\le 0 \\\\[0.4em] 2 & \\text{otherwise} \\end{cases}\\right)',
  ],
];

describe('LaTeX', () => {
  it.each(known)('of %s', (text, latex) => {
    expect(print(text)).toBe(latex);
  });

  it('sets names as mathematicians do, and lets no markup through', () => {
    expect(symbolLatex('lambda')).toBe('\\lambda');
    expect(symbolLatex('x_max')).toBe('x_{\\mathrm{max}}');
    expect(symbolLatex('σ12')).toBe('\\sigma_{12}');
    expect(symbolLatex('sigma12')).toBe('\\sigma_{12}');
    expect(symbolLatex('\\href{javascript:alert(1)}{x}')).toBe('x');
  });

  it.each(['θ', 'λ_1', 'Ω2', 'é', 'größe', 'x_θ', 'ο', 'Ǻ_ę', 'ϊ'])('sets the name %s', (name) => {
    const options = { throwOnError: true, strict: 'ignore' } as const;
    expect(katex.renderToString(symbolLatex(name), options)).not.toContain('katex-error');
  });

  it('gives up on what nobody reads', () => {
    expect(print(Array.from({ length: 150 }, (_, i) => `sin(${i + 2} * x)`).join('+'))).toBeNull();
  });

  it.each(Object.keys(landscapes) as LandscapeName[])('of %s is taken by KaTeX', (name) => {
    const entry = landscapes[name];
    const values = Object.fromEntries(
      Object.entries(entry.parameters).map(([key, p]) => [key, p.default]),
    );
    const latex = lossLatex(catalogueLandscape(name, values));
    expect(latex).not.toBeNull();
    const settings = { throwOnError: true, strict: 'error', trust: false } as const;
    expect(katex.renderToString(latex!, settings)).toContain('<math');
    for (const constant of Object.keys(values)) expect(latex).not.toContain(constant);
  });
});
