import { serverBase } from './server-base.js';

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
  /** Slug of the room; null for the room of the page itself, whose slug is made from its address. */
  readonly slug: string | null;
  readonly session: SessionPlace;
}

/** What cannot be used, and what was written there. */
export interface ConfigProblem {
  readonly name: 'address' | 'key' | 'room';
  readonly value: string;
}

/** Either a usable configuration or what is wrong with it. */
export type ConfigResult = { readonly config: ChatConfig } | { readonly problem: ConfigProblem };

/**
 * Reads the attributes of an element.
 * @param isSecurePage the page is on https
 * @param fallbackUrl where the panel's own script came from
 * @returns the first problem found, if there is one; nothing may be requested then
 */
export function readConfig(attributes: ChatAttributes, isSecurePage: boolean, fallbackUrl: string): ConfigResult {
  const address = attributes.serverUrl ?? fallbackUrl;
  const url = serverBase(address, isSecurePage);
  if (url === null) return { problem: { name: 'address', value: address } };

  const key = attributes.key ?? '';
  if (!/^pk_[\w-]{1,200}$/.test(key)) return { problem: { name: 'key', value: key } };

  const room = attributes.room ?? 'lobby';
  if (!/^[a-z0-9-]{1,64}$/.test(room)) return { problem: { name: 'room', value: room } };

  const session = attributes.session === 'tab' || attributes.session === 'memory' ? attributes.session : 'browser';
  return { config: { url, key, slug: room === 'page' ? null : room, session } };
}
