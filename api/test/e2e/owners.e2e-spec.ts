import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { MemberPage } from '../../src/members/member.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

/** A private room of its owner alone, who is a guest. */
async function makeRoom() {
  const tenant = await makeTenant();
  const owner = await tenant.guest();
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Garden' })).body;
  const path = `/v1/rooms/${id}`;
  /** Makes somebody sit there, too. */
  const seat = async (role: 'owner' | 'moderator' | 'member' = 'member'): Promise<TestUser> => {
    const user = await tenant.guest();
    expect((await owner.rest('POST', `${path}/members`, { userId: user.id })).status).toBe(201);
    if (role !== 'member') await owner.rest('PATCH', `${path}/members/${user.id}`, { role });
    return user;
  };
  return { tenant, owner, id, path, seat };
}

const rolesSeenBy = async (user: TestUser, path: string): Promise<Record<string, string>> => {
  const { items } = (await user.rest<MemberPage>('GET', `${path}/members`)).body;
  return Object.fromEntries(items.map(({ userId, role }) => [userId, role]));
};

describe('the only owner of a room', () => {
  it('does not step down, alone there or not, but may leave when nobody else is there', async () => {
    const { owner, path } = await makeRoom();
    const me = `${path}/members/me`;
    for (const role of ['moderator', 'member']) {
      const refused = await owner.rest('PATCH', me, { role });
      expect(refused).toMatchObject({ status: 409, body: { code: 'last_owner' } });
    }
    expect(await rolesSeenBy(owner, path)).toEqual({ [owner.id]: 'owner' });
    expect((await owner.rest('DELETE', me)).status).toBe(204);
  });

  it('steps down once there is another one', async () => {
    const { owner, path, seat } = await makeRoom();
    const other = await seat('owner');
    expect((await owner.rest('PATCH', `${path}/members/me`, { role: 'member' })).status).toBe(200);
    expect((await other.rest('PATCH', `${path}/members/me`, { role: 'member' })).body).toMatchObject({
      code: 'last_owner',
    });
    expect(await rolesSeenBy(other, path)).toEqual({ [owner.id]: 'member', [other.id]: 'owner' });
  });

  it('cannot go together with another one: of two who step down at once one stays', async () => {
    const { owner, path, seat } = await makeRoom();
    const [other, member] = [await seat('owner'), await seat()];
    const answers = await Promise.all([
      owner.rest('PATCH', `${path}/members/me`, { role: 'member' }),
      other.rest('DELETE', `${path}/members/me`),
    ]);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
    const roles = Object.values(await rolesSeenBy(member, path));
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
  });

  it('leaves the room to the moderator, or else the member, who sits longest when the tenant’s server removes them', async () => {
    const { tenant, owner, path, seat } = await makeRoom();
    const [member, moderator] = [await seat(), await seat('moderator')];
    const remove = async (user: TestUser) =>
      (await tenant.rest('DELETE', `${path}/members/${user.id}`, { bearer: tenant.secretKey })).status;
    expect(await remove(owner)).toBe(204);
    expect(await rolesSeenBy(member, path)).toEqual({ [member.id]: 'member', [moderator.id]: 'owner' });
    expect(await remove(moderator)).toBe(204);
    expect(await rolesSeenBy(member, path)).toEqual({ [member.id]: 'owner' });
  });

  it('leaves it to them when the account is deleted, too', async () => {
    const { owner, path, seat } = await makeRoom();
    const [first, second] = [await seat(), await seat()];
    await owner.rest('DELETE', '/v1/me', { confirm: true });
    await eventually(async () =>
      expect(await rolesSeenBy(second, path)).toEqual({ [first.id]: 'owner', [second.id]: 'member' }),
    );
  });

  it('leaves it to them when they become an account that is banned there', async () => {
    const { tenant, owner, path, seat } = await makeRoom();
    const [member, moderator] = [await seat(), await seat('moderator')];
    const ada = await register(tenant);
    expect((await owner.rest('PUT', `${path}/bans/${ada.id}`)).status).toBe(200);
    const body = { login: 'ada', password, mergeGuest: true };
    expect((await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: owner.token, body })).status).toBe(200);
    await eventually(async () =>
      expect(await rolesSeenBy(member, path)).toEqual({ [member.id]: 'member', [moderator.id]: 'owner' }),
    );
    expect((await moderator.rest('PATCH', path, { name: 'Mine' })).status).toBe(200);
    expect((await moderator.rest<Room>('GET', path)).body.memberCount).toBe(2);
  });
});
