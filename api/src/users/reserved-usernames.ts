/** Words that everybody in a room answers to when they are mentioned, here or in other chats. */
const mentions = ['all', 'channel', 'everybody', 'everyone', 'here', 'room'];

/** Who would be believed to speak for the whole site. */
const offices = ['admin', 'administrator', 'root', 'support', 'webmaster'];

/** Whom the chat itself seems to speak of. */
const nobodies = ['deleted', 'deleteduser', 'parley', 'system'];

/** What programs say when there is no name. */
const values = ['null', 'undefined'];

const reserved = new Set([...mentions, ...offices, ...nobodies, ...values]);

/**
 * Whether only the tenant's server may give the username to somebody. Marks within it make no difference: `admin_` is read
 * as `admin`.
 * @param username folded
 */
export const isReservedUsername = (username: string): boolean => reserved.has(username.replace(/[._-]/g, ''));
