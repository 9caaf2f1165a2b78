import { sha256Hex } from './sha256.js';

/** Where the widget stands. */
export interface PageAddress {
  /** `href` of the page's `<link rel="canonical">`, if it has one; may be relative. */
  readonly canonical: string | null;
  /** Absolute address of the page. */
  readonly location: string;
  /** Names of query parameters that make another page, in the order that counts. */
  readonly queryNames: readonly string[];
}

const parse = (address: string, base?: string): URL | null =>
  URL.canParse(address, base) ? new URL(address, base) : null;

/**
 * The one address that all visitors of a page share: no hash, no query but the named parameters, lower-case host, no
 * slash at the end.
 */
export function normalisePage({ canonical, location, queryNames }: PageAddress): string {
  const url = (canonical !== null && parse(canonical, location)) || new URL(location);
  const kept = new URLSearchParams(
    queryNames.flatMap((name) => url.searchParams.getAll(name).map((value): [string, string] => [name, value])),
  );
  // file: and other pages without a host have the origin "null"; their whole address still tells them apart.
  const origin = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
  const path = url.pathname.replace(/\/+$/, '');
  return `${origin}${path}${kept.size > 0 ? `?${kept}` : ''}`;
}

/** Slug of the room of a page: `p-` and the first 32 hex digits of the SHA-256 of its normalised address. */
export const pageSlug = (page: PageAddress): string => `p-${sha256Hex(normalisePage(page)).slice(0, 32)}`;
