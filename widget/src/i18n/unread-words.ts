/** What the button says of what is unread: with the panel, and before it. */
export const unreadWords = (count: number): string => (count === 1 ? '1 unread message' : `${count} unread messages`);

/** A count as a pill has room for it. */
export const pillCount = (count: number): string => (count > 99 ? '99+' : `${count}`);
