import type { Room, RoomThread } from '@parley/sdk';
import { draftsOf } from './kept-draft.js';
import type { DraftPlace } from './kept-draft.js';
import { keptUnsent, unsentOf } from './kept-unsent.js';

/** What ends the watching of places that are shown no more; of which tenant they are, as {@link forgetUnsent} takes it. */
const watched = new Map<() => void, string>();

/**
 * Once what is on its way in a place that is shown no more arrives, it is kept for no reload.
 * @param prefix as below
 * @param rootId of the thread that it is; left out = a room
 * @returns the undo
 */
export function forgetArrived(
  prefix: string,
  { timeline }: Pick<Room | RoomThread, 'timeline'>,
  rootId?: string,
): () => void {
  const end = (): void => {
    watched.delete(end);
    stop();
  };
  const stop = timeline.subscribe(({ items, room }) => {
    const unsent = unsentOf(items);
    for (const name of rootId ? [rootId] : [room?.id, room?.slug]) if (name) keptUnsent(prefix + name, unsent);
    if (unsent[1] === '') queueMicrotask(end);
  });
  watched.set(end, prefix);
  return end;
}

/**
 * What people have begun to write in threads, by person and thread; '' once all of it is sent, and nothing of a thread that was not
 * looked at. It stays while other screens are shown, until {@link forgetUnsent}.
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
 * @param prefix of the tenant, as `prefixOf` makes it
 */
export function forgetUnsent(prefix: string): void {
  // What has failed would be kept again at the next change.
  for (const [end, of] of watched) if (of === prefix) end();
  threadDrafts.clear();
  forget((name) => name.startsWith(prefix));
}

/** Takes away what others than this person had begun to write here. */
export function forgetDraftsOfOthers({ prefix, personId }: Pick<DraftPlace, 'prefix' | 'personId'>): void {
  const [all, own] = [draftsOf(prefix), draftsOf(prefix, personId)];
  forget((name) => name.startsWith(all) && !name.startsWith(own));
}
