/** When the next frame of a run is to be drawn, so that there are so many a second and no more. */

export interface FramePace {
  isDue(): boolean;
  /** To be called with every frame that is drawn. */
  drawn(): void;
}

/** A pace of at most `framesPerSecond`, on average: a late frame does not make the next one late. */
export function createFramePace(framesPerSecond: () => number): FramePace {
  let drawnAt = 0;
  const period = () => 1000 / framesPerSecond();
  return {
    // Two milliseconds early: a frame that is due before the next drawing is drawn in this one.
    isDue: () => performance.now() >= drawnAt + period() - 2,
    drawn() {
      drawnAt = Math.max(drawnAt + period(), performance.now() - period());
    },
  };
}
