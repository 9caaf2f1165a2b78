import { describe, expect, it } from '@jest/globals';
import type { AcceptedInvite, Invite, InvitePage } from '../../src/invites/invite.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { whileRoomIsHeld } from '../support/held-room.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

async function makeRoom() {
  const tenant = await makeTenant();
  const [owner, guest] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Garden' })).body;
  const invite = async (input?: unknown) => (await owner.rest<Invite>('POST', `/v1/rooms/${id}/invites`, input)).body;
  return { tenant, owner, guest, id, path: `/v1/rooms/${id}`, invite };
}

const accept = (user: TestUser, code: string) => user.rest<AcceptedInvite>('POST', `/v1/invites/${code}/accept`);
const unknownCode = 'A'.repeat(24);

describe('an invite', () => {
  it('lets in whoever has its code, who sees the name of the room before and no more', async () => {
    const { tenant, owner, guest, id, path, invite } = await makeRoom();
    const made = await invite({ expiresInSeconds: 60, maxUses: 5 });
    expect(made).toMatchObject({ roomId: id, createdBy: owner.id, maxUses: 5, uses: 0 });
    expect(Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)).toBeGreaterThan(50_000);
    expect((await guest.rest('GET', path)).status).toBe(404);
    for (const preview of [
      await guest.rest('GET', `/v1/invites/${made.code}`),
      await tenant.rest('GET', `/v1/invites/${made.code}`),
    ]) {
      expect(preview).toMatchObject({ status: 200, body: { name: 'Garden' } });
      expect(Object.keys(preview.body)).toEqual(['name']);
    }
    const socket = await connect({ auth: { key: tenant.key, token: guest.token } });
    const accepted = await accept(guest, made.code);
    expect(accepted).toMatchObject({
      status: 200,
      body: { room: { id, memberCount: 2 }, member: { userId: guest.id, role: 'member', leftAt: null } },
    });
    await eventually(() => expect(socket.told).toContainEqual({ name: 'room:added', payload: { roomId: id } }));
    expect((await accept(guest, made.code)).body.member).toEqual(accepted.body.member);
    const { items } = (await owner.rest<InvitePage>('GET', `${path}/invites`)).body;
    expect(items).toEqual([{ ...made, uses: 1 }]);
    socket.close();
  });

  it('is made and seen by owners, moderators and the tenant’s server, page by page', async () => {
    const { tenant, owner, guest, path, invite } = await makeRoom();
    const codes = [(await invite()).code, (await invite()).code, (await invite({ expiresAt: null })).code];
    await accept(guest, codes[0] ?? '');
    for (const [method, at] of [
      ['POST', `${path}/invites`],
      ['GET', `${path}/invites`],
      ['DELETE', `/v1/invites/${codes[0]}`],
    ] as const) {
      expect((await guest.rest(method, at)).body).toMatchObject({ code: 'forbidden' });
      const stranger = await tenant.guest();
      const code = method === 'DELETE' ? 'invite_not_found' : 'room_not_found';
      expect((await stranger.rest(method, at)).body).toMatchObject({ code, status: 404 });
    }
    const first = (await owner.rest<InvitePage>('GET', `${path}/invites?limit=2`)).body;
    const rest = (await owner.rest<InvitePage>('GET', `${path}/invites?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...rest.items].map(({ code }) => code)).toEqual(codes.reverse());
    const byServer = await tenant.rest('POST', `${path}/invites`, { bearer: tenant.secretKey });
    expect(byServer).toMatchObject({ status: 201, body: { createdBy: null } });
    const direct = await owner.rest<Room>('PUT', '/v1/rooms/direct', { userId: guest.id });
    const ofTwo = await owner.rest('POST', `/v1/rooms/${direct.body.id}/invites`);
    expect(ofTwo.body).toMatchObject({ code: 'forbidden' });
  });

  it('that is unknown, over, used up, revoked, or of a room that is gone is the same: not there', async () => {
    const { tenant, owner, guest, path, invite } = await makeRoom();
    const [late, usedUp, revoked] = [
      await invite({ expiresInSeconds: 1 }),
      await invite({ maxUses: 1 }),
      await invite(),
    ];
    const other = await makeRoom();
    const foreign = await other.invite();
    const last = await tenant.guest();
    expect((await accept(last, usedUp.code)).status).toBe(200);
    for (const _ of [1, 2]) expect((await owner.rest('DELETE', `/v1/invites/${revoked.code}`)).status).toBe(204);
    await eventually(async () => expect((await guest.rest('GET', `/v1/invites/${late.code}`)).status).toBe(404));
    const gone = await makeRoom();
    const doomed = await gone.invite();
    await gone.owner.rest('DELETE', gone.path);
    expect((await accept(gone.guest, doomed.code)).body).toMatchObject({ code: 'invite_not_found' });
    const bodies = new Set<string>();
    for (const code of ['x', unknownCode, late.code, usedUp.code, revoked.code, foreign.code]) {
      for (const answer of [await guest.rest('GET', `/v1/invites/${code}`), await accept(guest, code)]) {
        expect([code, answer.status]).toEqual([code, 404]);
        bodies.add(JSON.stringify({ ...answer.body, requestId: '' }));
      }
    }
    expect([...bodies].map((body) => JSON.parse(body) as object)).toMatchObject([{ code: 'invite_not_found' }]);
    // Whose use was the last one has come in by it, also when the answer was lost.
    expect((await accept(last, usedUp.code)).status).toBe(200);
    expect((await owner.rest('DELETE', `/v1/invites/${foreign.code}`)).status).toBe(404);
    expect((await owner.rest<InvitePage>('GET', `${path}/invites`)).body.items).toEqual([]);
  });

  it('does not let in who is banned, and spends no use on it', async () => {
    const { owner, guest, path, invite } = await makeRoom();
    const { code } = await invite({ maxUses: 1 });
    await owner.rest('PUT', `${path}/bans/${guest.id}`);
    expect(await accept(guest, code)).toMatchObject({ status: 403, body: { code: 'banned' } });
    await owner.rest('DELETE', `${path}/bans/${guest.id}`);
    expect((await accept(guest, code)).status).toBe(200);
  });

  it('has as many uses as it says, however many come at once', async () => {
    const { tenant, owner, path, invite } = await makeRoom();
    const { code } = await invite({ maxUses: 3 });
    const guests = await Promise.all(Array.from({ length: 8 }, () => tenant.guest()));
    const answers = await Promise.all(guests.flatMap((user) => [accept(user, code), accept(user, code)]));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(6).fill(200),
      ...Array<number>(10).fill(404),
    ]);
    expect((await owner.rest<Room>('GET', path)).body.memberCount).toBe(4);
  });

  it.each([
    [{ maxUses: 0 }, '/maxUses'],
    [{ maxUses: 1.5 }, '/maxUses'],
    [{ expiresInSeconds: 0 }, '/expiresInSeconds'],
    [{ expiresInSeconds: 1e9 }, '/expiresInSeconds'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ expiresAt: '2100-01-01T00:00:00Z', expiresInSeconds: 5 }, '/expiresAt'],
    [{ role: 'owner' }, '/role'],
  ])('is not made of %j', async (input, at) => {
    const { owner, path } = await makeRoom();
    const refused = await owner.rest('POST', `${path}/invites`, input);
    expect(refused.body).toMatchObject({ code: 'validation_failed', errors: [{ path: at }] });
  });

  it.each([
    [
      'made to be a member',
      'forbidden',
      (owner: TestUser, path: string, { id }: TestUser) =>
        owner.rest('PATCH', `${path}/members/${id}`, { role: 'member' }),
    ],
    [
      'banned',
      'room_not_found',
      (owner: TestUser, path: string, { id }: TestUser) => owner.rest('PUT', `${path}/bans/${id}`),
    ],
    [
      'removed',
      'room_not_found',
      (owner: TestUser, path: string, { id }: TestUser) => owner.rest('DELETE', `${path}/members/${id}`),
    ],
  ] as const)('is neither made nor revoked by a moderator who is %s in that moment', async (_what, code, demote) => {
    const { tenant, owner, guest, id, path, invite } = await makeRoom();
    const kept = await invite();
    for (const act of [
      (moderator: TestUser) => moderator.rest('POST', `${path}/invites`),
      (moderator: TestUser) => moderator.rest('DELETE', `/v1/invites/${kept.code}`),
    ]) {
      const moderator = await tenant.guest();
      await owner.rest('POST', `${path}/members`, { userId: moderator.id });
      await owner.rest('PATCH', `${path}/members/${moderator.id}`, { role: 'moderator' });
      const [demoted, refused] = await whileRoomIsHeld(
        id,
        () => demote(owner, path, moderator),
        async () => {
          const acting = act(moderator);
          // Where it did not wait for the room it would be done by now.
          for (let n = 0; n < 5; n += 1) await guest.rest('GET', '/v1/me');
          return acting.then((answer) => answer);
        },
      );
      expect(demoted.status).toBeLessThan(300);
      const isOfInvite = code === 'room_not_found' && refused.body.code === 'invite_not_found';
      if (!isOfInvite) expect(refused.body).toMatchObject({ code });
    }
    const { items } = (await owner.rest<InvitePage>('GET', `${path}/invites`)).body;
    expect(items.map((item) => item.code)).toEqual([kept.code]);
  });

  it('lets nobody in without a session', async () => {
    const { tenant, invite } = await makeRoom();
    const { code } = await invite();
    expect((await tenant.rest('POST', `/v1/invites/${code}/accept`)).body).toMatchObject({ code: 'unauthenticated' });
    const server = await tenant.rest('POST', `/v1/invites/${code}/accept`, { bearer: tenant.secretKey });
    expect(server.body).toMatchObject({ code: 'user_required' });
  });
});
