import type { Identity, Step } from './identity.js';

/** The own login names somebody. The one who is named already: nothing happens. */
export function name(identity: Identity, sub: string): Step {
  if (identity.named === sub) return { identity, wipes: false };
  return { identity: { turn: identity.turn + 1, named: sub, owner: null }, wipes: identity.owner !== null };
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
