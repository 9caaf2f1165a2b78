/**
 * Who sits in front of the chat, as far as this page knows. Pure: whoever drives it fetches sessions and wipes rooms, as
 * it is told.
 */
export interface Identity {
  /** Grows whenever somebody else is named, or nobody any more: what was begun in an earlier turn comes too late. */
  readonly turn: number;
  /** Whom the tenant's own login names, as the `sub` of its token; null = it names nobody. */
  readonly named: string | null;
  /** Whose rooms, messages and drafts are in memory: a user id; null = nobody's. */
  readonly owner: string | null;
}

/** What an event comes to. `wipes`: what is in memory is somebody else's, and goes before anything of the new one shows. */
export interface Step {
  readonly identity: Identity;
  readonly wipes: boolean;
}

/** Before anybody has come. */
export const nobody: Identity = { turn: 0, named: null, owner: null };

/**
 * A session came, in the turn in which it was asked for: what comes later than that is nobody's, and must be ended.
 * @param isNamed it is of whom the own login names; else nobody is named any more
 * @param isSamePerson the person says that they are who was here before: a guest who signs up or in
 */
export const arrive = (
  { turn, named, owner }: Identity,
  userId: string,
  isNamed: boolean,
  isSamePerson = false,
): Step => ({
  identity: { turn, named: isNamed ? named : null, owner: userId },
  wipes: owner !== null && owner !== userId && !isSamePerson,
});

/** The person leaves, or turned out to be gone. */
export function leave(identity: Identity): Step {
  return { identity: { turn: identity.turn + 1, named: null, owner: null }, wipes: identity.owner !== null };
}
