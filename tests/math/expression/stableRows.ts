/** Expressions that overflow or vanish on the way to an ordinary number, with the numbers in closed form. */

/** log(1 + eᵘ). */
const softplus = (u: number) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
const sigmoid = (u: number) => (u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u)));

/** A loss, and its value and derivative by x in closed form. */
export const stableRows: readonly {
  readonly text: string;
  readonly value: (x: number, y: number) => number;
  readonly slope: (x: number, y: number) => number;
  readonly at: readonly (readonly [number, number])[];
}[] = [
  {
    text: 'log(1 + exp(x * y))',
    value: (x, y) => softplus(x * y),
    slope: (x, y) => y * sigmoid(x * y),
    at: [
      [300, 9],
      [-300, 9],
      [0.3, 1],
      [1e6, 1e3],
    ],
  },
  {
    text: 'log(2 + 3 * exp(-x))',
    value: (x) => Math.log(2) + softplus(-x + Math.log(1.5)),
    slope: (x) => -sigmoid(-x + Math.log(1.5)),
    at: [
      [2000, 0],
      [-2000, 0],
      [0.3, 1],
    ],
  },
  {
    text: '-log(0.5 * exp(-(x - 3)^2 / 0.08) + 0.5 * exp(-(x + 3)^2 / 0.08))',
    value: (x) =>
      Math.log(2) -
      Math.max(-12.5 * (x - 3) ** 2, -12.5 * (x + 3) ** 2) -
      softplus(-150 * Math.abs(x)),
    slope: (x) => 25 * (x - 3 * Math.tanh(75 * x)),
    at: [
      [40, 0],
      [-40, 0],
      [0, 0],
      [0.01, 0],
      [3, 0],
    ],
  },
  {
    text: 'log(exp(x) + exp(2 * x) + exp(y) + exp(-x))',
    value: (x, y) => {
      const u = [x, 2 * x, y, -x];
      const m = Math.max(...u);
      return m + Math.log(u.reduce((sum, v) => sum + Math.exp(v - m), 0));
    },
    slope: (x, y) => {
      const u = [x, 2 * x, y, -x];
      const m = Math.max(...u);
      const w = u.map((v) => Math.exp(v - m));
      return (w[0] + 2 * w[1] - w[3]) / w.reduce((a, b) => a + b);
    },
    at: [
      [500, 3],
      [-500, 3],
      [1, 900],
      [0, 0],
      [-200, -900],
    ],
  },
  {
    text: '-log(sigmoid(x)) - log(1 - sigmoid(x))',
    value: (x) => softplus(-x) + softplus(x),
    slope: (x) => Math.tanh(x / 2),
    at: [
      [200, 0],
      [-200, 0],
      [0.2, 0],
    ],
  },
  {
    text: 'log(1 - tanh(x)^2)',
    value: (x) => 2 * (Math.log(2) - Math.abs(x) - softplus(-2 * Math.abs(x))),
    slope: (x) => -2 * Math.tanh(x),
    at: [
      [100, 0],
      [-100, 0],
      [0.2, 0],
    ],
  },
  {
    text: 'log(cosh(x))',
    value: (x) => Math.abs(x) - Math.log(2) + softplus(-2 * Math.abs(x)),
    slope: (x) => Math.tanh(x),
    at: [
      [1000, 0],
      [-1000, 0],
      [0.5, 0],
    ],
  },
  {
    text: 'log(sinh(x))',
    value: (x) => x - Math.log(2) + Math.log1p(-Math.exp(-2 * x)),
    slope: (x) => 1 / Math.tanh(x),
    at: [
      [1000, 0],
      [0.5, 0],
    ],
  },
  {
    text: 'exp(x) / (exp(x) + exp(y) + exp(-x))',
    value: (x, y) => 1 / (1 + Math.exp(y - x) + Math.exp(-2 * x)),
    slope: (x, y) =>
      (Math.exp(y - x) + 2 * Math.exp(-2 * x)) / (1 + Math.exp(y - x) + Math.exp(-2 * x)) ** 2,
    at: [
      [500, 499],
      [100, -100],
      [0.5, 0.1],
    ],
  },
  {
    text: '(exp(x) - exp(-x)) / (exp(x) + exp(-x))',
    value: (x) => Math.tanh(x),
    slope: (x) => 1 / Math.cosh(x) ** 2,
    at: [
      [700, 0],
      [-700, 0],
      [0.5, 0],
    ],
  },
  {
    text: '1 / (1 + exp(-x))^2',
    value: (x) => sigmoid(x) ** 2,
    slope: (x) => 2 * sigmoid(x) ** 2 * sigmoid(-x),
    at: [
      [150, 0],
      [-40, 0],
      [-1000, 0],
      [0.5, 0],
    ],
  },
  {
    text: '(exp(x))^0.5 * exp(-x / 2 + y) * x',
    value: (x, y) => Math.exp(y) * x,
    slope: (_, y) => Math.exp(y),
    at: [
      [500, 1],
      [-500, -2],
    ],
  },
  {
    text: 'log(x^40) + log(sqrt(exp(x))) + log(y^3 * x^2)',
    value: (x, y) => 42 * Math.log(Math.abs(x)) + x / 2 + 3 * Math.log(y),
    slope: (x) => 42 / x + 0.5,
    at: [
      [100, 2],
      [-1e-9, 1e-9],
      [2, 3],
    ],
  },
  {
    text: 'log(1 + x^20 + exp(y))',
    value: (x, y) => Math.log(1 + x ** 20 + Math.exp(y)),
    slope: (x, y) => (20 * x ** 19) / (1 + x ** 20 + Math.exp(y)),
    at: [
      [200, 3],
      [-200, 3],
      [0.5, 3],
      [0, 0],
    ],
  },
  {
    text: 'log(y * exp(x) + (1 - y) * exp(-x))',
    value: (x, y) =>
      Math.abs(x) + Math.log(x > 0 ? y + (1 - y) * Math.exp(-2 * x) : y * Math.exp(2 * x) + 1 - y),
    slope: (x, y) => {
      const [a, b] = x > 0 ? [y, (1 - y) * Math.exp(-2 * x)] : [y * Math.exp(2 * x), 1 - y];
      return (a - b) / (a + b);
    },
    at: [
      [300, 0.3],
      [-300, 0.3],
      [0.4, 0.3],
    ],
  },
  {
    text: '(x^2)^0.75 + sqrt(x^2) + sqrt(x^4)',
    value: (x) => Math.abs(x) ** 1.5 + Math.abs(x) + x * x,
    slope: (x) => Math.sign(x) * (1.5 * Math.sqrt(Math.abs(x)) + 1) + 2 * x,
    at: [
      [1e-25, 0],
      [-3, 0],
      [0, 0],
    ],
  },
  {
    text: 'sqrt(x^2 + y^2)^2 / 2 + x^3 / x',
    value: (x, y) => (x * x + y * y) / 2 + x * x,
    slope: (x) => 3 * x,
    at: [
      [0, 0],
      [1, -2],
    ],
  },
  {
    text: 'log1p(exp(x)) - log(expm1(x * y)) + x * exp(x) / expm1(x)',
    value: (x, y) => softplus(x) - x * y - Math.log(-Math.expm1(-x * y)) + x / -Math.expm1(-x),
    slope: (x, y) =>
      sigmoid(x) +
      y / Math.expm1(-x * y) -
      1 / Math.expm1(-x) -
      (x * Math.exp(-x)) / Math.expm1(-x) ** 2,
    at: [
      [300, 2],
      [0.7, 1],
      [30, 40],
    ],
  },
  {
    text: 'sqrt(1 + exp(x))',
    value: (x) => Math.exp(softplus(x) / 2),
    slope: (x) => (sigmoid(x) * Math.exp(softplus(x) / 2)) / 2,
    at: [
      [120, 0],
      [-120, 0],
      [0.5, 0],
    ],
  },
  {
    text: 'sqrt(y^2 + x^40)',
    value: (x, y) => Math.sqrt(y ** 2 + x ** 40),
    slope: (x, y) => (20 * x ** 39) / Math.sqrt(y ** 2 + x ** 40),
    at: [
      [10, 1],
      [-10, 1],
      [0.5, 2],
    ],
  },
];
