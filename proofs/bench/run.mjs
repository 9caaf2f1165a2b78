/**
 * `npm run bench`: Parley against named peers, in turns in the same run. Prints a table and writes docs/benchmarks.md;
 * `npm run bench -- sends history` measures these alone and writes nothing.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install } from '../../scripts/set-up.mjs';
import { startTestDatabase } from '../../scripts/test-database.mjs';
import { PAGE, holds, page, table } from './report.mjs';

const FIGURES = ['sends', 'pace', 'logins', 'history', 'my-rooms', 'idle', 'nodes', 'rooms', 'match', 'start'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !FIGURES.includes(name));
if (unknown.length > 0) throw new Error(`no such figure: ${unknown.join(', ')}; there are ${FIGURES.join(', ')}`);

await install();
await build(['api', 'widget', 'sdk']);
const rows = [];
for (const name of FIGURES.filter((figure) => wanted.length === 0 || wanted.includes(figure))) {
  const { measure } = await import(`./figures/${name}.mjs`);
  const database = await startTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  // Its PostgreSQL may run as another user.
  chmodSync(dataDir, 0o755);
  try {
    const found = await measure({
      databaseUrl: database.url,
      postgresPid: database.pid,
      dataDir: join(dataDir, 'data'),
    });
    console.log(`\n${table(found)}`);
    rows.push(...found);
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
if (wanted.length === 0) writeFileSync(PAGE, page(rows));
process.exitCode = rows.some((row) => holds(row) === false) ? 1 : 0;
