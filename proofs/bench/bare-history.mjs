/** The peer of the history figure: node:http and pg, the very statement of Parley's history, nothing else. */
import { createServer } from 'node:http';
import pg from 'pg';

const [databaseUrl, statement, tenantId, roomId, userId] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 16, options: '-c role=parley_core' });

const http = createServer(async (request, response) => {
  const before = Number(new URL(request.url, 'http://127.0.0.1').searchParams.get('before'));
  const { rows } = await pool.query(statement, [tenantId, roomId, userId, before, 50]);
  const { room, page, people, last } = rows[0];
  response.setHeader('Content-Type', 'application/json');
  response.end(`{"items":${page},"users":${people},"hasAfter":${last < room.last_seq}}`);
});
http.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
