/** Stands in for what somebody wrote whom the reader blocks. */
export const hiddenMessage = 'A message of somebody whom you block';

/** Stands in for what only those can read who have the key: the widget has none. */
export const encryptedMessage = 'Encrypted message';
