import { readConfig } from '../state/chat-config.js';
import { inviteLink } from '../state/invite-link.js';

/** Where this module came from: the server, unless the page names another. */
const ownServer = new URL('..', import.meta.url).href;

/** The address that a code is given on as: the chat as a page of its own, of the tenant of the chat that `from` is in. */
export function chatInviteLink(from: Element, code: string): string {
  let at: Element | null = from;
  while (at && at.localName !== 'parley-chat') at = at.parentElement ?? hostOf(at);
  const read =
    at && readConfig(at as Element & Parameters<typeof readConfig>[0], location.protocol === 'https:', ownServer);
  if (!read || !('config' in read)) return '';
  const { url, key } = read.config;
  return inviteLink(`${url}/chat`, code, key);
}

const hostOf = (element: Element): Element | null => {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
};
