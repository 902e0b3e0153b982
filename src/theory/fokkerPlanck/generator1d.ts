/**
 * The Fokker–Planck equation ∂ₜp = −∂(a p) + ∂²(D p) as a reversible chain on cells: with
 * ρ = D⁻¹ exp ∫a/D the flux is J = −Dρ ∂(p/ρ), so the walker jumps between neighbouring cells with
 * rates κ/π, π the integral of ρ over the cell and 1/κ that of 1/(Dρ) between the centres
 * (Scharfetter–Gummel). Its stationary state has exactly the cell probabilities of ρ. Reflecting
 * ends, or a ring, whose drift may drive a current around it. Where ρ changes by orders of magnitude
 * from cell to cell, κ is that of an exponential ρ, lest walkers slide too slowly. Every exponent is
 * relative to its own cell's centre, so that steep edges do not overflow.
 */
import { gaussLegendre, legendreIntegrationMatrix } from '../../math/quadrature.js';
import type { Coefficients1d } from './coefficients1d.js';
import type { Ring } from './implicitStep.js';

export interface Generator1d {
  readonly edges: Float64Array;
  /** Rate from cell i to i + 1; of the last 0, or on a ring to the first. */
  readonly up: Float64Array;
  /** Rate from cell i to i − 1; of the first 0, or on a ring to the last. */
  readonly down: Float64Array;
  /** The ring that the cells form, if they do. */
  readonly rings: readonly Ring[];
  /** Rates from cell i to an absorbing wall at its left and right edge, were there one. */
  readonly exitLeft: Float64Array;
  readonly exitRight: Float64Array;
  /** Logarithm of ∫ρ over each cell, up to one common constant; on a ring ρ may not close. */
  readonly logWeights: Float64Array;
}

const order = 8;
const rule = gaussLegendre(order);
const integrate = legendreIntegrationMatrix(rule);
/** Rises of log Dρ between centres from which and beyond which κ is that of an exponential. */
const gentle = 4;
const steep = 8;
/** Rise over half a cell beyond which an integral is that about its end. */
const abrupt = 40;

/** Integrals over one half of a cell, all relative to ρ·D at the centre of the cell. */
interface Half {
  /** log of Dρ at the edge. */
  readonly edge: number;
  /** log ∫ρ and log ∫1/(Dρ). */
  readonly weight: number;
  readonly resistance: number;
  /** log D next to the centre. */
  readonly diffusion: number;
}

/**
 * The generator on the cells between `edges`, which may differ in width; null where the diffusion is
 * 0 or not finite.
 */
export function createGenerator1d(
  coefficients: Coefficients1d,
  edges: Float64Array,
  isRing = false,
): Generator1d | null {
  const halves = integrateHalves(coefficients, edges);
  if (!halves) return null;
  const n = edges.length - 1;
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  const exitLeft = new Float64Array(n);
  const exitRight = new Float64Array(n);
  const logWeights = new Float64Array(n);
  const cells = Array.from({ length: n }, (_, j): Cell => {
    const [left, right] = [halves[2 * j], halves[2 * j + 1]];
    const width = edges[j + 1] - edges[j];
    return { left, right, width, weight: logSum(left.weight, right.weight) };
  });
  let centre = 0;
  cells.forEach((cell, j) => {
    if (j > 0) {
      const { rise, conductance } = between(cells[j - 1], cell);
      up[j - 1] = Math.exp(conductance - cells[j - 1].weight);
      down[j] = Math.exp(conductance - rise - cell.weight);
      centre += rise;
    }
    exitLeft[j] = Math.exp(-cell.left.resistance - exitWeight(cell, cell.left));
    exitRight[j] = Math.exp(-cell.right.resistance - exitWeight(cell, cell.right));
    logWeights[j] = centre + cell.weight;
  });
  if (isRing) {
    const { rise, conductance } = between(cells[n - 1], cells[0]);
    up[n - 1] = Math.exp(conductance - cells[n - 1].weight);
    down[0] = Math.exp(conductance - rise - cells[0].weight);
  }
  const rates = [up, down];
  if (rates.some((rate) => rate.some((v) => !Number.isFinite(v)))) return null;
  const rings = isRing ? [{ first: 0, last: n - 1 }] : [];
  return { edges, up, down, rings, exitLeft, exitRight, logWeights };
}

/** Both halves of a cell, its width, and log ∫ρ relative to ρ·D at its centre. */
interface Cell {
  readonly left: Half;
  readonly right: Half;
  readonly width: number;
  readonly weight: number;
}

/** Rise of log Dρ and log of the conductance between two centres, relative to the first. */
function between(before: Cell, after: Cell) {
  const rise = before.right.edge - after.left.edge;
  const exact = -logSum(before.right.resistance, after.left.resistance - rise);
  const share = steepness(rise);
  return {
    rise,
    conductance: share > 0 ? exact + share * (slide(before, after, rise) - exact) : exact,
  };
}

/** 0 for gentle rises of log Dρ, 1 for steep ones. */
function steepness(rise: number): number {
  const u = Math.min(1, Math.max(0, (Math.abs(rise) - gentle) / (steep - gentle)));
  return u * u * (3 - 2 * u);
}

/**
 * log κ where log of the mean ρ is taken as linear between two cells: rates (D/h²) B(∓Δ) of the
 * logarithm Δ of the ratio of their means. Down a slope s the exact κ over the exact π falls behind
 * D s/h as e^{−sh/2}: ∫ρ has its weight at the end of the cell, from where no walker slides.
 */
function slide(before: Cell, after: Cell, rise: number): number {
  const [first, second] = [before, after].map((c) => c.weight - Math.log(c.width));
  const half = Math.abs(second + rise - first) / 2;
  const bernoulli = half > 1e-6 ? Math.log(2 * half) - half - Math.log1p(-Math.exp(-2 * half)) : 0;
  const diffusion = (before.right.diffusion + after.left.diffusion) / 2;
  const distance = Math.log((before.width + after.width) / 2);
  return diffusion - distance + (first + second + rise) / 2 + bernoulli;
}

/** log π of a cell for what leaves through an edge of it; on a slope that of the centre, as above. */
function exitWeight({ weight, width }: Cell, half: Half): number {
  const share = steepness(2 * half.edge);
  return share > 0 ? weight + share * (Math.log(width) - half.diffusion - weight) : weight;
}

const logSum = (a: number, b: number) =>
  a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));

/** Both halves of every cell, left then right; null where D is 0 or anything is not finite. */
function integrateHalves(coefficients: Coefficients1d, edges: Float64Array): Half[] | null {
  const count = 2 * (edges.length - 1);
  const points = new Float64Array(count * order);
  for (let i = 0; i < points.length; i++) {
    const half = Math.floor(i / order);
    const cell = half >> 1;
    const quarter = (edges[cell + 1] - edges[cell]) / 4;
    const middle = (edges[cell] + edges[cell + 1]) / 2 + (half % 2 === 0 ? -quarter : quarter);
    points[i] = middle + quarter * rule.nodes[i % order];
  }
  const drift = new Float64Array(points.length);
  const diffusion = new Float64Array(points.length);
  coefficients.evaluate(points, drift, diffusion);
  for (let i = 0; i < points.length; i++) {
    drift[i] /= diffusion[i];
    if (!(diffusion[i] > 0) || !Number.isFinite(drift[i])) return null;
  }
  return Array.from({ length: count }, (_, half) => {
    const quarter = (edges[(half >> 1) + 1] - edges[half >> 1]) / 4;
    return integrateHalf(drift, diffusion, half * order, quarter, half % 2 === 0);
  });
}

function integrateHalf(
  slope: Float64Array,
  diffusion: Float64Array,
  at: number,
  quarter: number,
  isLeft: boolean,
): Half {
  let whole = 0;
  for (let l = 0; l < order; l++) whole += quarter * rule.weights[l] * slope[at + l];
  const start = isLeft ? -whole : 0;
  const logRho = new Float64Array(order);
  const logResistance = new Float64Array(order);
  for (let k = 0; k < order; k++) {
    let exponent = start;
    for (let l = 0; l < order; l++) exponent += quarter * integrate[k * order + l] * slope[at + l];
    const measure = Math.log(quarter * rule.weights[k]);
    logRho[k] = measure + exponent - Math.log(diffusion[at + k]);
    logResistance[k] = measure - exponent;
  }
  const edge = isLeft ? start : whole;
  return {
    edge,
    weight: logSumAll(logRho),
    resistance:
      Math.abs(whole) > abrupt ? endIntegral(slope, at, start, whole) : logSumAll(logResistance),
    diffusion: Math.log(diffusion[isLeft ? at + order - 1 : at]),
  };
}

/** log ∫1/(Dρ) where Dρ rises so steeply that only its lower end counts. */
function endIntegral(slope: Float64Array, at: number, start: number, whole: number): number {
  const end = whole > 0 ? at : at + order - 1;
  return -Math.min(start, start + whole) - Math.log(Math.abs(slope[end]));
}

function logSumAll(values: Float64Array): number {
  const largest = values.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const v of values) sum += Math.exp(v - largest);
  return largest + Math.log(sum);
}

/** Probability per cell of the reversible chain: Gibbs cell probabilities for Langevin. */
export function stationaryCells(generator: Generator1d): Float64Array {
  const { logWeights } = generator;
  const largest = logWeights.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY);
  const cells = logWeights.map((v) => Math.exp(v - largest));
  const total = cells.reduce((a, b) => a + b, 0);
  return cells.map((v) => v / total);
}
