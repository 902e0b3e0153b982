/** Why there is nothing to show. */
export interface Absent {
  readonly absent: string;
  /** Where there is an answer that the solver did not get to. */
  readonly notConverged?: true;
}
