/** What somebody had begun to write in a room or in a thread. */
export interface DraftPlace {
  /** Begins the names of what the tab keeps of the tenant, as `prefixOf` makes it. */
  readonly prefix: string;
  readonly personId: string;
  /** Id of the room, or of the message on which the thread hangs. */
  readonly roomId: string;
}

/** Begins the names of the drafts that a tab keeps of one tenant, or of one person there. */
export const draftsOf = (prefix: string, personId?: string): string =>
  `${prefix}draft:${personId === undefined ? '' : `${personId}:`}`;

/**
 * What this tab keeps of it, so that it is there after a reload; `forgetUnsent` takes it away with the rest.
 * @param text is kept instead; '' for nothing
 */
export function keptDraft({ prefix, personId, roomId }: DraftPlace, text?: string): string {
  const name = draftsOf(prefix, personId) + roomId;
  try {
    if (text) sessionStorage.setItem(name, text);
    else if (text === '') sessionStorage.removeItem(name);
    return sessionStorage.getItem(name) ?? '';
  } catch {
    // Full, or closed to this page: it lasts as long as the page.
    return text ?? '';
  }
}
