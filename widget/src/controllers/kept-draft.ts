import { prefixOf } from './kept-unsent.js';

/** What somebody had begun to write in a room. */
export interface DraftPlace {
  /** Public key of the tenant. */
  readonly key: string | null;
  readonly personId: string;
  readonly roomId: string;
}

/** Takes away what others than this person had begun to write here. */
export function forgetDraftsOfOthers({ key, personId }: DraftPlace): void {
  const prefix = `${prefixOf(key)}draft:`;
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(prefix) && !name.startsWith(`${prefix}${personId}:`)) sessionStorage.removeItem(name);
  } catch {
    // Closed to this page: nothing was kept.
  }
}

/**
 * What this tab keeps of it, so that it is there after a reload; `forgetUnsent` takes it away with the rest.
 * @param text is kept instead; '' for nothing
 */
export function keptDraft({ key, personId, roomId }: DraftPlace, text?: string): string {
  const name = `${prefixOf(key)}draft:${personId}:${roomId}`;
  try {
    if (text) sessionStorage.setItem(name, text);
    else if (text === '') sessionStorage.removeItem(name);
    return sessionStorage.getItem(name) ?? '';
  } catch {
    // Full, or closed to this page: it lasts as long as the page.
    return text ?? '';
  }
}
