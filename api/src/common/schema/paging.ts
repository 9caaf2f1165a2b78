import { z } from 'zod';
import type { TenantCaller } from '../access/caller.js';
import { DomainError } from '../errors/domain-error.js';
import { isId } from '../ids.js';

/** A whole number in a query string, which is all digits; `min` to `max`, both inclusive. */
export function queryInt(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  );
}

/** `?limit=` of every list: 1 to 100, default 50. */
export const limit = queryInt(1, 100).default(50).describe('Most items in the answer');

/** `?cursor=` of every list: the `nextCursor` of the page before. */
export const cursor = z.string().max(1_000).optional().describe('The nextCursor of the page before');

/** A page of a list whose items match `item`; `id` names it in the contract. */
export function pageOf<T extends z.ZodType>(id: string, item: T) {
  return z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable().describe('Opaque; asks for the next page; null at the end'),
    })
    .meta({ id });
}

/** Names a list of a tenant as one caller asks for it; `list` is its name, and what it was asked with. */
export function listScope(caller: TenantCaller, ...list: string[]): string {
  const who = caller.kind === 'user' ? caller.userId : caller.kind;
  return [caller.tenantId, who, ...list].join(' ');
}

/**
 * Where a list goes on.
 * @param scope of `page`; a cursor is good for the list and the caller that got it only
 * @param isKey whether a text can be the key of a row
 * @returns the key of the last row of the page before; `null` = from the beginning
 * @throws DomainError validation_failed at `/cursor` for garbage and for another list's or caller's cursor
 */
export function decodeCursor(
  scope: string,
  value: string | undefined,
  isKey: (key: string) => boolean = isId,
): string | null {
  if (value === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 2 && parsed[0] === scope) {
      const key: unknown = parsed[1];
      if (typeof key === 'string' && isKey(key)) return key;
    }
  } catch {
    // Garbage is answered below, like a cursor of another list.
  }
  throw DomainError.invalid('/cursor', 'is not a cursor of this list');
}

/**
 * As `decodeCursor`, of a list whose rows are told apart by more than an id.
 * @param placeOf what the key of a row says; null where it is none
 */
export function decodePlace<Place>(
  scope: string,
  value: string | undefined,
  placeOf: (key: string) => Place | null,
): Place | null {
  const key = decodeCursor(scope, value, (text) => placeOf(text) !== null);
  return key === null ? null : placeOf(key);
}

/** As `decodeCursor`, of a list whose rows are told apart by a whole number. */
export const decodeNumber = (scope: string, value: string | undefined): number | null =>
  decodePlace(scope, value, (key) => (/^\d{1,16}$/.test(key) ? Number(key) : null));

/**
 * One page of a list.
 * @param rows in order, one more than `limit` when there are more
 * @param scope names the list and its caller
 * @param keyOf what orders the rows, and tells each from all others
 */
export function page<Row>(
  rows: readonly Row[],
  limit: number,
  scope: string,
  keyOf: (row: Row) => string,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || rows.length <= limit) return { items, nextCursor: null };
  return { items, nextCursor: Buffer.from(JSON.stringify([scope, keyOf(last)])).toString('base64url') };
}
