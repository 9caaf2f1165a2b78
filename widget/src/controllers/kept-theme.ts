import { storageArea } from '@parley/sdk';
import { placeOf } from '../state/chat-config.js';

const KEY = 'parley:theme';

/**
 * The look that the person has chosen, from where the session is kept.
 * @param session the attribute as it was written
 * @param chosen is kept first
 * @returns nothing when none was chosen
 * @throws DOMException when the storage is full
 */
export function keptTheme(session: string | null, chosen?: string): string | null | undefined {
  const area = storageArea(placeOf(session));
  if (chosen) area?.setItem(KEY, chosen);
  return area?.getItem(KEY);
}
