import type { Room } from '@parley/sdk';
import { keptUnsent, prefixOf, unsentOf } from './kept-unsent.js';

/**
 * Once what is on its way in a room that is shown no more arrives, it is kept for no reload.
 * @param key as below
 * @returns the undo: before {@link forgetUnsent}, as what has failed would be kept again at the next change
 */
export function forgetArrived(key: string | null, { timeline }: Pick<Room, 'timeline'>): () => void {
  const stop = timeline.subscribe(({ items, room }) => {
    const unsent = unsentOf(items);
    for (const name of [room?.id, room?.slug]) if (name) keptUnsent(prefixOf(key) + name, unsent);
    if (unsent[1] === '') queueMicrotask(() => stop());
  });
  return stop;
}

/**
 * Takes away what this tab keeps of what did not arrive, in whatever room of a tenant: whoever wrote it has left.
 * @param key public key of the tenant
 */
export function forgetUnsent(key: string | null): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefixOf(key))) sessionStorage.removeItem(name);
  } catch {
    // Closed to this page: nothing was kept.
  }
}
