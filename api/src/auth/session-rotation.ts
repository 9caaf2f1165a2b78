/** Where a session's refresh tokens stand. */
export interface RotationState {
  /** The newest generation that was handed out. */
  readonly generation: number;
  /** How long ago a token of the newest generation was first used, in milliseconds; null = not yet. */
  readonly confirmedMsAgo: number | null;
  /** The same of the generation before it. */
  readonly previousConfirmedMsAgo: number | null;
}

/** What a refresh does: hand out the next generation, hand out the newest again, or end the session. */
export type RotationStep = 'rotate' | 'repeat' | 'reuse';

/**
 * What to do with a genuine refresh token.
 *
 * A token stays good until its successor arrived, which its first use shows, and `graceMs` beyond: the answer that
 * brought the successor may have been lost, and two tabs may ask at once. After that somebody else has the token.
 * A generation that was never handed out is genuine too after a restore of the database, and counts as the newest.
 */
export function decideRotation(state: RotationState, generation: number, graceMs: number): RotationStep {
  if (generation >= state.generation) return 'rotate';
  const within = (msAgo: number | null) => msAgo === null || msAgo < graceMs;
  if (generation === state.generation - 1 && within(state.confirmedMsAgo)) return 'repeat';
  const isBeforeLast = generation === state.generation - 2;
  return isBeforeLast && within(state.previousConfirmedMsAgo) ? 'repeat' : 'reuse';
}
