/** The peer of the figure of one's rooms: node:http and pg, the very statement of Parley's list, nothing else. */
import { createServer } from 'node:http';
import pg from 'pg';

const [databaseUrl, statement, tenantId, userId] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 16, options: '-c role=parley_core' });

const http = createServer(async (request, response) => {
  const { rows } = await pool.query(statement, [tenantId, userId, null, null, 51]);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ items: rows.slice(0, 50) }));
});
http.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
