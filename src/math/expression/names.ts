/**
 * Names of parameters, data and constants: letters of the Latin and Greek alphabets, digits and
 * underscores, in one spelling however they were typed. No name reaches WGSL or a prototype.
 */

/** Latin and Greek, also as mathematicians' letters (𝑥, ℓ, µ), but none that stands raised or low. */
const letter = String.raw`(?:(?=[\p{Lu}\p{Ll}])[\p{Script=Latin}\p{Script=Greek}\u00b5\u2100-\u214f\u{1d400}-\u{1d7cb}])`;

/** The source of a regular expression (flag u) that matches a name as it may be typed. */
export const nameSource = String.raw`(?:${letter}|_)(?:${letter}|[_0-9₀-₉]|\p{M})*`;
const asTyped = new RegExp(`^${nameSource}$`, 'u');

/**
 * A name in its one spelling: accents composed, x₁ as x1, 𝑥 as x, the micro sign as μ. Any other
 * text stays as it is.
 */
export const normalizeName = (text: string): string =>
  asTyped.test(text) ? text.normalize('NFKC') : text;

const spelled = new RegExp(`^${letter}(?:${letter}|[_0-9])*$`, 'u');

/** The longest name, in characters. */
export const longestName = 32;

/** Whether `text` may be a name, in its one spelling. */
export const isName = (text: string): boolean =>
  text.length <= longestName && text === normalizeName(text) && spelled.test(text);

/** The small Greek letters, and the capitals that differ from Latin ones, in words. */
export const greekWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', ζ: 'zeta', η: 'eta' },
    ...{ θ: 'theta', ι: 'iota', κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', π: 'pi' },
    ...{ ρ: 'rho', σ: 'sigma', τ: 'tau', υ: 'upsilon', φ: 'phi', χ: 'chi', ψ: 'psi', ω: 'omega' },
    ...{ Γ: 'Gamma', Δ: 'Delta', Θ: 'Theta', Λ: 'Lambda', Ξ: 'Xi', Π: 'Pi', Σ: 'Sigma' },
    ...{ Υ: 'Upsilon', Φ: 'Phi', Ψ: 'Psi', Ω: 'Omega' },
  }),
);

/** Greek letters in the shape of Latin ones. */
const twins = new Map([...'ΑΒΕΖΗΙΚΜΝΟΡΤΧο'].map((greek, i) => [greek, 'ABEZHIKMNOPTXo'[i]]));

/**
 * What a reader takes a name for: two names with the same look (θ and theta, a Greek Α and a Latin
 * one) cannot be told apart in a formula.
 */
export const lookOf = (name: string): string =>
  [...name].map((c) => twins.get(c) ?? greekWords.get(c) ?? c).join('');
