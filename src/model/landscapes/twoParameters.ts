/** Catalogue landscapes with two parameters θ. */
import { eight, type LandscapeEntry, real, scaled, signs } from './entry.js';

export const twoParameters = {
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
  mullerBrown: {
    title: 'Müller–Brown surface',
    sentence:
      'Three minima along a bent path with two saddles: the standard surface for transition paths ' +
      '(Müller, Brown, Theor. Chim. Acta 53, 1979).',
    parameters: {
      scale: real(0.001, 0, 1, 'Factor on the published heights; the barriers are 106 and 36.'),
      spread: real(0.3, 0, 10, 'Standard deviation of the slopes of the samples, in x and in y.'),
    },
    coordinates: ['x', 'y'],
    loss:
      'scale * (-200 * exp(-(x - 1)^2 - 10 * y^2) - 100 * exp(-x^2 - 10 * (y - 0.5)^2) ' +
      '- 170 * exp(-6.5 * (x + 0.5)^2 + 11 * (x + 0.5) * (y - 1.5) - 6.5 * (y - 1.5)^2) ' +
      '+ 15 * exp(0.7 * (x + 1)^2 + 0.6 * (x + 1) * (y - 1) + 0.7 * (y - 1)^2)) + a * x + b * y',
    data: ({ spread }) => {
      const [a, b] = signs(spread, spread);
      return { a, b };
    },
    domain: () => [
      [-1.6, 1.3],
      [-0.6, 2.1],
    ],
    initial: [{ normal: [0.623, 0.05] }, { normal: [0.028, 0.05] }],
  },
  twoValleys: {
    title: 'A flat and a sharp valley',
    sentence:
      'Along y two valleys deepen and part; walkers hop between them until the barrier freezes ' +
      'them, mostly in the flat one. After arXiv 2601.10962, with noise across the valleys only.',
    parameters: {
      flat: real(0.8, 0.01, 100, 'Width x₁ of the flat valley, at x > 0.'),
      sharp: real(0.65, 0.01, 100, 'Width x₂ of the sharp valley, at x < 0.'),
      noise: real(0.1, 0, 100, 'σ: the slope of one sample along x has the variance 2σ∂²L/∂x².'),
    },
    coordinates: ['x', 'y'],
    loss:
      'exp(-y / 100) + 1 + (x >= 0 ? ' +
      'x * (x - 2 * flat * y / (y + 30)) / (flat * (y + 20) / (y + 30))^2 + ' +
      'a * sqrt(2) * x / (flat * (y + 20) / (y + 30)) : ' +
      'x * (x + 2 * sharp * y / (y + 30)) / (sharp * (y + 20) / (y + 30))^2 + ' +
      'a * sqrt(2) * x / (sharp * (y + 20) / (y + 30)))',
    data: ({ noise }) => ({ a: scaled([-1, 1], Math.sqrt(2 * noise)) }),
    domain: ({ flat, sharp }) => [
      [-1.5 * sharp, 1.5 * flat],
      [0, 50],
    ],
    initial: [-0.01, 5],
  },
} as const satisfies Record<string, LandscapeEntry>;
