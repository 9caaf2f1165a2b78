const form = /^#invite=([\w-]{24})(pk_[\w-]+)$/;

/**
 * The link that an invitation is sent as. It works on any page where the chat has that key; `page` is the chat's own one
 * where the site has none, and takes the key out of the link.
 * @param page address without what follows #
 * @param code of the invitation
 * @param key the tenant's public key
 */
export const inviteLink = (page: string, code: string, key: string): string => `${page}#invite=${code}${key}`;

/** The code in the end of an address; null when it is no invitation. */
export const inviteCode = (hash: string): string | null => form.exec(hash)?.[1] ?? null;
