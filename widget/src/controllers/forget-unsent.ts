import type { Room } from '@parley/sdk';
import { draftsOf } from './kept-draft.js';
import type { DraftPlace } from './kept-draft.js';
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
 * What people have begun to write in threads, by person and thread: it stays while other screens are shown, until
 * {@link forgetUnsent}.
 */
export const threadDrafts = new Map<string, string>();

/** Takes away what this tab keeps by such names. */
function forget(isMeant: (name: string) => boolean): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (isMeant(name)) sessionStorage.removeItem(name);
  } catch {
    // Closed to this page: nothing was kept.
  }
}

/**
 * Takes away what this tab keeps of what did not arrive, and of drafts, in whatever room of a tenant: whoever wrote it has left.
 * @param key public key of the tenant
 */
export function forgetUnsent(key: string | null): void {
  threadDrafts.clear();
  forget((name) => name.startsWith(prefixOf(key)));
}

/** Takes away what others than this person had begun to write here. */
export function forgetDraftsOfOthers(place: Pick<DraftPlace, 'key' | 'personId'>): void {
  const [all, own] = [draftsOf(place.key), draftsOf(place.key, place.personId)];
  forget((name) => name.startsWith(all) && !name.startsWith(own));
}
