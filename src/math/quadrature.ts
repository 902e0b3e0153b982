/**
 * Gauss rules for smooth integrands: Legendre on [−1, 1], Hermite for the standard normal law, and
 * the matrix that integrates from −1 up to each Legendre node (Golub–Welsch: nodes are eigenvalues
 * of the Jacobi matrix of the orthogonal polynomials).
 */

export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The n-point rule for ∫₋₁¹ f: exact for polynomials up to degree 2n − 1. */
export function gaussLegendre(n: number): QuadratureRule {
  const offDiagonal = Float64Array.from({ length: n }, (_, i) => i / Math.sqrt(4 * i * i - 1));
  return golubWelsch(offDiagonal, 2);
}

/** The n-point rule for E f(ξ), ξ standard normal; weights sum to 1. */
export function gaussHermite(n: number): QuadratureRule {
  return golubWelsch(
    Float64Array.from({ length: n }, (_, i) => Math.sqrt(i)),
    1,
  );
}

/**
 * Row-major n × n matrix A with Σ_l A[k, l] f(node l) = ∫₋₁^{node k} f for every polynomial f of
 * degree < n, from the Legendre expansion of the Lagrange polynomials.
 */
export function legendreIntegrationMatrix(rule: QuadratureRule): Float64Array {
  const n = rule.nodes.length;
  const matrix = new Float64Array(n * n);
  const atNode = Array.from(rule.nodes, (t) => legendre(t, n));
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      let sum = (rule.nodes[k] + 1) / 2;
      for (let m = 1; m < n; m++) {
        sum += (atNode[l][m] * (atNode[k][m + 1] - atNode[k][m - 1])) / 2;
      }
      matrix[k * n + l] = rule.weights[l] * sum;
    }
  }
  return matrix;
}

/** P₀(t) … P_n(t). */
function legendre(t: number, n: number): Float64Array {
  const p = new Float64Array(n + 1);
  p[0] = 1;
  if (n > 0) p[1] = t;
  for (let m = 1; m < n; m++) p[m + 1] = ((2 * m + 1) * t * p[m] - m * p[m - 1]) / (m + 1);
  return p;
}

/**
 * Nodes and weights of the symmetric weight whose Jacobi matrix has the off-diagonal entries
 * b₁ … b_{n−1} (b₀ is not read) and total mass `mass`. Nodes by bisection on the Sturm sequence,
 * to the last bit; weights from the orthonormal polynomials at the nodes.
 */
function golubWelsch(b: Float64Array, mass: number): QuadratureRule {
  const n = b.length;
  const bound = 2 * b.reduce((m, v) => Math.max(m, Number.isFinite(v) ? Math.abs(v) : 0), 0) + 1;
  const below = (x: number) => {
    let count = 0;
    let q = -x;
    for (let i = 0; i < n; i++) {
      if (i > 0) q = -x - (b[i] * b[i]) / (q === 0 ? 1e-300 : q);
      if (q < 0) count++;
    }
    return count;
  };
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let low = -bound;
    let high = bound;
    while (true) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (below(middle) > k) high = middle;
      else low = middle;
      if (high - low < 1e-17) break;
    }
    nodes[k] = 2 * k + 1 === n ? 0 : (low + high) / 2;
    let previous = 0;
    let current = 1;
    let sum = 1;
    for (let i = 1; i < n; i++) {
      const next = (nodes[k] * current - (i > 1 ? b[i - 1] : 0) * previous) / b[i];
      previous = current;
      current = next;
      sum += current * current;
    }
    weights[k] = mass / sum;
  }
  return { nodes, weights };
}
