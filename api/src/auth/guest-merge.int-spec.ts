import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { startAuthNode } from '../../test/support/auth-node.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { AccountRemovalRepository } from '../accounts/account-removal.repository.js';
import type { ServerCaller, UserCaller } from '../common/access/caller.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { Writer } from '../delivery/writer.service.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AccessTokens } from './access-token.js';
import type { Session } from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { RegistrationService } from './registration.service.js';

const password = 'seven brass trombones';
const address = '127.0.0.1';
const gone = { code: 'invalid_token' };

let node: TestingModule;
let admin: DataSource;
let server: ServerCaller;
let lobbyId: string;

beforeAll(async () => {
  node = await startAuthNode();
  admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  const { id: tenantId } = await get(TenantsService).create({ name: 'Test', allowedOrigins: [] });
  server = { kind: 'server', tenantId };
  const [lobby] = await rows<{ id: string }>(`SELECT id FROM rooms WHERE tenant_id = $1 AND slug = 'lobby'`, [
    tenantId,
  ]);
  lobbyId = lobby?.id ?? '';
});
afterAll(async () => {
  await admin.destroy();
  await node.close();
});

const get = <Service>(type: abstract new (...args: never[]) => Service): Service => node.get(type, { strict: false });
const rows = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> => admin.query<Row[]>(sql, parameters);

interface Guest {
  session: Session;
  caller: UserCaller;
  id: string;
}

async function makeGuest(): Promise<Guest> {
  const session = await get(AuthService).guest(server, {}, address);
  const { tenantId, userId, sessionId } = get(AccessTokens).verify(session.accessToken);
  return { session, caller: { kind: 'user', tenantId, userId, userKind: 'guest', sessionId }, id: userId };
}

/** Makes an account. @returns its username and id */
async function makeAccount(): Promise<{ login: string; id: string }> {
  const login = `u-${newId().slice(-12)}`;
  const { user } = await get(RegistrationService).register(server, { username: login, password }, address);
  return { login, id: user.id };
}

const merge = ({ caller }: Guest, { login }: { login: string }) =>
  get(AuthService).login(caller, { login, password, mergeGuest: true }, address);

const say = (authorId: string, text: string, roomId = lobbyId) =>
  get(Writer).send({
    tenantId: server.tenantId,
    roomId,
    authorId,
    clientId: newId(),
    id: newId(),
    bodyHash: '00'.repeat(32),
    text,
    encrypted: null,
    replyToId: null,
    threadId: null,
    mentions: [],
    bytes: 100,
  });

/** Authors of these messages, by the id of each. */
async function authorsOf(messageIds: readonly string[]): Promise<string[]> {
  const found = await rows<{ author_id: string }>(
    'SELECT author_id FROM messages WHERE tenant_id = $1 AND id = ANY($2::uuid[])',
    [server.tenantId, messageIds],
  );
  return found.map((row) => row.author_id);
}

async function userRow(id: string) {
  const [row] = await rows<{ kind: string; merged_into: string | null; is_gone: boolean }>(
    'SELECT kind, merged_into, deleted_at IS NOT NULL AS is_gone FROM users WHERE tenant_id = $1 AND id = $2',
    [server.tenantId, id],
  );
  return row;
}

const liveSessions = async (userId: string) =>
  (
    await rows('SELECT FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL', [
      server.tenantId,
      userId,
    ])
  ).length;

/** The count of members that the lobby says it has, and the seats that are taken there. */
async function lobbyCounts() {
  const [row] = await rows<{ said: number; taken: number }>(
    `SELECT member_count AS said, (SELECT count(*)::int FROM members AS m
        WHERE m.tenant_id = r.tenant_id AND m.room_id = r.id AND m.left_at IS NULL) AS taken
       FROM rooms AS r WHERE r.tenant_id = $1 AND r.id = $2`,
    [server.tenantId, lobbyId],
  );
  if (!row) throw new Error('there is no lobby');
  return row;
}

/** Those of the users who sit in the lobby. */
const seatedInLobby = async (userIds: readonly string[]): Promise<string[]> =>
  (
    await rows<{ user_id: string }>(
      `SELECT user_id FROM members
        WHERE tenant_id = $1 AND room_id = $2 AND user_id = ANY($3::uuid[]) AND left_at IS NULL`,
      [server.tenantId, lobbyId, userIds],
    )
  ).map((row) => row.user_id);

/** Statements that wait for a connection, or for one that does. Other tests have others wait meanwhile. */
const countBehind = async (pid: number): Promise<number> =>
  (
    await rows(
      `WITH RECURSIVE waiting AS MATERIALIZED (
         SELECT pid, pg_blocking_pids(pid) AS holders FROM pg_stat_activity WHERE wait_event_type = 'Lock'
       ), behind AS (
         SELECT pid FROM waiting WHERE $1 = ANY(holders)
         UNION SELECT w.pid FROM waiting AS w JOIN behind AS b ON b.pid = ANY(w.holders)
       ) SELECT FROM behind`,
      [pid],
    )
  ).length;

/** Whether a connection waits for another one. */
const isBlocked = async (pid: number): Promise<boolean> =>
  (await rows('SELECT WHERE cardinality(pg_blocking_pids($1)) > 0', [pid])).length > 0;

/** Whether somebody has locked a user to change them. */
const isLocked = async (id: string): Promise<boolean> =>
  (
    await rows('SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE SKIP LOCKED', [
      server.tenantId,
      id,
    ])
  ).length === 0;

/**
 * Holds the lobby until all is as it is to be, and lets all go at once.
 * @param isReady whether all is so, given who holds the lobby
 */
async function whileLobbyIsHeld<T>(
  isReady: (holderPid: number) => Promise<boolean>,
  begin: () => Promise<T>,
): Promise<T> {
  const runner = admin.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT FROM room_heads WHERE tenant_id = $1 AND room_id = $2 FOR UPDATE', [
      server.tenantId,
      lobbyId,
    ]);
    const [held] = (await runner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
    const begun = begin();
    await eventually(async () => expect(await isReady(held?.pid ?? 0)).toBe(true));
    await runner.commitTransaction();
    return await begun;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

/** That so many statements wait for the lobby. */
const waiting = (count: number) => async (holderPid: number) => (await countBehind(holderPid)) >= count;

describe('a guest who writes while becoming an account', () => {
  it('loses nothing that was acknowledged: it is the account’s, and what comes too late is refused', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [guest, account] = [await makeGuest(), await makeAccount()];
      const first = await say(guest.id, 'first');
      const early = Array.from({ length: round }, (_, at) => say(guest.id, `early ${at}`));
      const merging = merge(guest, account);
      const late = Array.from({ length: 10 }, async (_, at) => {
        await new Promise(setImmediate);
        return say(guest.id, `late ${at}`);
      });
      const sent = await Promise.allSettled([...early, ...late]);
      await merging;
      const written = sent.flatMap((it) => (it.status === 'fulfilled' ? [it.value.message.id] : []));
      for (const it of sent) if (it.status === 'rejected') expect(it.reason).toMatchObject(gone);
      const authors = await authorsOf([first.message.id, ...written]);
      expect(authors).toHaveLength(written.length + 1);
      expect(new Set(authors)).toEqual(new Set([account.id]));
      await expect(say(guest.id, 'much later')).rejects.toMatchObject(gone);
    }
  });

  it('is no exception where both wait for the room', async () => {
    const [guest, account] = [await makeGuest(), await makeAccount()];
    await say(guest.id, 'first');
    const [sent, session] = await whileLobbyIsHeld(waiting(2), () => {
      const sending = say(guest.id, 'waits');
      return Promise.all([Promise.allSettled([sending]), merge(guest, account)]);
    });
    expect(session.user.id).toBe(account.id);
    const written = sent.flatMap((it) => (it.status === 'fulfilled' ? [it.value.message.id] : []));
    expect(await authorsOf(written)).toEqual(written.map(() => account.id));
    expect(
      await rows('SELECT FROM messages WHERE tenant_id = $1 AND author_id = $2', [server.tenantId, guest.id]),
    ).toEqual([]);
  });
});

describe('a guest whom two want at once', () => {
  it('becomes one of two accounts, whole', async () => {
    for (let round = 0; round < 5; round += 1) {
      const guest = await makeGuest();
      const accounts = [await makeAccount(), await makeAccount()];
      const { message } = await say(guest.id, 'whose am I');
      const before = await Promise.all(accounts.map(({ id }) => liveSessions(id)));
      const logIns = await Promise.allSettled(accounts.map((account) => merge(guest, account)));
      const winner = logIns.findIndex(({ status }) => status === 'fulfilled');
      const [lost] = logIns.filter((it) => it.status === 'rejected');
      expect(lost?.reason).toMatchObject(gone);
      expect(await userRow(guest.id)).toEqual({ kind: 'guest', merged_into: accounts[winner]?.id, is_gone: true });
      expect(await authorsOf([message.id])).toEqual([accounts[winner]?.id]);
      const after = await Promise.all(accounts.map(({ id }) => liveSessions(id)));
      expect(after).toEqual(before.map((count, at) => count + (at === winner ? 1 : 0)));
    }
  });

  it('is registered, or becomes the other account, but not both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [guest, account] = [await makeGuest(), await makeAccount()];
      const { message } = await say(guest.id, 'who am I');
      const username = `n-${newId().slice(-12)}`;
      const [registered, merged] = await Promise.allSettled([
        get(RegistrationService).register(guest.caller, { username, password }, address),
        merge(guest, account),
      ]);
      const isMerged = merged.status === 'fulfilled';
      expect(registered.status).toBe(isMerged ? 'rejected' : 'fulfilled');
      expect(await userRow(guest.id)).toEqual(
        isMerged
          ? { kind: 'guest', merged_into: account.id, is_gone: true }
          : { kind: 'registered', merged_into: null, is_gone: false },
      );
      expect(await authorsOf([message.id])).toEqual([isMerged ? account.id : guest.id]);
      if (registered.status === 'rejected') expect(registered.reason).toMatchObject({ code: 'forbidden' });
      if (merged.status === 'rejected') expect(merged.reason).toMatchObject(gone);
    }
  });

  it('is deleted, or becomes the account, but not both', async () => {
    const removal = new AccountRemovalRepository(get(Database));
    const erased = { displayName: 'Deleted user', holdDays: 30 };
    const remove = (id: string) =>
      get(Database).tenantTransaction(server.tenantId, (manager) =>
        removal.anonymize(manager, server.tenantId, id, erased),
      );
    for (let round = 0; round < 5; round += 1) {
      const [guest, account] = [await makeGuest(), await makeAccount()];
      const { message } = await say(guest.id, 'am I');
      const [removed, merged] = await Promise.all([
        remove(guest.id),
        merge(guest, account).catch((error: unknown) => error),
      ]);
      const isMerged = removed === undefined;
      expect(await userRow(guest.id)).toMatchObject({ merged_into: isMerged ? account.id : null, is_gone: true });
      expect(await authorsOf([message.id])).toEqual([isMerged ? account.id : guest.id]);
      if (!isMerged) expect(merged).toMatchObject(gone);
    }
  });
});

describe('an account that takes guests in', () => {
  it('takes two at once, who sat in the same room, and sits there once', async () => {
    const account = await makeAccount();
    const guests = [await makeGuest(), await makeGuest()];
    const sent = await Promise.all(guests.map(({ id }) => say(id, 'hello')));
    await whileLobbyIsHeld(waiting(1), () => Promise.all(guests.map((guest) => merge(guest, account))));
    expect(await authorsOf(sent.map(({ message }) => message.id))).toEqual([account.id, account.id]);
    expect(await seatedInLobby([account.id, ...guests.map(({ id }) => id)])).toEqual([account.id]);
    const { said, taken } = await lobbyCounts();
    expect(taken).toBe(said);
  });

  it('takes along the name of one who is coming while it is deleted', async () => {
    const removal = new AccountRemovalRepository(get(Database));
    const [guest, account] = [await makeGuest(), await makeAccount()];
    const { message } = await say(guest.id, 'just in time');
    let removalPid = 0;
    // Asked of these two by name: others may wait for the lobby as well, as what is left of earlier guests is handed over.
    const isRemovalWaiting = () => isBlocked(removalPid);
    await whileLobbyIsHeld(isRemovalWaiting, async () => {
      // The merge holds both users, and waits for the lobby; the deletion waits for the account.
      const merging = merge(guest, account);
      await eventually(async () => expect(await isLocked(account.id)).toBe(true));
      const removing = get(Database).tenantTransaction(server.tenantId, async (manager) => {
        [{ pid: removalPid } = { pid: 0 }] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
        return removal.anonymize(manager, server.tenantId, account.id, { displayName: 'Deleted user', holdDays: 30 });
      });
      return Promise.all([merging, removing]);
    });
    expect(await authorsOf([message.id])).toEqual([account.id]);
    const named = await rows<{ display_name: string }>(
      'SELECT display_name FROM users WHERE tenant_id = $1 AND id = ANY($2::uuid[])',
      [server.tenantId, [guest.id, account.id]],
    );
    expect(named.map((row) => row.display_name)).toEqual(['Deleted user', 'Deleted user']);
  });

  it('takes none in when it is deleted first, and the guest is as before', async () => {
    const removal = new AccountRemovalRepository(get(Database));
    const erased = { displayName: 'Deleted user', holdDays: 30 };
    for (let round = 0; round < 5; round += 1) {
      const [guest, account] = [await makeGuest(), await makeAccount()];
      const { message } = await say(guest.id, 'where to');
      const [, merged] = await Promise.allSettled([
        get(Database).tenantTransaction(server.tenantId, (manager) =>
          removal.anonymize(manager, server.tenantId, account.id, erased),
        ),
        merge(guest, account),
      ]);
      const isMerged = merged.status === 'fulfilled';
      if (merged.status === 'rejected') expect(merged.reason).toMatchObject({ code: 'invalid_credentials' });
      expect(await authorsOf([message.id])).toEqual([isMerged ? account.id : guest.id]);
      expect(await userRow(guest.id)).toMatchObject({ is_gone: isMerged });
      expect(await liveSessions(guest.id)).toBe(isMerged ? 0 : 1);
    }
  });
});
