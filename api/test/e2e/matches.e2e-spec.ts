import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { MatchTicket } from '../../src/matches/match.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

let database: DataSource;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl(), poolSize: 2 }).initialize();
});
afterAll(() => database.destroy());

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online(tenant: TestTenant, user: TestUser): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  return socket;
}

const find = (user: TestUser, body?: unknown) => user.rest<MatchTicket>('POST', '/v1/matches', body);
const look = (user: TestUser, { ticketId }: MatchTicket) => user.rest<MatchTicket>('GET', `/v1/matches/${ticketId}`);
const withdraw = (user: TestUser, { ticketId }: MatchTicket) => user.rest('DELETE', `/v1/matches/${ticketId}`);
const waiting = (ticketId: string) => ({ ticketId, status: 'waiting', waiting: 1 });

/** Lets the time pass that a ticket has waited, and lived: the database's clock is the one that counts. */
const letPass = (tenant: TestTenant, seconds: number) =>
  database.query(
    `UPDATE match_tickets SET created_at = created_at - make_interval(secs => $2),
            live_until = live_until - make_interval(secs => $2) WHERE tenant_id = $1`,
    [tenant.id, seconds],
  );

/** Two strangers who have met. */
async function pair() {
  const tenant = await makeTenant();
  const [ada, bo] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
  const first = (await find(ada)).body;
  const { roomId = '', ticketId } = (await find(bo)).body;
  return { tenant, ada, bo, first, second: { ticketId, status: 'matched' as const, roomId }, roomId };
}

describe('two strangers', () => {
  it('get a room of their own, and are both told after `room:added`', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const [hers, his] = [await online(tenant, ada), await online(tenant, bo)];
    const first = await find(ada);
    expect(first).toMatchObject({ status: 201, body: waiting(first.body.ticketId) });
    expect((await look(ada, first.body)).body).toEqual(waiting(first.body.ticketId));
    const second = await find(bo);
    expect(second).toMatchObject({ status: 201, body: { status: 'matched' } });
    const { roomId } = second.body;
    expect((await look(ada, first.body)).body).toEqual({ ticketId: first.body.ticketId, status: 'matched', roomId });
    for (const [socket, { ticketId }] of [
      [hers, first.body],
      [his, second.body],
    ] as const) {
      await eventually(() =>
        expect(socket.told).toEqual([
          { name: 'room:added', payload: { roomId } },
          { name: 'match:found', payload: { ticketId, roomId } },
        ]),
      );
    }
    const { body: room } = await ada.rest<Room>('GET', `/v1/rooms/${roomId}`);
    expect(room).toMatchObject({ type: 'match', name: null, slug: null, memberCount: 2, lastSeq: 0, position: 0 });
  });

  it('talk, and nobody else sees, adds, removes or changes anything', async () => {
    const { tenant, ada, bo, roomId } = await pair();
    const cy = await tenant.guest();
    const path = `/v1/rooms/${roomId}`;
    expect((await bo.rest('POST', `${path}/messages`, { clientId: 'a', text: 'hello' })).status).toBe(201);
    expect((await cy.rest('GET', path)).body).toMatchObject({ code: 'room_not_found' });
    expect((await ada.rest('POST', `${path}/members`, { userId: cy.id })).body).toMatchObject({ code: 'forbidden' });
    expect((await ada.rest('DELETE', `${path}/members/${bo.id}`)).body).toMatchObject({ code: 'forbidden' });
    expect((await ada.rest('PUT', `${path}/bans/${bo.id}`)).body).toMatchObject({ code: 'forbidden' });
    expect((await ada.rest('PATCH', path, { name: 'Ours' })).body).toMatchObject({ code: 'forbidden' });
    const role = await ada.rest('PATCH', `${path}/members/${bo.id}`, { role: 'owner' });
    expect(role.body).toMatchObject({ code: 'forbidden' });
    expect((await ada.rest('DELETE', path)).body).toMatchObject({ code: 'forbidden' });
    expect((await cy.rest<{ items: Room[] }>('GET', '/v1/rooms')).body.items.map(({ id }) => id)).not.toContain(roomId);
  });

  it('are told when the other leaves, with which the room is over', async () => {
    const { tenant, ada, bo, roomId } = await pair();
    const socket = await online(tenant, bo);
    await socket.ask('room:open', { roomId });
    for (let n = 0; n < 2; n += 1) {
      expect((await ada.rest('DELETE', `/v1/rooms/${roomId}/members/me`)).status).toBe(204);
    }
    await eventually(() =>
      expect(socket.frames).toMatchObject([
        { members: [{ userId: ada.id, leftAt: expect.any(String) }], room: { archivedAt: expect.any(String) } },
      ]),
    );
    const sent = await socket.ask('message:send', { roomId, clientId: 'a', text: 'are you there?' });
    expect(sent.error.code).toBe('forbidden');
    expect((await ada.rest('GET', `/v1/rooms/${roomId}`)).body).toMatchObject({ code: 'room_not_found' });
    expect((await bo.rest<Room>('GET', `/v1/rooms/${roomId}`)).body.memberCount).toBe(1);
  });

  it('see the room end, too, when the other leaves for good', async () => {
    const { ada, bo, roomId } = await pair();
    await ada.rest('DELETE', '/v1/me', { confirm: true });
    await eventually(async () =>
      expect((await bo.rest<Room>('GET', `/v1/rooms/${roomId}`)).body.archivedAt).not.toBeNull(),
    );
  });

  it('who go on to the next meet others first, and each other again when nobody else is there', async () => {
    const { ada, bo, roomId } = await pair();
    for (const user of [ada, bo]) await user.rest('DELETE', `/v1/rooms/${roomId}/members/me`);
    const again = (await find(ada)).body;
    const met = (await find(bo)).body;
    expect(met.status).toBe('matched');
    expect(met.roomId).not.toBe(roomId);
    expect((await look(ada, again)).body.roomId).toBe(met.roomId);
  });
});

describe('interests', () => {
  it('bring together who shares one, whatever its case, and anyone after ten seconds', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const chess = (await find(ada, { interests: ['Chess', 'chess'] })).body;
    expect((await find(bo, { interests: ['tea'] })).body.status).toBe('waiting');
    const { roomId, status } = (await find(cy, { interests: [' CHESS '] })).body;
    expect(status).toBe('matched');
    expect((await look(ada, chess)).body.roomId).toBe(roomId);
    const di = await tenant.guest();
    const late = (await find(di, { interests: ['go'] })).body;
    expect(late.status).toBe('waiting');
    await letPass(tenant, 11);
    await eventually(async () => expect((await look(di, late)).body.status).toBe('matched'));
  });

  it('and sizes of a wrong shape are refused', async () => {
    const user = await (await makeTenant()).guest();
    for (const body of [
      { interests: 'tea' },
      { interests: [''] },
      { interests: ['x'.repeat(33)] },
      { interests: Array.from({ length: 11 }, (_, n) => `${n}`) },
      { size: 1 },
      { size: 9 },
      { size: 2.5 },
      { other: 1 },
    ]) {
      expect((await find(user, body)).body).toMatchObject({ code: 'validation_failed' });
    }
  });
});

describe('a group', () => {
  it('is of as many strangers as all of them asked for', async () => {
    const tenant = await makeTenant();
    const users = await Promise.all(Array.from({ length: 4 }, () => tenant.guest()));
    const [ada, bo, cy, di] = users as [TestUser, TestUser, TestUser, TestUser];
    const tickets = [(await find(ada, { size: 3 })).body, (await find(bo, { size: 3 })).body];
    expect((await find(di, { size: 2 })).body).toMatchObject({ status: 'waiting', waiting: 1 });
    // How many look for the same is told; who, is not.
    expect((await look(ada, tickets[0] as MatchTicket)).body.waiting).toBe(2);
    const { roomId, status } = (await find(cy, { size: 3 })).body;
    expect(status).toBe('matched');
    for (const [n, user] of [ada, bo].entries()) {
      expect((await look(user, tickets[n] as MatchTicket)).body.roomId).toBe(roomId);
    }
    const seen = async () => (await cy.rest<Room>('GET', `/v1/rooms/${roomId}`)).body;
    expect(await seen()).toMatchObject({ type: 'match', memberCount: 3 });
    // One who leaves leaves a conversation; the last but one ends it.
    await ada.rest('DELETE', `/v1/rooms/${roomId}/members/me`);
    expect(await seen()).toMatchObject({ memberCount: 2, archivedAt: null });
    await bo.rest('DELETE', `/v1/rooms/${roomId}/members/me`);
    expect(await seen()).toMatchObject({ memberCount: 1, archivedAt: expect.any(String) });
  });
});

describe('a ticket', () => {
  it('is the same for whoever asks again while it waits', async () => {
    const user = await (await makeTenant()).guest();
    const { body } = await find(user);
    expect(await find(user, { size: 5 })).toMatchObject({ status: 200, body });
    const several = await Promise.all(Array.from({ length: 5 }, () => find(user)));
    expect(new Set(several.map((one) => one.body.ticketId))).toEqual(new Set([body.ticketId]));
  });

  it('is one, however often somebody asks in the same moment, beside others who do', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const ask = (user: typeof ada, size: number) => user.rest<MatchTicket>('POST', '/v1/matches', { size });
    const answers = await Promise.all([ask(ada, 3), ask(bo, 4), ask(ada, 3), ask(ada, 5), ask(bo, 4)]);
    const [hers, his] = [
      [answers[0], answers[2], answers[3]],
      [answers[1], answers[4]],
    ].map((all) => ({
      made: all.filter((answer) => answer?.status === 201).length,
      tickets: new Set(all.map((answer) => answer?.body.ticketId)).size,
    }));
    expect(hers).toEqual({ made: 1, tickets: 1 });
    expect(his).toEqual({ made: 1, tickets: 1 });
    expect(answers[0]?.body.ticketId).not.toBe(answers[1]?.body.ticketId);
  });

  it('is its owner’s alone, and of a tenant alone', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const [ada, bo, stranger] = [await tenant.guest(), await tenant.guest(), await other.guest()];
    const { body } = await find(ada);
    expect((await find(stranger)).body.status).toBe('waiting');
    for (const user of [bo, stranger]) {
      for (const ask of [look, withdraw]) {
        expect((await ask(user, body)).body).toMatchObject({ status: 404, code: 'ticket_not_found' });
      }
    }
    expect((await look(ada, { ...body, ticketId: 'nonsense' })).body).toMatchObject({ code: 'ticket_not_found' });
    expect((await look(ada, body)).body).toEqual(body);
    expect((await tenant.rest('POST', '/v1/matches')).status).toBe(401);
    const asServer = await tenant.rest('POST', '/v1/matches', { bearer: tenant.secretKey });
    expect(asServer.body).toMatchObject({ code: 'user_required' });
  });

  it('is taken back, also twice, but not once it is matched', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const gone = (await find(ada)).body;
    for (let n = 0; n < 2; n += 1) expect((await withdraw(ada, gone)).status).toBe(204);
    expect((await look(ada, gone)).body).toMatchObject({ code: 'ticket_not_found' });
    const kept = (await find(bo)).body;
    expect(kept.status).toBe('waiting');
    const matched = (await find(cy)).body;
    expect((await withdraw(bo, kept)).body).toMatchObject({ status: 409, code: 'already_matched' });
    expect((await look(cy, matched)).body).toEqual(matched);
  });

  it('lives for 30 seconds without a socket, and longer while it is asked for', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const ticket = (await find(ada)).body;
    await letPass(tenant, 20);
    expect((await look(ada, ticket)).status).toBe(200);
    await letPass(tenant, 20);
    expect((await look(ada, ticket)).status).toBe(200);
    await letPass(tenant, 31);
    expect((await look(ada, ticket)).body).toMatchObject({ code: 'ticket_not_found' });
    expect((await find(bo)).body.status).toBe('waiting');
    expect((await withdraw(ada, ticket)).status).toBe(204);
    const next = await find(ada);
    expect(next.status).toBe(201);
    expect(next.body.ticketId).not.toBe(ticket.ticketId);
  });

  it('lives as long as its user has a socket, and goes with the last one', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const [one, two] = [await online(tenant, ada), await online(tenant, ada)];
    const ticket = (await find(ada)).body;
    await letPass(tenant, 12);
    await eventually(
      async () => {
        const [row] = await database.query<{ lives: boolean }[]>(
          `SELECT live_until > now() + interval '20 seconds' AS lives FROM match_tickets WHERE tenant_id = $1`,
          [tenant.id],
        );
        expect(row?.lives).toBe(true);
      },
      { withinMs: 30_000 },
    );
    one.close();
    await bo.rest('GET', '/v1/me');
    expect((await look(ada, ticket)).status).toBe(200);
    two.close();
    await eventually(async () => expect((await look(ada, ticket)).body).toMatchObject({ code: 'ticket_not_found' }));
    expect((await find(bo)).body.status).toBe('waiting');
  });
});
