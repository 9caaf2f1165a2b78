import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Invite, InvitePage } from '../../src/invites/invite.schema.js';
import type { Limits } from '../../src/limits/limits.schema.js';
import type { RoomPage } from '../../src/rooms/discover.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { startNode, type TestNode } from '../support/nodes.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

/** Most members of a room on this node. */
const maxMembers = 4;

let node: TestNode;
beforeAll(async () => {
  node = await startNode({ PARLEY_MAX_ROOM_MEMBERS: String(maxMembers), LOG_LEVEL: 'silent' });
});
afterAll(() => node.remove());

const full = { status: 409, body: { code: 'room_full' } };

async function makeRoom(type: 'public' | 'private' = 'public') {
  const tenant = await makeTenant({ url: node.url });
  const owner = await tenant.guest();
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Garden' })).body;
  const path = `/v1/rooms/${id}`;
  const guests = (count: number): Promise<TestUser[]> =>
    Promise.all(Array.from({ length: count }, () => tenant.guest()));
  return { tenant, owner, id, path, guests };
}
const send = (user: TestUser, path: string, clientId = user.id) =>
  user.rest('POST', `${path}/messages`, { clientId, text: 'hello' });
const membersOf = async (user: TestUser, path: string) => (await user.rest<Room>('GET', path)).body.memberCount;

describe('a room with as many members as it may have', () => {
  it('takes nobody more, by whatever way they come, until one leaves', async () => {
    const { tenant, owner, id, path, guests } = await makeRoom();
    const [last, late] = (await guests(2)) as [TestUser, TestUser];
    const { code } = (await owner.rest<Invite>('POST', `${path}/invites`, { maxUses: 1 })).body;
    for (const user of [...(await guests(2)), last]) await user.rest('POST', `${path}/members`);
    expect(await membersOf(owner, path)).toBe(maxMembers);
    expect(await late.rest('POST', `${path}/members`)).toMatchObject(full);
    expect(await owner.rest('POST', `${path}/members`, { userId: late.id })).toMatchObject(full);
    expect(await late.rest('POST', `/v1/invites/${code}/accept`)).toMatchObject(full);
    expect(await send(late, path)).toMatchObject(full);
    const socket = await connect({ auth: { key: tenant.key, token: late.token }, url: node.url });
    const refused = await socket.ask('message:send', { roomId: id, clientId: 'a', text: 'let me in' });
    expect(refused.error).toMatchObject(full.body);
    socket.close();
    // Whoever sits there goes on, and nothing was written meanwhile.
    expect((await last.rest('POST', `${path}/members`)).status).toBe(200);
    expect((await send(last, path)).body).toMatchObject({ seq: 1 });
    await last.rest('DELETE', `${path}/members/me`);
    // The use of the invite was not spent.
    expect((await late.rest('POST', `/v1/invites/${code}/accept`)).status).toBe(200);
    expect(await membersOf(owner, path)).toBe(maxMembers);
  });

  it.each([
    ['join', (user: TestUser, path: string) => user.rest('POST', `${path}/members`)],
    ['write their first message', (user: TestUser, path: string) => send(user, path)],
  ])('took no more of those who %s at once', async (_how, come) => {
    const { owner, path, guests } = await makeRoom();
    const answers = await Promise.all((await guests(12)).map((user) => come(user, path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(maxMembers - 1).fill(201),
      ...Array<number>(12 - maxMembers + 1).fill(409),
    ]);
    expect(await membersOf(owner, path)).toBe(maxMembers);
  });

  it('lets those who were there before write again', async () => {
    const { owner, path, guests } = await makeRoom();
    const members = await guests(maxMembers - 1);
    for (const user of members) expect((await send(user, path)).status).toBe(201);
    const again = await Promise.all(members.map((user) => send(user, path, 'second')));
    expect(again.map(({ status }) => status)).toEqual(members.map(() => 201));
    expect(await membersOf(owner, path)).toBe(maxMembers);
  });
});

describe('a room with as many open invites as it may have', () => {
  it('gets no more, until one is revoked, used up, or over', async () => {
    const { tenant, owner, path, guests } = await makeRoom('private');
    const { body: limits } = await owner.rest<Limits>('GET', '/v1/limits');
    expect(limits).toMatchObject({ membersPerRoom: maxMembers, invitesPerRoom: 100 });
    // The tenant's server may make any number of changes in a minute.
    const bearer = tenant.secretKey;
    const make = (body: unknown = {}) => tenant.rest<Invite>('POST', `${path}/invites`, { bearer, body });
    const once = (await make({ maxUses: 1 })).body;
    const rest = await Promise.all(Array.from({ length: 110 }, () => make()));
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(limits.invitesPerRoom - 1);
    const refused = { status: 409, body: { code: 'too_many_invites' } };
    for (const answer of [...rest.filter(({ status }) => status !== 201), await make()]) {
      expect(answer).toMatchObject(refused);
    }
    const revoked = rest.find(({ status }) => status === 201)?.body.code ?? '';
    await owner.rest('DELETE', `/v1/invites/${revoked}`);
    expect((await make()).status).toBe(201);
    expect(await make()).toMatchObject(refused);
    const [guest] = (await guests(1)) as [TestUser];
    expect((await guest.rest('POST', `/v1/invites/${once.code}/accept`)).status).toBe(200);
    expect((await make({ expiresInSeconds: 31_536_000 })).status).toBe(201);
    expect(await make()).toMatchObject(refused);
    // Another room has its own.
    const other = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Other' })).body;
    expect((await owner.rest('POST', `/v1/rooms/${other.id}/invites`)).status).toBe(201);
    expect((await owner.rest<InvitePage>('GET', `/v1/rooms/${other.id}/invites`)).body.items).toHaveLength(1);
  });
});

describe('the list of public rooms', () => {
  it('is read by visitors of one address so often in a minute, as the limits say, of each tenant by itself', async () => {
    const tenant = await makeTenant({ url: node.url });
    const { body: limits } = await tenant.rest<Limits>('GET', '/v1/limits');
    const most = limits.listingsPerMinutePerIp ?? 0;
    expect(most).toBe(600);
    const list = () => tenant.rest<RoomPage>('GET', '/v1/rooms');
    for (let read = 0; read < most; read += 100) {
      const answers = await Promise.all(Array.from({ length: 100 }, list));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    const refused = await list();
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await (await tenant.guest()).rest('GET', '/v1/rooms')).status).toBe(200);
    expect((await (await makeTenant({ url: node.url })).rest('GET', '/v1/rooms')).status).toBe(200);
    const server = await tenant.rest<Limits>('GET', '/v1/limits', { bearer: tenant.secretKey });
    expect(server.body.listingsPerMinutePerIp).toBeNull();
  });
});
