import type { RoomAddress, RoomCore, TimelineItem, UnsentMessage } from '@parley/sdk';
import type { LogItem } from '../state/log-item.js';

/** What was sent and had not arrived, the oldest first. */
export type Unsent = readonly UnsentMessage[];

/** A room, how it was come to, and where it is kept what has not arrived there. */
export interface UnsentPlace {
  /** Begins the names of what the tab keeps of one tenant; '' where it keeps nothing. */
  readonly prefix: string;
  readonly at: RoomAddress;
  readonly room: RoomCore;
  /** How rooms were come to, by id and slug: a room has one draft and one outbox, whatever it is asked for by. */
  readonly met: ReadonlyMap<string, RoomAddress>;
}

/** Begins the names of what a tab keeps of one tenant. @param key its public key */
export const prefixOf = (key: string | null): string => `parley:unsent:${key}:`;

/** What a room is asked for by. */
export const nameOf = (at: RoomAddress): string => ('id' in at ? at.id : at.slug);

/** What has not arrived of the messages of a room or a thread. */
export const unsentOf = (items: readonly (TimelineItem | LogItem)[]): Unsent =>
  items.filter(({ status }) => status !== 'sent').map(toUnsent);

function toUnsent(shown: TimelineItem | LogItem): UnsentMessage {
  const { key: clientId, text, replyTo, mentions, createdAt, authorId } = 'source' in shown ? shown.source : shown;
  return { clientId, text, replyTo, mentions, createdAt, ...(authorId && { authorId }) };
}

/** Whether they are the same, tried by the same person. */
export const isSame = (some: Unsent, others: Unsent): boolean => JSON.stringify(some) === JSON.stringify(others);

/**
 * What this tab keeps of what has not arrived, so that it can be sent after a reload.
 * @param name of the place
 * @param unsent is kept first; nothing of it takes away what was kept
 */
export function keptUnsent(name: string, unsent?: Unsent): Unsent {
  try {
    if (unsent?.length) sessionStorage.setItem(name, JSON.stringify(unsent));
    else if (unsent) sessionStorage.removeItem(name);
    const kept = JSON.parse(sessionStorage.getItem(name) ?? '[]') as Unsent;
    // Whatever else may be there: an older widget kept texts alone.
    return kept.filter((message) => message?.clientId);
  } catch {
    // Full, or closed to this page: it lasts as long as the page.
    return [];
  }
}

/** Keeps what has not arrived in a room, by all that it may be asked for by; takes it away when all has. */
export function keepUnsent({ prefix, at, room, met }: UnsentPlace): void {
  const unsent = unsentOf(room.timeline.get().items);
  if (prefix) for (const [name, way] of met) if (way === at) keptUnsent(prefix + name, unsent);
}
