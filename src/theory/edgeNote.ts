/** What solvers say of probability that float32 walkers may carry to either side of a cell's edge. */

const eitherSide =
  "of the probability lies within float32 rounding of a cell's edge: a walker may be counted on either side";

/** The note for so much probability, from 0 to 1. */
export const edgeNote = (probability: number) =>
  `${Math.min(1, probability).toPrecision(3)} ${eitherSide}`;

/** Whether a note is that one. */
export const isEdgeNote = (note: string) => note.endsWith(eitherSide);
