import type { ChatCore, Room, RoomThread } from '@parley/sdk';
import { draftsOf } from './kept-draft.js';
import type { DraftPlace } from './kept-draft.js';
import { keptUnsent, unsentOf } from './kept-unsent.js';

/** What ends the watching of places that are shown no more; and of which tenant they are, as {@link forgetUnsent} takes it. */
const watched = new Map<Room['timeline'] | RoomThread['timeline'], { end: () => void; of: string }>();

/**
 * Once what is on its way in a place that is shown no more arrives, it is kept for no reload.
 * @param prefix as below
 * @param rootId of the thread that it is; left out = a room
 */
export function forgetArrived(
  prefix: string,
  { timeline }: Pick<Room | RoomThread, 'timeline'>,
  rootId?: string,
): void {
  watched.get(timeline)?.end();
  const end = (): void => {
    watched.delete(timeline);
    stop();
  };
  const stop = timeline.subscribe(({ items, room }) => {
    const unsent = unsentOf(items);
    for (const name of rootId ? [rootId] : [room?.id, room?.slug]) if (name) keptUnsent(prefix + name, unsent);
    if (unsent.length === 0) queueMicrotask(end);
  });
  watched.set(timeline, { end, of: prefix });
}

/** A place is shown again: it is seen to where it is shown. */
export const watchNoMore = ({ timeline }: Pick<Room, 'timeline'>): void => watched.get(timeline)?.end();

/** By client, what people have begun to write in threads, by person and thread; it stays until {@link forgetUnsent}. */
const threadDrafts = new WeakMap<ChatCore['parts'], Map<string, string>>();

/** What was begun in the threads of a client. */
export function threadDraftsOf({ parts }: ChatCore): Map<string, string> {
  const drafts = threadDrafts.get(parts) ?? new Map<string, string>();
  threadDrafts.set(parts, drafts);
  return drafts;
}

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
 * @param client in which they were
 */
export function forgetUnsent(prefix: string, client?: ChatCore): void {
  // What has failed would be kept again at the next change.
  for (const { end, of } of watched.values()) if (of === prefix) end();
  if (client) threadDrafts.delete(client.parts);
  forget((name) => name.startsWith(prefix));
}

/** Takes away what others than this person had begun to write here. */
export function forgetDraftsOfOthers({ prefix, personId }: Pick<DraftPlace, 'prefix' | 'personId'>): void {
  const [all, own] = [draftsOf(prefix), draftsOf(prefix, personId)];
  forget((name) => name.startsWith(all) && !name.startsWith(own));
}
