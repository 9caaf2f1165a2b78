import type { RoomInfo } from '@parley/sdk';
import { readConfig } from '../state/chat-config.js';

/** Where this module came from: the server, unless the page names another. */
const ownServer = new URL('..', import.meta.url).href;

/** The chat as a page of its own, of the tenant of the chat that `from` is in; '' where that is not set up. */
export function chatPage(from: Element): { readonly page: string; readonly key: string } | '' {
  let at: Element | null = from;
  while (at && at.localName !== 'parley-chat') at = at.parentElement ?? hostOf(at);
  const read =
    at && readConfig(at as Element & Parameters<typeof readConfig>[0], location.protocol === 'https:', ownServer);
  return read && 'config' in read ? { page: `${read.config.url}/chat`, key: read.config.key } : '';
}

const hostOf = (element: Element): Element | null => {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
};

/** The address of a message of the room, on the chat's own page; '' where the chat is not set up. */
export function messageLink(from: Element, { slug, id }: Pick<RoomInfo, 'slug' | 'id'>, seq: number): string {
  const at = chatPage(from);
  return at && `${at.page}?key=${at.key}#${slug ?? id}/${seq}`;
}
