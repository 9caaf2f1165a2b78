import { z } from 'zod';

/**
 * `scheme://host[:port]` and nothing else; the host may begin with the wildcard label `*.`. No controls either: `URL`
 * would drop those at the end in silence, and a database cannot hold U+0000.
 */
const shape = /^([a-z][a-z0-9+.-]*):\/\/(\*\.)?([^/?#@\\*\s\p{C}]+)$/u;

/** A host name that the wildcard may stand before: two labels at least, or `localhost`. */
const wildcardHost = /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?$/;

/** What may stand in place of the wildcard: one or more labels. */
const labels = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/**
 * An origin as browsers write it: lower case, punycode, no default port.
 * @returns `undefined` for what is no origin: `null`, a path, a login, garbage
 */
export function normaliseOrigin(value: string): string | undefined {
  const [, scheme, wildcard = '', host] = shape.exec(value.trim().toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  // Only web schemes have origins that `URL` understands; apps (capacitor://localhost) send theirs as it is.
  if (scheme !== 'http' && scheme !== 'https') return wildcard === '' ? `${scheme}://${host}` : undefined;
  try {
    const url = new URL(`${scheme}://${host}`);
    return `${scheme}://${wildcard}${url.host}`;
  } catch {
    return undefined;
  }
}

function isAllowable(origin: string): boolean {
  const [, , wildcard, host = ''] = shape.exec(origin) ?? [];
  return wildcard === undefined || wildcardHost.test(host);
}

/** One entry of a tenant's `allowedOrigins`; kept as browsers write origins. */
export const AllowedOrigin = z
  .string()
  .max(300)
  .transform((value) => normaliseOrigin(value) ?? value)
  .refine(
    (value) => normaliseOrigin(value) !== undefined && isAllowable(value),
    'must be an origin such as https://example.com, or https://*.example.com',
  );

/**
 * Whether a page of `origin` may use a tenant's keys.
 * @param origin the `Origin` header; `undefined` (no browser sent it) is always allowed
 * @param allowed entries of `AllowedOrigin`; none = every origin, `null` too
 */
export function originAllowed(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.length === 0) return true;
  // No page has an origin with a star; one that claims it would equal the entry itself.
  const asked = origin.includes('*') ? undefined : normaliseOrigin(origin);
  if (asked === undefined) return false;
  return allowed.some((entry) => entry === asked || matchesWildcard(asked, entry));
}

function matchesWildcard(asked: string, entry: string): boolean {
  const at = entry.indexOf('*');
  if (at < 0) return false;
  const [before, after] = [entry.slice(0, at), entry.slice(at + 1)];
  if (!asked.startsWith(before) || !asked.endsWith(after)) return false;
  return asked.length > before.length + after.length && labels.test(asked.slice(before.length, -after.length));
}
