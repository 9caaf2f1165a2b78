import { describe, expect, it } from '@jest/globals';
import type { Member, RoomInfo } from '@parley/sdk';
import type { TenantCaller } from '../../../api/src/common/access/caller.js';
import type { SeatRow } from '../../../api/src/members/member.mapper.js';
import * as server from '../../../api/src/rooms/rooms.policy.js';
import { byRole, mayAct, mayActOn, roomActions } from './room-rights.js';
import type { Role } from './room-rights.js';

const types: RoomInfo['type'][] = ['public', 'private', 'direct', 'match'];
const roles: Role[] = ['owner', 'moderator', 'member', null];
const caller = { kind: 'user', tenantId: 't', userId: 'u', userKind: 'guest' } as unknown as TenantCaller;

const seat = (role: Role): SeatRow | null =>
  role === null ? null : ({ role, left_at: null, read_seq: 0, is_banned: false } satisfies SeatRow);

describe('what the widget offers in a room', () => {
  it.each(types)('is what the server allows: %s', (type) => {
    for (const action of roomActions) {
      for (const role of roles) {
        expect([action, role, mayAct(action, type, role)]).toEqual([
          action,
          role,
          server.mayAct(action, caller, type, seat(role)),
        ]);
        for (const target of roles) {
          expect([action, role, target, mayActOn(action, type, role, target)]).toEqual([
            action,
            role,
            target,
            server.mayActOn(action, caller, { type, seat: seat(role) }, seat(target)),
          ]);
        }
      }
    }
  });

  it('is asked about every action that the server knows', () => {
    const all: Record<server.RoomAction, true> = Object.fromEntries(
      roomActions.map((action) => [action, true]),
    ) as never;
    const named: (typeof roomActions)[number][] = Object.keys(all) as server.RoomAction[];
    expect(named).toHaveLength(14);
  });
});

describe('members', () => {
  it('stand by their role, and then by name', () => {
    const people = [
      ['member', 'Zoe'],
      ['member', 'ada'],
      ['owner', 'Yan'],
      ['moderator', 'Bo'],
    ].map(([role, name]) => ({ role: role as Member['role'], name: name ?? '' }));
    expect(byRole(people).map(({ name }) => name)).toEqual(['Yan', 'Bo', 'ada', 'Zoe']);
  });
});
