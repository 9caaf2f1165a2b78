import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OwnPostgres, startOwnPostgres } from '../../test/support/own-postgres.js';
import { administer, makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { makeTenant } from '../../test/support/tenant.js';
import { startTestServer } from '../../test/support/test-server.mjs';
import type { Message } from '../messages/message.schema.js';
import { migrate } from './migrate.js';

/** A PostgreSQL of its own: roles belong to a whole server, and here they are not there yet. */
let postgres: OwnPostgres;
let dataDir: string;
const databases: ScratchDatabase[] = [];

beforeAll(async () => {
  [postgres, dataDir] = await Promise.all([startOwnPostgres(), mkdtemp(join(tmpdir(), 'parley-plain-user-'))]);
  await administer(
    postgres.url,
    `CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'scratch'`,
    `CREATE ROLE "Plain-User" LOGIN PASSWORD 'scratch'`,
  );
});
afterAll(async () => {
  await postgres.remove();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
  await administer(postgres.url, 'DROP ROLE IF EXISTS parley_app', 'DROP ROLE IF EXISTS parley_core');
});

async function databaseOf(user: string): Promise<string> {
  const database = await makeScratchDatabase(postgres.url, user);
  databases.push(database);
  return database.url;
}

/** Starts a whole server on the database, and has one person of a new tenant send a message that another one reads. */
async function chatOn(databaseUrl: string): Promise<void> {
  const server = await startTestServer({ DATABASE_URL: databaseUrl, PARLEY_DATA_DIR: dataDir });
  try {
    const tenant = await makeTenant({ url: server.url });
    const path = `/v1/rooms/${(await tenant.lobby()).id}/messages`;
    const [ada, bo] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
    const sent = await ada.rest<Message>('POST', path, { clientId: 'c1', text: 'hello' });
    expect(sent).toMatchObject({ status: 201, body: { seq: 1, text: 'hello' } });
    const read = await bo.rest<{ items: Message[] }>('GET', path);
    expect(read.body.items).toEqual([sent.body]);
    await expect(server.stop()).resolves.toBe(0);
    expect(server.output()).not.toContain('"level":50');
  } finally {
    await server.stop();
  }
}

const startFault = async (databaseUrl: string): Promise<string> => {
  const start = startTestServer({ DATABASE_URL: databaseUrl, PARLEY_DATA_DIR: dataDir });
  return start.then(
    async (server) => {
      await server.stop();
      throw new Error('it started');
    },
    (error: Error) => error.message,
  );
};

const statementsIn = (output: string) =>
  [...output.matchAll(/^ {2}((?:CREATE|GRANT) .+);$/gm)].map(([, sql = '']) => sql);

describe('a database whose user is no superuser', () => {
  it('serves chats when its user may make roles', async () => {
    const url = await databaseOf('maker');
    await chatOn(url);
    await chatOn(url);
  });

  it('is refused with the two statements an administrator runs, and serves chats once they were run', async () => {
    const url = await databaseOf('Plain-User');
    const output = await startFault(url);
    expect(output).toContain('ended with 1');
    expect(output).toMatch(/^DATABASE_URL: its user "Plain-User" may not make the roles/m);
    expect(output).not.toMatch(/^\s+at /m);
    const statements = statementsIn(output);
    expect(statements).toEqual([
      'CREATE ROLE parley_app NOLOGIN ROLE "Plain-User"',
      'CREATE ROLE parley_core NOLOGIN ROLE "Plain-User"',
    ]);
    await administer(postgres.url, ...statements);
    await chatOn(url);
  });

  it('is told to ask for the roles that another installation on this server has made', async () => {
    await migrate(await databaseOf('maker'));
    const url = await databaseOf('Plain-User');
    const statements = statementsIn(await startFault(url));
    expect(statements).toEqual(['GRANT parley_app TO "Plain-User"', 'GRANT parley_core TO "Plain-User"']);
    await administer(postgres.url, ...statements);
    await expect(migrate(url)).resolves.toBeUndefined();
  });

  it('takes roles that its user made and may not use yet', async () => {
    const url = await databaseOf('maker');
    await administer(url, 'CREATE ROLE parley_app NOLOGIN', 'CREATE ROLE parley_core NOLOGIN');
    await chatOn(url);
  });

  it('can be one of several on a server that start for the first time together', async () => {
    const urls = await Promise.all([databaseOf('maker'), databaseOf('maker'), databaseOf('maker')]);
    await expect(Promise.all(urls.map((url) => migrate(url)))).resolves.toEqual([undefined, undefined, undefined]);
  });
});
