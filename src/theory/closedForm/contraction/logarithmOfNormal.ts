/** The mean logarithm of the distance of a normal variable from 0. */

const eulerGamma = 0.5772156649015329;

/**
 * E ln|a + sξ|, ξ standard normal, s ≥ 0, to about 1e-14. (a/s + ξ)² is χ² with 1 + 2j degrees of
 * freedom, j Poisson with mean (a/s)²/2, and E ln χ²_n = ln 2 + ψ(n/2); beyond eight standard
 * deviations from 0 the asymptotic series of the logarithm is as exact.
 */
export function logarithmOfNormal(a: number, s: number): number {
  const m = Math.abs(a) / s;
  if (!(m <= 1e8)) return Math.log(Math.abs(a));
  return Math.log(s) + (m > 8 ? farFromZero(m) : nearZero((m * m) / 2));
}

function nearZero(rate: number): number {
  let weight = Math.exp(-rate);
  let digamma = -eulerGamma - 2 * Math.LN2;
  let sum = 0;
  for (let j = 0; j < 40 + 4 * rate; j++) {
    sum += (weight * (Math.LN2 + digamma)) / 2;
    weight *= rate / (j + 1);
    digamma += 1 / (j + 0.5);
  }
  return sum;
}

/** ln m − Σ (2k − 1)!!/(2k m^2k), cut where its terms are smallest. */
function farFromZero(m: number): number {
  let sum = Math.log(m);
  let moment = 1;
  for (let k = 1; k < (m * m) / 2; k++) {
    moment *= (2 * k - 1) / (m * m);
    const term = moment / (2 * k);
    sum -= term;
    if (term < 1e-17) break;
  }
  return sum;
}
