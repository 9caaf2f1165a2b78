import { prefixOf } from './kept-unsent.js';

/** What somebody had begun to write in a room. */
export interface DraftPlace {
  /** Public key of the tenant. */
  readonly key: string | null;
  readonly personId: string;
  readonly roomId: string;
}

/** Begins the names of the drafts that a tab keeps of one tenant, or of one person there. */
export const draftsOf = (key: string | null, personId?: string): string =>
  `${prefixOf(key)}draft:${personId === undefined ? '' : `${personId}:`}`;

/**
 * What this tab keeps of it, so that it is there after a reload; `forgetUnsent` takes it away with the rest.
 * @param text is kept instead; '' for nothing
 */
export function keptDraft({ key, personId, roomId }: DraftPlace, text?: string): string {
  const name = draftsOf(key, personId) + roomId;
  try {
    if (text) sessionStorage.setItem(name, text);
    else if (text === '') sessionStorage.removeItem(name);
    return sessionStorage.getItem(name) ?? '';
  } catch {
    // Full, or closed to this page: it lasts as long as the page.
    return text ?? '';
  }
}
