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
  quietMinimum: {
    title: 'A loud and a quiet minimum',
    sentence:
      'Two minima of one depth and one curvature; all samples agree in the right one, where the ' +
      'noise of SGD dies and walkers stay. Degenerate noise as in arXiv 2501.08425.',
    parameters: {
      barrier: real(0.25, 0, 100, 'Height of the barrier between the minima.'),
      spread: real(0.5, 0, 100, 'Standard deviation of the curvatures that the samples add.'),
    },
    coordinates: ['x'],
    loss: 'barrier * (x^2 - 1)^2 + bend * (x - 1)^2 / 2',
    data: ({ spread }) => ({ bend: scaled(eight, spread) }),
    domain: () => [[-2.5, 2.5]],
    initial: [{ normal: [0, 0.2] }],
  },
  frozenValleys: {
    title: 'A flat and a sharp valley, frozen',
    sentence:
      'Two valleys of one depth, parted by a cusp at 0, with noise in proportion to the curvature ' +
      'of each: the cross-section of twoValleys at a fixed y, after arXiv 2601.10962.',
    parameters: {
      y: real(5, 0, 1000, 'The slow coordinate, held fixed; the barrier is (y/(y + 20))².'),
      flat: real(0.8, 0.01, 100, 'Width x₁ of the flat valley, at x > 0.'),
      sharp: real(0.65, 0.01, 100, 'Width x₂ of the sharp valley, at x < 0.'),
      noise: real(0.1, 0, 100, 'σ: the gradient of one sample has the variance 2σL″(x).'),
    },
    coordinates: ['x'],
    loss:
      'x >= 0 ? ' +
      'x * (x - 2 * flat * y / (y + 30)) / (flat * (y + 20) / (y + 30))^2 + ' +
      'a * sqrt(2) * x / (flat * (y + 20) / (y + 30)) : ' +
      'x * (x + 2 * sharp * y / (y + 30)) / (sharp * (y + 20) / (y + 30))^2 + ' +
      'a * sqrt(2) * x / (sharp * (y + 20) / (y + 30))',
    data: ({ noise }) => ({ a: scaled([-1, 1], Math.sqrt(2 * noise)) }),
    // From each minimum as far beyond as the cusp is on this side, and a little more.
    domain: ({ y, flat, sharp }) => {
      const span = (width: number) => 3 * width * (y / (y + 30)) + 0.2 * width;
      return [[-span(sharp), span(flat)]];
    },
    initial: [-0.01],
  },
} as const satisfies Record<string, LandscapeEntry>;
