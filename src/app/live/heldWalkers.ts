/** The walkers that a driver holds: those of one generation at a time, and the move that they are on. */
import type { Backend } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import { type Moment, openSession, type Session } from './session.js';

/** Walkers on their way to a step, and what they look like there. */
export interface Move {
  readonly generation: number;
  readonly moment: Promise<Moment>;
}

export interface HeldWalkers {
  readonly session: Session | null;
  /** The walkers of a generation; null where those that there are belong to another. */
  of(generation: number): Session | null;
  /** Lets go of what there is and opens the walkers of an experiment, at step 0. */
  open(experiment: Experiment, backend: Backend, generation: number): Promise<Session>;
  /** Sends them to `target`, or as far as `wanted` says. */
  start(target: number, wanted: () => boolean): void;
  readonly move: Move | null;
  /** The move is over. */
  arrived(): void;
  /** Lets go of them once nothing writes to their buffers. */
  letGo(): Promise<void>;
  /** Lets go of them at once: what they were doing has failed. */
  drop(): void;
}

export function holdWalkers(): HeldWalkers {
  let session: Session | null = null;
  let generation = -1;
  let move: Move | null = null;
  const drop = () => {
    move = null;
    session?.destroy();
    session = null;
  };
  const letGo = async () => {
    await move?.moment.catch(() => {});
    drop();
  };
  return {
    get session() {
      return session;
    },
    of: (wanted) => (generation === wanted ? session : null),
    async open(experiment, backend, mine) {
      await letGo();
      session = await openSession(experiment, backend);
      generation = mine;
      return session;
    },
    start(target, wanted) {
      const moment = session!.go(target, wanted);
      // Whoever waits for it hears of it; until then a failure is not an unhandled one.
      moment.catch(() => {});
      move = { generation, moment };
    },
    get move() {
      return move;
    },
    arrived() {
      move = null;
    },
    letGo,
    drop,
  };
}
