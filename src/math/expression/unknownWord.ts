/**
 * What is said of a name or a function that expressions do not know: how to write it, where there
 * is a way; else a word that it misspells; else what there is. A word that merely looks alike is
 * never proposed: it would change the physics.
 */
import { distance } from 'fastest-levenshtein';
import { lookOf } from './names.js';
import { shorten } from './scanTokens.js';

/** `names` may be taken apart by spaces; each gets the same answer. */
const answers = (table: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(table).flatMap(([names, answer]) =>
      names.split(' ').map((name): [string, string] => [name, answer]),
    ),
  );

const noise = 'a loss has no noise of its own: noise models bring it, and samples vary it';
const jumps = 'it jumps, and is flat between: its gradient says nothing of the jumps';
const degrees = 'angles are in radians: write sin(x * pi / 180)';
const moments = 'write it out with +; the mean over the samples is taken anyway';

/** Functions that people call here, and what to write in their place. */
const functionAnswers = answers({
  'floor ceil ceiling round trunc fix int frac fract rint': jumps,
  'mod fmod rem remainder': `${jumps}; sin and cos repeat, and boundary: periodic makes a ring`,
  'heaviside step unitstep': `${jumps}; where that is meant write if(x > 0, 1, 0)`,
  'sum mean average avg prod product var std cumsum': moments,
  'rand random randn randint normal gauss noise': noise,
  'where ifelse iif cond select case piecewise cases': 'write if(condition, a, b)',
  'clip clamp': 'write min(max(x, low), high)',
  'square sq sqr': 'write x^2',
  cube: 'write x^3',
  'cbrt curt': 'write sign(x) * abs(x)^(1/3)',
  'root nthroot nthRoot': 'write x^(1/n)',
  exp2: 'write 2^x',
  exp10: 'write 10^x',
  'lg ld lb': 'write log10(x) or log2(x)',
  'tg tang': 'write tan(x)',
  'ctg cot cotan': 'write 1 / tan(x)',
  sec: 'write 1 / cos(x)',
  'csc cosec': 'write 1 / sin(x)',
  arctg: 'write atan(x)',
  arctan2: 'write atan2(y, x)',
  'sh sinhyp': 'write sinh(x)',
  'ch coshyp': 'write cosh(x)',
  'th tgh': 'write tanh(x)',
  sech: 'write 1 / cosh(x)',
  csch: 'write 1 / sinh(x)',
  coth: 'write 1 / tanh(x)',
  'asinh arsinh arcsinh': 'write log(x + sqrt(x^2 + 1))',
  'acosh arcosh arccosh': 'write log(x + sqrt(x^2 - 1))',
  'atanh artanh arctanh': 'write log((1 + x) / (1 - x)) / 2',
  erfc: 'write 1 - erf(x)',
  sinc: 'write sin(x) / x, which is not defined at 0',
  'sind cosd tand deg2rad radians degrees rad2deg': degrees,
  logit: 'write log(x / (1 - x))',
  logsigmoid: 'write -softplus(-x)',
  'silu swish': 'write x * sigmoid(x)',
  gelu: 'write x * (1 + erf(x / sqrt(2))) / 2',
  'leakyrelu leakyReLU leaky_relu': 'write max(x, 0.01 * x)',
  elu: 'write if(x > 0, x, exp(x) - 1)',
  huber: 'write if(abs(x) < 1, x^2 / 2, abs(x) - 1/2)',
  hinge: 'write max(0, 1 - x)',
  'diff grad gradient derivative': 'gradients are derived from the loss: give the loss alone',
  'frac dfrac': 'write a / b',
  mse: 'write (x - a)^2; the mean over the samples is taken anyway',
});

/** Names that people use here as if they were known. */
const nameAnswers = answers({
  'inf Inf infinity Infinity oo': 'infinity is not a number that a loss may hold',
  'nan NaN NAN': 'a loss may hold no NaN',
  'true false True False null None undefined': 'write a condition such as x > 0',
  'mod xor': 'there is no such operator',
});

/** Names that no parameter or column may bear. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...nameAnswers.keys(),
  'and',
  'or',
  'not',
]);

/** What to say of the unknown function `name`, where `valid` are the known ones. */
export function unknownFunction(name: string, valid: readonly string[]): string {
  const answer = functionAnswers.get(name) ?? functionAnswers.get(name.toLowerCase());
  if (answer !== undefined) return `${quoted('function', name)}; ${answer}`;
  return `${quoted('function', name)}; ${hint(name, valid)}`;
}

/** What to say of the unknown name `name`, where `valid` are the known ones. */
export function unknownName(name: string, valid: readonly string[]): string {
  const answer = nameAnswers.get(name);
  if (answer !== undefined) return `"${name}" is a reserved word; ${answer}`;
  const product = asProduct(name, valid);
  if (product) return `${quoted('name', name)}; to multiply write ${product}`;
  return `${quoted('name', name)}; ${hint(name, valid)}`;
}

const quoted = (what: string, name: string) => `unknown ${what} "${shorten(name)}"`;

function hint(name: string, valid: readonly string[]): string {
  const meant = valid.find((known) => isMisspelling(name, known));
  if (meant !== undefined) return `did you mean "${meant}"?`;
  const shown = valid.slice(0, 40).join(', ');
  return valid.length > 0 ? `known are ${shown}${valid.length > 40 ? ', …' : ''}` : 'none is known';
}

/** Other case, letters in another order, the same look, or one slip in a word of five or more letters. */
function isMisspelling(name: string, known: string): boolean {
  const [a, b] = [lookOf(name).toLowerCase(), lookOf(known).toLowerCase()];
  if (a === b) return true;
  const sorted = (text: string) => [...text].sort().join();
  const changes = distance(a, b);
  if (changes <= 2 && sorted(a) === sorted(b)) return true;
  return changes === 1 && Math.min(a.length, b.length) >= 5 && !/\d$/.test(a + b.slice(-1));
}

/** The product that `name` is without its signs (xy, ax2), if it is one of known names and a number. */
function asProduct(name: string, valid: readonly string[]): string | null {
  if (name.length > 12) return null;
  const known = valid.filter((v) => v !== 'e').sort((a, b) => b.length - a.length);
  for (const first of known) {
    if (!name.startsWith(first)) continue;
    const rest = name.slice(first.length);
    if (/^\d$/.test(rest)) return `${first} * ${rest}, and ${first}^${rest} for a power`;
    if (known.includes(rest)) return `${first} * ${rest}`;
    const more = rest.length > 0 ? asProduct(rest, known) : null;
    if (more) return `${first} * ${more}`;
  }
  return null;
}
