import autocannon from 'autocannon';
import pg from 'pg';
import { historyBefore } from '../../../api/dist/src/messages/messages.repository.js';
import { inTurns, SECONDS } from '../rounds.mjs';
import { makeTenant, startParley, startPeer } from '../servers.mjs';

const messages = 100_000;
const connections = 16;

/** Fills a room's log past what any cache of ours could hide. */
async function fill(databaseUrl, tenantId, roomId) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
       SELECT $1, $2, n, gen_random_uuid(), n, people.ids[1 + n % cardinality(people.ids)], 'fill-' || n, '', 'text', repeat('x', 100)
         FROM generate_series(1, $3) AS n, (SELECT array_agg(id) AS ids FROM users WHERE tenant_id = $1) AS people`,
      [tenantId, roomId, messages],
    );
    await client.query('UPDATE room_heads SET last_seq = $3, position = $3 WHERE tenant_id = $1 AND room_id = $2', [
      tenantId,
      roomId,
      messages,
    ]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function hit(url, headers) {
  const result = await autocannon({ url, headers, connections, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url} answered ${result.non2xx + result.errors} errors`);
  return { pages: result.requests.average, p50: result.latency.p50 };
}

/** A page of 50 in the middle of a room of 100,000 messages. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  try {
    const { tenantId, sessions, roomIds } = await makeTenant(server);
    const [roomId] = roomIds;
    await fill(databaseUrl, tenantId, roomId);
    const { token } = sessions[0];
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    const peer = await startPeer('bare-history.mjs', [databaseUrl, historyBefore, tenantId, roomId, sub]);
    try {
      const query = `before=${messages / 2}&limit=50`;
      const turns = await inTurns(
        () => hit(`${server.url}/v1/rooms/${roomId}/messages?${query}`, { authorization: `Bearer ${token}` }),
        () => hit(`${peer.url}/?${query}`, {}),
      );
      return [
        {
          what: `history pages/s (50 of ${messages}), ${connections} at a time`,
          peer: 'bare node:http and pg, the same SQL',
          ...turns.compare('pages'),
          bar: { least: 0.6, aim: 0.8 },
        },
      ];
    } finally {
      await peer.stop();
    }
  } finally {
    await server.stop();
  }
}
