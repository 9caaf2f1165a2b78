/** A chat that a link in the address may be for. */
export interface LinkedChat extends Element {
  /** Public key of the tenant. */
  readonly key: string | null;
  /** The link that it holds: the end of the address, until it is used, known to be dead, or put aside; else ''. */
  mailLink: string;
}

let holder: LinkedChat | undefined;

/**
 * Gives the end of the address to a chat, if it is a link for its tenant that no other chat on the page holds. It stays in the
 * address, so that the page may be loaded again before the link is used.
 * @returns whether it was given
 */
export function takeLink(chat: LinkedChat): boolean {
  const { hash } = location;
  // `verify`, `reset`, `invite`.
  if (!/^#[irv]\w{4,5}=/.test(hash) || !hash.endsWith(`${chat.key}`)) return false;
  if (holder?.isConnected && holder.mailLink === hash) return false;
  holder = chat;
  chat.mailLink = hash;
  return true;
}

/** Takes the link that a chat holds from it and out of the address: it need not be followed again. */
export function dropLink(chat: LinkedChat): void {
  const { hash, pathname, search } = location;
  if (hash === chat.mailLink) history.replaceState(history.state, '', pathname + search);
  chat.mailLink = '';
}
