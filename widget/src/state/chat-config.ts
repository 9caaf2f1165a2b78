import { strings } from '../i18n/strings.js';
import { pageSlug } from './page-room.js';
import type { PageAddress } from './page-room.js';

/** Attributes of `<parley-chat>` as they were written; anything may stand in them. */
export interface ChatAttributes {
  readonly key: string | null;
  readonly room: string | null;
  readonly serverUrl: string | null;
  readonly session: string | null;
}

/** Where a session lives: in all tabs of the browser, in this tab, or until the page goes. */
export type SessionPlace = 'browser' | 'tab' | 'memory';

/** A configuration that the SDK can be started with. */
export interface ChatConfig {
  readonly url: string;
  readonly key: string;
  readonly slug: string;
  /** The room is that of the page itself, so its slug says nothing to people. */
  readonly isPageRoom: boolean;
  readonly session: SessionPlace;
}

/** Either a usable configuration or one sentence for the site's owner. */
export type ConfigResult = { readonly config: ChatConfig } | { readonly problem: string };

/** Longest piece of a wrong value that a message repeats. */
const SHOWN_LENGTH = 40;

// Direction marks would turn the sentence around that a wrong value stands in.
const cut = (value: string): string => {
  const shown = [...value.slice(0, SHOWN_LENGTH * 4)].filter((c) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(c));
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH).join('')}…` : shown.join('');
};

/**
 * The server's base address, without a slash at the end.
 * @param isSecurePage a page on https may not ask a server on http: the browser would refuse it half-way
 * @returns null when `value` is no such address
 */
export function serverBase(value: string, isSecurePage: boolean): string | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || isSecurePage)) return null;
  if (url.username !== '' || url.password !== '') return null;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Reads the attributes of an element.
 * @param fallbackUrl where the panel's own script came from
 * @returns the first problem found, if there is one; nothing may be requested then
 */
export function readConfig(attributes: ChatAttributes, page: PageAddress, fallbackUrl: string): ConfigResult {
  const address = attributes.serverUrl ?? fallbackUrl;
  const url = serverBase(address, page.location.startsWith('https:'));
  if (url === null) return { problem: strings.badServerUrl(cut(address)) };

  const key = attributes.key ?? '';
  if (!/^pk_[\w-]{1,200}$/.test(key)) return { problem: strings.badKey(cut(key)) };

  const room = attributes.room ?? 'lobby';
  const isPageRoom = room === 'page';
  if (!isPageRoom && !/^[a-z0-9-]{1,64}$/.test(room)) return { problem: strings.badRoom(cut(room)) };

  const session = attributes.session === 'tab' || attributes.session === 'memory' ? attributes.session : 'browser';
  return { config: { url, key, slug: isPageRoom ? pageSlug(page) : room, isPageRoom, session } };
}
