import { describe, expect, it } from '@jest/globals';
import type { TenantCaller } from '../common/access/caller.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Room } from '../rooms/room.schema.js';
import { type Asker, canDelete, canEdit, canPin, canReadVersions, canWrite } from './messages.policy.js';

type Who = 'server' | 'visitor' | 'owner' | 'moderator' | 'member' | 'former' | 'stranger';
const everybody: Who[] = ['server', 'visitor', 'owner', 'moderator', 'member', 'former', 'stranger'];

function callerOf(who: Who): TenantCaller {
  if (who === 'server' || who === 'visitor') return { kind: who, tenantId: 'tenant' };
  return { kind: 'user', tenantId: 'tenant', userId: 'ada', userKind: 'guest', sessionId: null };
}

function seatOf(who: Who): SeatRow | null {
  if (who === 'server' || who === 'visitor' || who === 'stranger') return null;
  const [role, leftAt] = who === 'former' ? (['owner', '2026-01-01'] as const) : ([who, null] as const);
  return { role, left_at: leftAt, read_seq: 0, is_banned: false };
}

const asker = (who: Who, type: Room['type']): Asker => ({ caller: callerOf(who), type, seat: seatOf(who) });
const allowed = (may: (asker: Asker) => boolean, type: Room['type']) =>
  everybody.filter((who) => may(asker(who, type)));

const own = { author_id: 'ada', kind: 'text' };
const others = { author_id: 'bo', kind: 'text' };
const people: Who[] = ['owner', 'moderator', 'member', 'former', 'stranger'];

describe('the policy of messages', () => {
  it.each(['public', 'private'] as const)('in %s rooms', (type) => {
    expect(allowed((one) => canEdit(one, own), type)).toEqual(people);
    expect(allowed((one) => canEdit(one, others), type)).toEqual([]);
    for (const may of [canDelete, canReadVersions]) {
      expect(allowed((one) => may(one, own), type)).toEqual(['server', ...people]);
      expect(allowed((one) => may(one, others), type)).toEqual(['server', 'owner', 'moderator']);
    }
    expect(allowed(canPin, type)).toEqual(['server', 'owner', 'moderator']);
  });

  it.each(['direct', 'match'] as const)('in %s rooms, where nobody has a role', (type) => {
    for (const may of [canDelete, canReadVersions]) {
      expect(allowed((one) => may(one, own), type)).toEqual(['server', ...people]);
      expect(allowed((one) => may(one, others), type)).toEqual(['server']);
    }
    expect(allowed(canPin, type)).toEqual(['server', 'owner', 'moderator', 'member']);
  });

  it('lets nobody edit what is no text of a person', () => {
    for (const kind of ['system', 'encrypted']) expect(canEdit(asker('owner', 'public'), { ...own, kind })).toBe(false);
  });

  it('lets only moderators write in announcements', () => {
    const writers = (posting: Room['posting']) =>
      (['owner', 'moderator', 'member'] as const).filter((who) => canWrite(posting, seatOf(who) as SeatRow));
    expect(writers('everyone')).toEqual(['owner', 'moderator', 'member']);
    expect(writers('moderators')).toEqual(['owner', 'moderator']);
  });
});
