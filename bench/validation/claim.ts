/** One row of the validation table. */
export interface Claim {
  readonly what: string;
  readonly expected: string;
  readonly measured: string;
  readonly holds: boolean;
}
