import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';

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

/** Makes the opaque cursor of a position in a list; `scope` names the list and its owner, so that it is good for these only. */
export function encodeCursor(scope: string, ...key: string[]): string {
  return Buffer.from(JSON.stringify([scope, ...key])).toString('base64url');
}

/**
 * Reads a cursor of `encodeCursor`.
 * @returns the key, or `null` when none was asked with
 * @throws DomainError validation_failed at `/cursor` for garbage and for another list's cursor
 */
export function decodeCursor(scope: string, keys: number, value: string | undefined): string[] | null {
  if (value === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === keys + 1 && parsed[0] === scope) {
      const key: unknown[] = parsed.slice(1);
      if (key.every((part) => typeof part === 'string')) return key;
    }
  } catch {
    // Garbage is answered below, like a cursor of another list.
  }
  throw DomainError.invalid('/cursor', 'is not a cursor of this list');
}
