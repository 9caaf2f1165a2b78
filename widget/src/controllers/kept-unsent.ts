import type { RoomView } from '../state/room-view.js';

/** What was sent and had not arrived: whose it is, null for somebody who was nobody yet; and the text. */
export type Unsent = readonly [person: string | null, text: string];

/** All has arrived. */
export const nothingUnsent: Unsent = [null, ''];

/** What has not arrived of what the screen shows. */
export function unsentOf({ items }: RoomView): Unsent {
  const unsent = items.filter(({ status }) => status !== 'sent');
  return [unsent[0]?.authorId ?? null, unsent.map(({ text }) => text).join('\n')];
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
