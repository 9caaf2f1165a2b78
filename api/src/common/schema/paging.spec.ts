import { describe, expect, it } from '@jest/globals';
import type { TenantCaller } from '../access/caller.js';
import { newId } from '../ids.js';
import { decodeCursor, listScope, page } from './paging.js';

const rows = Array.from({ length: 3 }, () => ({ id: newId() }));
const user = (userId: string, tenantId = 't'): TenantCaller => ({
  kind: 'user',
  tenantId,
  userId,
  userKind: 'guest',
  sessionId: 's',
});
const scope = listScope(user('ada'), 'rooms', '');
const cursorAfter = (limit: number) => page(rows, limit, scope, (row) => row.id).nextCursor ?? undefined;
const refused = expect.objectContaining({
  code: 'validation_failed',
  errors: [expect.objectContaining({ path: '/cursor' })],
});
const refusal = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error;
  }
};

describe('a page', () => {
  it('ends where the next one begins, and tells when nothing comes after it', () => {
    expect(page(rows, 2, scope, (row) => row.id).items).toEqual(rows.slice(0, 2));
    expect(decodeCursor(scope, cursorAfter(2))).toBe(rows[1]?.id);
    expect(page(rows, 3, scope, (row) => row.id)).toEqual({ items: rows, nextCursor: null });
    expect(page([], 3, scope, () => '')).toEqual({ items: [], nextCursor: null });
    expect(decodeCursor(scope, undefined)).toBeNull();
  });
});

describe('a cursor', () => {
  it('is good for its list and its caller only', () => {
    const visitor: TenantCaller = { kind: 'visitor', tenantId: 't' };
    const others = [
      listScope(user('bo'), 'rooms', ''),
      listScope(user('ada', 'u'), 'rooms', ''),
      listScope(visitor, 'rooms', ''),
      listScope(user('ada'), 'rooms', 'x'),
      listScope(user('ada'), 'users', ''),
    ];
    for (const other of others) expect(refusal(() => decodeCursor(other, cursorAfter(1)))).toEqual(refused);
  });

  it.each(['', 'a\0b', '0', "' OR true --", 7, null, [], newId().toUpperCase()])(
    'with the key %j is refused',
    (key) => {
      const forged = Buffer.from(JSON.stringify([scope, key])).toString('base64url');
      expect(refusal(() => decodeCursor(scope, forged))).toEqual(refused);
    },
  );

  it.each(['', 'xyz', '%00', Buffer.from('{}').toString('base64url')])('of garbage (%j) is refused', (garbage) => {
    expect(refusal(() => decodeCursor(scope, garbage))).toEqual(refused);
  });
});
