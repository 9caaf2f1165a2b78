import type { RoomAddress, RoomCore } from '@parley/sdk';

/** What was sent and had not arrived: whose it is, null for somebody who was nobody yet; and the text. */
export type Unsent = readonly [person: string | null, text: string];

/** All has arrived. */
export const nothingUnsent: Unsent = [null, ''];

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

/** What has not arrived of a room's messages. */
export function unsentOf(items: readonly { status: string; authorId: string | null; text: string }[]): Unsent {
  const unsent = items.filter(({ status }) => status !== 'sent');
  return [unsent[0]?.authorId || null, unsent.map(({ text }) => text).join('\n')];
}

/**
 * What this tab keeps of what has not arrived, so that it can be sent after a reload.
 * @param name of the place
 * @param unsent is kept first; one without text takes away what was kept
 */
export function keptUnsent(name: string, unsent?: Unsent): Unsent | null {
  try {
    if (unsent?.[1]) sessionStorage.setItem(name, JSON.stringify(unsent));
    else if (unsent) sessionStorage.removeItem(name);
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as Unsent | null;
  } catch {
    // Full, or closed to this page: it lasts as long as the page.
    return null;
  }
}

/** Keeps what has not arrived in a room, by all that it may be asked for by; takes it away when all has. */
export function keepUnsent({ prefix, at, room, met }: UnsentPlace): void {
  const unsent = unsentOf(room.timeline.get().items);
  if (prefix) for (const [name, way] of met) if (way === at) keptUnsent(prefix + name, unsent);
}
