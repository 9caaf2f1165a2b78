/** Stands in for what somebody wrote whom the reader blocks. */
export const hiddenMessage = 'A message of somebody whom you block';

/** Stands in for what only those can read who have the key: the widget has none. */
export const encryptedMessage = 'Encrypted message';

/** How much people answered on the thread of a message. */
export const replyCount = (count: number): string => (count === 1 ? '1 reply' : `${count} replies`);
