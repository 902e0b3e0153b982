/**
 * Numbers of a solver's domain with walls, as these are moved out: each on three domains, every one
 * twice as long as the one before. Tails that fall as a power of the distance make changes that
 * shrink by one ratio from doubling to doubling, whose sum is known; slow growth is no convergence.
 */
import type { Estimate } from '../solution.js';

/** A number that doubling the domain does not leave. */
export interface Unreached {
  readonly unreached: true;
  /** On the domain before the last and on the last. */
  readonly from: number;
  readonly to: number;
}

export type DomainLimit = Estimate | Unreached;

/** Changes below this share are the solver's. */
const negligible = 1e-9;
/** Changes that shrink by less than this from doubling to doubling do not come to an end here. */
const slowest = 0.8;
/** More than this share to come is not reached. */
const mostToCome = 0.1;

export const isUnreached = (limit: DomainLimit): limit is Unreached => 'unreached' in limit;

/**
 * The limit of numbers on three domains of doubled length, with all that was still to come as its
 * error; `scale` is what changes are small beside.
 */
export function domainLimit(
  [first, second, third]: readonly [number, number, number],
  scale = Math.abs(third),
): DomainLimit {
  const unreached = { unreached: true, from: second, to: third } as const;
  const [before, last] = [second - first, third - second];
  if (!Number.isFinite(before + last)) return unreached;
  if (Math.abs(last) <= negligible * scale) return { value: third, error: Math.abs(last) };
  const ratio = Math.max(0, last / before);
  if (!(ratio < slowest)) return unreached;
  const rest = (last * ratio) / (1 - ratio);
  const value = third + rest;
  const error = Math.abs(rest) + Math.abs(last) / 20;
  return error <= mostToCome * Math.max(scale, Math.abs(value)) ? { value, error } : unreached;
}

/** A relative change that is the solver's. */
const same = 1e-6;

/** A number on a domain; `hidden` where rounding hides what is at the walls, so that it may be wrong. */
export interface OnDomain {
  readonly value: number;
  readonly hidden: boolean;
}

/**
 * The limit of a number that is `here` on the domain and `at(factor)` on one so many times as long,
 * null where there is none: from twice the length where that leaves it, else from four times as well,
 * or from half of it where that would be `dear`; from a quarter and a half where more is hidden.
 */
export async function limitOnDomains(
  here: number,
  at: (factor: number) => Promise<OnDomain | null>,
  dear: boolean,
): Promise<DomainLimit> {
  const twice = await at(2);
  // Where the equation is too steep for numbers nobody gets to the walls.
  if (twice === null) return { value: here, error: 0 };
  const change = Math.abs(twice.value - here);
  if (change <= same * Math.abs(here)) return { value: here, error: change };
  const valueAt = async (factor: number) => (await at(factor))?.value ?? Number.NaN;
  if (twice.hidden) return domainLimit([await valueAt(0.25), await valueAt(0.5), here]);
  if (dear) return domainLimit([await valueAt(0.5), here, twice.value]);
  return domainLimit([here, twice.value, await valueAt(4)]);
}

/** The share of its axis by which a domain is padded that is so many times as long. */
export const paddingTimes = (share: number, factor: number) => ((1 + 2 * share) * factor - 1) / 2;

/** "grows from 1.2 to 2.5 as the domain is doubled". */
export function unreachedWords({ from, to }: Unreached): string {
  const verb = Math.abs(to) > Math.abs(from) ? 'grows' : 'falls';
  const [a, b] = [from, to].map((v) => Number(v.toPrecision(3)));
  return `${verb} from ${a} to ${b} as the domain is doubled`;
}

/** Why there is no spectral gap. */
export const noGapWords = (limit: Unreached) =>
  `a spectral gap does not exist or is not reached: it ${unreachedWords(limit)}; tails that fall ` +
  'slowly fill slowly, and no e^{−gap·t} bounds that';
