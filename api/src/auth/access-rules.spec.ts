import { describe, expect, it } from '@jest/globals';
import type { Access, Caller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { requireAccess } from './access-rules.js';

const tenantId = newId();
const callers: Record<string, Caller | undefined> = {
  nobody: undefined,
  operator: { kind: 'operator' },
  server: { kind: 'server', tenantId },
  visitor: { kind: 'visitor', tenantId },
  user: { kind: 'user', tenantId, userId: newId(), userKind: 'guest', sessionId: newId() },
};

function outcome(access: Access, caller: Caller | undefined, visitorsRead: boolean): string {
  try {
    requireAccess(access, caller, visitorsRead);
    return 'in';
  } catch (error) {
    return (error as DomainError).code;
  }
}

describe('who may use an operation', () => {
  it.each<[Access, Record<string, string>]>([
    ['none', { nobody: 'in', operator: 'in', server: 'in', visitor: 'in', user: 'in' }],
    [
      'operator',
      { nobody: 'unauthenticated', operator: 'in', server: 'forbidden', visitor: 'forbidden', user: 'forbidden' },
    ],
    [
      'server',
      { nobody: 'unauthenticated', operator: 'forbidden', server: 'in', visitor: 'forbidden', user: 'forbidden' },
    ],
    ['key', { nobody: 'unauthenticated', operator: 'forbidden', server: 'in', visitor: 'in', user: 'in' }],
    ['reader', { nobody: 'unauthenticated', operator: 'forbidden', server: 'in', visitor: 'in', user: 'in' }],
    [
      'user',
      {
        nobody: 'unauthenticated',
        operator: 'forbidden',
        server: 'user_required',
        visitor: 'unauthenticated',
        user: 'in',
      },
    ],
    [
      'actor',
      { nobody: 'unauthenticated', operator: 'forbidden', server: 'in', visitor: 'unauthenticated', user: 'in' },
    ],
  ])('%s', (access, expected) => {
    for (const [name, caller] of Object.entries(callers)) {
      expect([name, outcome(access, caller, true)]).toEqual([name, expected[name]]);
    }
  });

  it('keeps visitors out of reading where the tenant says so', () => {
    expect(outcome('reader', callers.visitor, false)).toBe('unauthenticated');
    expect(outcome('reader', callers.user, false)).toBe('in');
  });
});
