import { beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { MatchTicket } from '../../src/matches/match.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import type { TestNode } from '../support/nodes.js';
import { rest } from '../support/rest.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const people = 1_000;
/** Time for all of them, in milliseconds: a deadline against hangs, no measure. */
const deadlineMs = 180_000;

let database: DataSource;

const pair = givenNodePair();
const { nodes } = pair;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl(), poolSize: 2 }).initialize();
  pair.ends.push(() => database.destroy());
});

/** Makes users past the server: a thousand sign-ups are not what is tried here. */
async function makeUsers(tenant: TestTenant, count: number): Promise<string[]> {
  const rows = await database.query<{ id: string }[]>(
    `INSERT INTO users (tenant_id, id, kind, display_name)
     SELECT $1, gen_random_uuid(), 'guest', 'Stranger' FROM generate_series(1, $2) RETURNING id`,
    [tenant.id, count],
  );
  return rows.map(({ id }) => id);
}

interface Seat {
  room_id: string;
  user_id: string;
}

const seatsOf = (tenant: TestTenant) =>
  database.query<Seat[]>(
    `SELECT m.room_id, m.user_id FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
      WHERE m.tenant_id = $1 AND r.type = 'match' AND m.left_at IS NULL`,
    [tenant.id],
  );

it.each([
  [2, 500],
  [4, 250],
])(
  'puts 1,000 people, who ask two nodes at once for rooms of %d, into %d rooms, and nobody into two',
  async (size, rooms) => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const users = await makeUsers(tenant, people);
    const ask = (userId: string, n: number) =>
      rest<MatchTicket>('POST', '/v1/matches', {
        url: nodes[n % 2]?.url ?? '',
        bearer: tenant.secretKey,
        headers: { 'X-Parley-User': userId },
        body: { size },
      });
    const answers = await Promise.all(users.map(ask));
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    await eventually(async () => expect(await seatsOf(tenant)).toHaveLength(people), { withinMs: 30_000 });
    const seats = await seatsOf(tenant);
    expect(new Set(seats.map((seat) => seat.user_id)).size).toBe(people);
    const sizes = new Map<string, number>();
    for (const { room_id } of seats) sizes.set(room_id, (sizes.get(room_id) ?? 0) + 1);
    expect(sizes.size).toBe(rooms);
    expect([...sizes.values()].every((count) => count === size)).toBe(true);
    const roomOf = new Map(seats.map((seat) => [seat.user_id, seat.room_id]));
    for (const [n, { body }] of answers.entries()) {
      if (body.status === 'matched') expect(body.roomId).toBe(roomOf.get(users[n] ?? ''));
    }
  },
  deadlineMs,
);

it(
  'tells both, each on the node that their socket is on, and forgets whoever was on a node that died',
  async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const [hers, his] = [
      await connect({ url: nodes[0].url, auth: { key: tenant.key, token: ada.token } }),
      await connect({ url: nodes[1].url, auth: { key: tenant.key, token: bo.token } }),
    ];
    try {
      // Each asks the node where their socket is not.
      const ask = (node: TestNode, bearer: string) =>
        rest<MatchTicket>('POST', '/v1/matches', { url: node.url, bearer });
      const first = (await ask(nodes[1], ada.token)).body;
      const second = (await ask(nodes[0], bo.token)).body;
      for (const [socket, { ticketId }] of [
        [hers, first],
        [his, second],
      ] as const) {
        await eventually(() =>
          expect(socket.told).toEqual([
            { name: 'room:added', payload: { roomId: second.roomId } },
            { name: 'match:found', payload: { ticketId, roomId: second.roomId } },
          ]),
        );
      }
      const doomed = await pair.start();
      await connect({ url: doomed.url, auth: { key: tenant.key, token: cy.token } });
      const { ticketId } = (await ask(doomed, cy.token)).body;
      doomed.signal('SIGKILL');
      // Not by asking for it, which would keep it alive.
      await eventually(
        async () => {
          const [row] = await database.query<{ is_over: boolean }[]>(
            `SELECT ended_at IS NOT NULL OR live_until <= now() AS is_over FROM match_tickets WHERE tenant_id = $1 AND id = $2`,
            [tenant.id, ticketId],
          );
          expect(row?.is_over).toBe(true);
        },
        { withinMs: 60_000 },
      );
    } finally {
      for (const socket of [hers, his]) socket.close();
    }
  },
  deadlineMs,
);
