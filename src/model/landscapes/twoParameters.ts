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
} as const satisfies Record<string, LandscapeEntry>;
