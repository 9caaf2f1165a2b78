import type { IncomingMessage } from 'node:http';
import { DomainError } from '../common/errors/domain-error.js';

/** What an Authorization header holds, by its form alone; nothing is verified yet. */
export type Bearer =
  { readonly kind: 'none' } | { readonly kind: 'operator' | 'secret' | 'token'; readonly text: string };

/** The credentials that a request carries. */
export interface Credentials {
  readonly bearer: Bearer;
  /** `X-Parley-Key`; `undefined` = not sent. */
  readonly publicKey: string | undefined;
  /** `X-Parley-User`; `undefined` = not sent. */
  readonly actingUserId: string | undefined;
}

/**
 * Reads the credentials of a request.
 * @throws DomainError bad_request (two Authorization headers) | unauthenticated (another scheme than Bearer)
 */
export function readCredentials({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): Credentials {
  // Node keeps the first of two and drops the other in silence; a proxy before us may have looked at that one.
  const count = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if (count > 1) throw new DomainError('bad_request', 'There are two Authorization headers');
  return {
    bearer: readBearer(headers.authorization),
    publicKey: single(headers['x-parley-key']),
    actingUserId: single(headers['x-parley-user']),
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value.join() : value)?.trim() || undefined;
}

function readBearer(header: string | undefined): Bearer {
  if (header === undefined) return { kind: 'none' };
  const text = /^bearer +(\S+)\s*$/i.exec(header)?.[1];
  if (text === undefined)
    throw new DomainError('unauthenticated', 'The Authorization header must be Bearer and a key or token');
  const kind = text.startsWith('op_') ? 'operator' : text.startsWith('sk_') ? 'secret' : 'token';
  return { kind, text };
}
