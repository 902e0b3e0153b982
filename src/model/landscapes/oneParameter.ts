/** Catalogue landscapes with one parameter θ. */
import { eight, type LandscapeEntry, noData, pairs, real, scaled, signs } from './entry.js';

export const oneParameter = {
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
} as const satisfies Record<string, LandscapeEntry>;
