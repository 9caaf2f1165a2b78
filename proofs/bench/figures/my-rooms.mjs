import autocannon from 'autocannon';
import pg from 'pg';
import { myRooms } from '../../../api/dist/src/my-rooms/my-rooms.repository.js';
import { inTurns, SECONDS } from '../rounds.mjs';
import { makeTenant, startParley, startPeer } from '../servers.mjs';

/** Rooms that the one user sits in, of all rooms of the tenant, and messages in each. */
const [mine, rooms, messages] = [1_000, 10_000, 100];
const atOnce = 4;

/** Fills the tenant with rooms and 1,000,000 messages; every tenth room is one of the user's. */
async function fill(databaseUrl, tenantId, userId) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `WITH made AS (
         INSERT INTO rooms (tenant_id, id, type, name, member_count)
         SELECT $1, gen_random_uuid(), 'private', 'Room ' || n, 20 FROM generate_series(1, $2::int) AS n RETURNING id
       ), numbered AS (SELECT id, row_number() OVER () AS n FROM made
       ), heads AS (
         INSERT INTO room_heads (tenant_id, room_id, epoch, last_seq, position, active_at)
         SELECT $1, id, gen_random_uuid(), $3, $3, now() - n * interval '1 second' FROM numbered
       )
       INSERT INTO members (tenant_id, room_id, user_id, role, position, read_seq)
       SELECT $1, numbered.id, u.id, 'member', 0, $3 / 2 FROM numbered JOIN users AS u ON u.tenant_id = $1
        WHERE u.id <> $4 OR n % ($2 / $5::int) = 0`,
      [tenantId, rooms, messages, userId, mine],
    );
    await client.query(
      `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
       SELECT $1, h.room_id, n, gen_random_uuid(), n, $3, 'fill-' || n, '', 'text', repeat('x', 100)
         FROM room_heads AS h, generate_series(1, $2::int) AS n WHERE h.tenant_id = $1 AND h.last_seq = $2`,
      [tenantId, messages, userId],
    );
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function hit(url, headers, connections) {
  const result = await autocannon({ url, headers, connections, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url} answered ${result.non2xx + result.errors} errors`);
  return { pages: result.requests.average, p50: result.latency.p50 };
}

/** The first 50 rooms of a user in 1,000, in a tenant with 1,000,000 messages. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  try {
    const { tenantId, sessions } = await makeTenant(server);
    const { token } = sessions[0];
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    await fill(databaseUrl, tenantId, sub);
    const peer = await startPeer('bare-my-rooms.mjs', [databaseUrl, myRooms, tenantId, sub]);
    try {
      const turns = (connections) =>
        inTurns(
          () => hit(`${server.url}/v1/me/rooms`, { authorization: `Bearer ${token}` }, connections),
          () => hit(`${peer.url}/`, {}, connections),
        );
      const [busy, quiet] = [await turns(atOnce), await turns(1)];
      const peerName = 'bare node:http and pg, the same SQL';
      return [
        {
          what: `first page of one's ${mine} rooms /s, ${atOnce} at a time`,
          peer: peerName,
          ...busy.compare('pages'),
          bar: { least: 0.5 },
        },
        { what: '… p50, ms', peer: '', ...busy.compare('p50') },
        {
          what: `first page of one's ${mine} rooms, p50 ms, one at a time`,
          peer: peerName,
          ...quiet.compare('p50'),
          bar: { value: 20 },
        },
      ];
    } finally {
      await peer.stop();
    }
  } finally {
    await server.stop();
  }
}
