/**
 * A law's dynamics is a Markov chain with dp/dt = A p in training time t = ηk (generator, clock
 * "time") or p_{k+1} − p_k = A p_k (transfer operator, clock "steps").
 */
export type Clock = 'time' | 'steps';

/** Writes a linear image of `from` to `out`; the two must not be the same array. */
export type LinearMap = (from: Float64Array, out: Float64Array) => void;
