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

/** The own login names somebody. The one who is named already: nothing happens. */
export function name(identity: Identity, sub: string): Step {
  if (identity.named === sub) return { identity, wipes: false };
  return { identity: { turn: identity.turn + 1, named: sub, owner: null }, wipes: identity.owner !== null };
}

/** A session that came. */
export interface Arrival {
  /** The turn in which it was asked for. */
  turn: number;
  userId: string;
  /** It is of whom the own login names; else nobody is named any more. */
  isNamed: boolean;
  /** The person says that they are who was here before: a guest who signs up or in. */
  isSamePerson: boolean;
}

/** A session came. @returns null when it comes too late: it is nobody's, and must be ended */
export function arrive(identity: Identity, { turn, userId, isNamed, isSamePerson }: Arrival): Step | null {
  if (turn !== identity.turn) return null;
  const wipes = identity.owner !== null && identity.owner !== userId && !isSamePerson;
  return { identity: { turn, named: isNamed ? identity.named : null, owner: userId }, wipes };
}

/** The person leaves, or turned out to be gone. */
export function leave(identity: Identity): Step {
  return { identity: { turn: identity.turn + 1, named: null, owner: null }, wipes: identity.owner !== null };
}

/**
 * Whom a token names, unverified: good enough to see whether it is the same person, for the server judges the rest. A token
 * that cannot be read names somebody of its own.
 */
export function subjectOf(token: string): string {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')), (byte) =>
      byte.charCodeAt(0),
    );
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    if (typeof sub === 'string') return `sub ${sub}`;
  } catch {
    // No token of the form that the server takes: it will say so.
  }
  return `token ${token}`;
}
