/**
 * The catalogue of landscapes. One entry is all there is to add: validator, panel, help, the
 * generated WGSL, the solvers and the tests that loop over the catalogue all follow from it.
 * A parameter that occurs in `loss` stays a symbol there; any parameter may also shape the data.
 */

/** A number that a catalogue entry can be tuned by. */
export interface NumberParameter {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly sentence: string;
}

export type Values = Readonly<Record<string, number>>;

/** One coordinate's law at step 0 as an experiment file states it. */
export type InitialText = number | { readonly normal: readonly [number, number] };

export interface LandscapeEntry {
  readonly title: string;
  readonly sentence: string;
  readonly parameters: Readonly<Record<string, NumberParameter>>;
  /** Names of the walker's coordinates θ; one or two. */
  readonly coordinates: readonly string[];
  /** ℓ(θ; z), an expression of coordinates, parameters and data columns. */
  readonly loss: string;
  /** Columns of samples, all of one length; no column means one sample. */
  readonly data: (values: Values) => Readonly<Record<string, readonly number[]>>;
  /** Suggested range of the grid per coordinate. */
  readonly domain: (values: Values) => readonly (readonly [number, number])[];
  /** Suggested law at step 0 per coordinate. */
  readonly initial: readonly InitialText[];
}

const real = (value: number, min: number, max: number, sentence: string): NumberParameter => ({
  kind: 'number',
  default: value,
  min,
  max,
  sentence,
});

const noData = () => ({});
/** Eight equally spaced values with mean 0 and variance 1. */
const eight = Array.from({ length: 8 }, (_, i) => (2 * i - 7) / Math.sqrt(21));
const scaled = (values: readonly number[], by: number) => values.map((v) => v * by);
/** Every pair of one value of `a` and one of `b`, as two columns. */
function pairs(a: readonly number[], b: readonly number[]): [number[], number[]] {
  return [a.flatMap((v) => b.map(() => v)), a.flatMap(() => [...b])];
}
/** Both columns of the four sign combinations (±a, ±b). */
const signs = (a: number, b: number) => pairs([-a, a], [-b, b]);

export const landscapes = {
  quadratic: {
    title: 'Quadratic',
    sentence: 'Eight parabolas of one curvature with shifted minima: SGD is linear here.',
    parameters: {
      curvature: real(1, 0, 100, 'Second derivative λ of the loss.'),
      spread: real(1, 0, 100, 'Standard deviation of the minima of the samples.'),
    },
    coordinates: ['x'],
    loss: 'curvature * (x - shift)^2 / 2',
    data: ({ spread }) => ({ shift: scaled(eight, spread) }),
    domain: ({ spread }) => [[-2 * spread - 1, 2 * spread + 1]],
    initial: [0.5],
  },
  doubleWell: {
    title: 'Double well',
    sentence: 'Two wells at −1 and +1 and one sample: all noise comes from the rule.',
    parameters: {
      barrier: real(0.25, 0, 100, 'Height of the barrier between the wells without a tilt.'),
      tilt: real(0, -10, 10, 'Slope added to the loss; a positive one favours the left well.'),
    },
    coordinates: ['x'],
    loss: 'barrier * (x^2 - 1)^2 + tilt * x',
    data: noData,
    domain: () => [[-2.5, 2.5]],
    initial: [{ normal: [0, 0.2] }],
  },
  tiltedDoubleWell: {
    title: 'Double well with tilted samples',
    sentence: 'Each of four samples tilts the double well its own way: noise of constant strength.',
    parameters: {
      barrier: real(0.25, 0, 100, 'Height of the barrier of the mean loss.'),
      tilt: real(0, -10, 10, 'Mean slope of the samples.'),
      spread: real(0.6, 0, 10, 'Largest slope of a sample, off the mean.'),
    },
    coordinates: ['x'],
    loss: 'barrier * (x^2 - 1)^2 + (tilt + a) * x',
    data: ({ spread }) => ({ a: [-spread, -spread / 3, spread / 3, spread] }),
    domain: () => [[-2.5, 2.5]],
    initial: [{ normal: [0, 0.2] }],
  },
  twoQuadratics: {
    title: 'Two quadratics',
    sentence:
      'Two parabolas, one picked at each step: the stationary law is a Bernoulli convolution.',
    parameters: {
      separation: real(1, 0, 100, 'The minima lie at minus and plus this value.'),
    },
    coordinates: ['x'],
    loss: '(x - centre)^2 / 2',
    data: ({ separation }) => ({ centre: [-separation, separation] }),
    domain: ({ separation }) => [[-1.25 * separation - 0.05, 1.25 * separation + 0.05]],
    initial: [0],
  },
  linearRegression: {
    title: 'Linear regression',
    sentence:
      'One weight fitted to noisy labels; inputs share the moments of a normal law up to 5.',
    parameters: {
      inputVariance: real(1, 0, 100, 'Mean a of the squared inputs; also the curvature.'),
      labelNoise: real(1, 0, 100, 'Standard deviation σ of the labels.'),
      slope: real(0, -100, 100, 'The weight that the labels follow.'),
    },
    coordinates: ['w'],
    loss: '(w * u - y)^2 / 2',
    // Three-point Gauss–Hermite nodes with weights 1/6, 4/6, 1/6: E u² = a, E u⁴ = 3a².
    data: ({ inputVariance, labelNoise, slope }) => {
      const node = Math.sqrt(3 * inputVariance);
      const [u, noise] = pairs([-node, 0, 0, 0, 0, node], [-labelNoise, labelNoise]);
      return { u, y: u.map((v, i) => slope * v + noise[i]) };
    },
    domain: ({ slope }) => [[slope - 3, slope + 3]],
    initial: [0],
  },
  randomCurvature: {
    title: 'Random curvature',
    sentence: 'Parabolas of four curvatures and slopes: a walker multiplies by a random factor.',
    parameters: {
      curvature: real(1, -10, 100, 'Mean λ of the curvatures; 0 leaves a flat direction.'),
      curvatureVariance: real(1, 0, 1000, 'Variance Γ of the curvatures.'),
      slope: real(
        0,
        -100,
        100,
        'Mean of the slopes; with curvature 0 it spreads walkers cubically.',
      ),
      slopeVariance: real(0.2, 0, 100, 'Variance d of the slopes.'),
    },
    coordinates: ['w'],
    loss: '(curvature + h) * w^2 / 2 + (slope + g) * w',
    data: ({ curvatureVariance, slopeVariance }) => {
      const [h, g] = signs(Math.sqrt(curvatureVariance), Math.sqrt(slopeVariance));
      return { h, g };
    },
    domain: () => [[-4, 4]],
    initial: [0],
  },
  sharedMinimum: {
    title: 'Shared minima',
    sentence: 'Every sample has the same two minima, so noise dies where the loss does.',
    parameters: {
      barrier: real(0.25, 0, 100, 'Mean height of the barrier between the minima.'),
      spread: real(0.5, 0, 1, 'Standard deviation of the heights, relative to their mean.'),
    },
    coordinates: ['x'],
    loss: 'barrier * scale * (x^2 - 1)^2',
    data: ({ spread }) => ({ scale: eight.map((v) => 1 + spread * v) }),
    domain: () => [[-2.5, 2.5]],
    initial: [{ normal: [0, 0.5] }],
  },
  logisticRegression: {
    title: 'Logistic regression',
    sentence: 'One weight that separates eight labelled inputs, two of them mislabelled.',
    parameters: {
      ridge: real(0.1, 0, 100, 'Weight decay: adds ridge · w²/2 to the loss.'),
    },
    coordinates: ['w'],
    loss: 'softplus(-label * u * w) + ridge * w^2 / 2',
    data: () => ({
      u: [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2],
      label: [-1, -1, 1, -1, 1, -1, 1, 1],
    }),
    domain: () => [[-3, 6]],
    initial: [0],
  },
  flatAndSharp: {
    title: 'Flat and sharp direction',
    sentence: 'A valley: one direction is sharp, one is flat, and both feel the same noise.',
    parameters: {
      sharp: real(2, 0, 100, 'Curvature along x.'),
      flat: real(0.1, 0, 100, 'Curvature along y.'),
      spread: real(0.5, 0, 10, 'Standard deviation of the slopes of the samples, in x and in y.'),
    },
    coordinates: ['x', 'y'],
    loss: 'sharp * x^2 / 2 + flat * y^2 / 2 + a * x + b * y',
    data: ({ spread }) => {
      const [a, b] = signs(spread, spread);
      return { a, b };
    },
    domain: () => [
      [-2, 2],
      [-4, 4],
    ],
    initial: [0, 0],
  },
  curvedValley: {
    title: 'Curved valley',
    sentence:
      'A bent valley, sharp across and flat along: noise across it pushes walkers along it.',
    parameters: {
      sharp: real(2, 0, 100, 'Curvature across the valley.'),
      flat: real(0.1, 0, 100, 'Curvature along the valley.'),
      bend: real(0.5, -5, 5, 'The valley follows y = bend · x².'),
      spread: real(0.5, 0, 10, 'Standard deviation of the slopes of the samples, in x and in y.'),
    },
    coordinates: ['x', 'y'],
    loss: 'sharp * (y - bend * x^2)^2 / 2 + flat * x^2 / 2 + a * x + b * y',
    data: ({ spread }) => {
      const [a, b] = signs(spread, spread);
      return { a, b };
    },
    domain: () => [
      [-4, 4],
      [-2, 5],
    ],
    initial: [0, 0],
  },
  factorization: {
    title: 'Product of two weights',
    sentence:
      'Two weights whose product fits a noisy target: a curve of minima, flat along itself.',
    parameters: {
      target: real(1, -10, 10, 'Mean of the targets.'),
      spread: real(0.5, 0, 10, 'Standard deviation of the targets.'),
    },
    coordinates: ['u', 'v'],
    loss: '(u * v - target - noise)^2 / 2',
    data: ({ spread }) => ({ noise: scaled(eight, spread) }),
    domain: () => [
      [-3, 3],
      [-3, 3],
    ],
    initial: [{ normal: [1.5, 0.1] }, { normal: [0.5, 0.1] }],
  },
} as const satisfies Record<string, LandscapeEntry>;

export type LandscapeName = keyof typeof landscapes;
