import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { openDatabase } from '../../test/support/open-database.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { AccountRemovalRepository } from '../accounts/account-removal.repository.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { newId } from '../common/ids.js';
import type { Database } from '../database/database.js';
import { createMigrationDataSource, migrate } from '../database/migrate.js';
import { InvitesRepository } from '../invites/invites.repository.js';
import { Jobs } from '../jobs/jobs.js';
import { JobsRepository } from '../jobs/jobs.repository.js';
import { RateCountsRepository } from '../limits/rate-counts.repository.js';
import { MailsRepository } from '../mail/mails.repository.js';
import { MatchesRepository } from '../matches/matches.repository.js';
import { ScheduledMessagesRepository } from '../scheduled/scheduled-messages.repository.js';
import { SweepService } from './sweep.service.js';

let scratch: ScratchDatabase;
let admin: DataSource;
let database: Database;
let sweep: SweepService;
const [tenantId, userId] = [newId(), newId()];

beforeEach(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  admin = await createMigrationDataSource(scratch.url).initialize();
  database = await openDatabase(scratch.url);
  sweep = new SweepService(
    new Jobs(new JobsRepository(database)),
    new SessionsRepository(database),
    new MailsRepository(database),
    new AccountRemovalRepository(database),
    new RateCountsRepository(database),
    new InvitesRepository(database),
    new MatchesRepository(database),
    new ScheduledMessagesRepository(database),
  );
  await admin.query(`INSERT INTO tenants (id, name, public_key) VALUES ($1, 'Swept', 'pk_swept')`, [tenantId]);
  await admin.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
    tenantId,
    userId,
  ]);
});
afterEach(async () => {
  await database.onApplicationShutdown();
  await admin.destroy();
  await scratch.drop();
});

/** A session under a name: when it ended (null = not), and when its time is up. */
const addSession = (name: string, endedAt: string | null, expiresAt: string) =>
  admin.query(
    `INSERT INTO sessions (tenant_id, id, user_id, device, ended_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, $3, now() + $4::interval, now() + $5::interval)`,
    [tenantId, userId, name, endedAt, expiresAt],
  );
const addMail = (email: string, expiresAt: string) =>
  admin.query(
    `INSERT INTO mails (tenant_id, id, user_id, kind, email, token_hash, expires_at)
     VALUES ($1, gen_random_uuid(), $2, 'reset_password', $3::text, convert_to($3::text, 'UTF8'), now() + $4::interval)`,
    [tenantId, userId, email, expiresAt],
  );
const addHold = (username: string, freeAt: string) =>
  admin.query(`INSERT INTO username_holds (tenant_id, username, free_at) VALUES ($1, $2, now() + $3::interval)`, [
    tenantId,
    username,
    freeAt,
  ]);
const addCount = (subject: string, endsAt: string) =>
  admin.query(
    `INSERT INTO rate_counts (tenant_id, name, subject, count, ends_at) VALUES ($1, 'x', $2, 3, now() + $3::interval)`,
    [tenantId, subject, endsAt],
  );

/** An invite: when it was revoked (null = not), and when it runs out (null = never). */
const addInvite = (code: string, revokedAt: string | null, expiresAt: string | null) =>
  admin.query(
    `WITH room AS (
       INSERT INTO rooms (tenant_id, id, type, name) VALUES ($1, gen_random_uuid(), 'private', 'Garden') RETURNING id
     )
     INSERT INTO invites (tenant_id, id, room_id, code, revoked_at, expires_at)
     SELECT $1, gen_random_uuid(), id, $2, now() + $3::interval, now() + $4::interval FROM room`,
    [tenantId, code, revokedAt, expiresAt],
  );

/** A ticket of somebody who looked for strangers: when it was made, and when it lives until. */
const addTicket = (name: string, createdAt: string, liveUntil: string, endedAt: string | null) =>
  admin.query(
    `INSERT INTO match_tickets (tenant_id, id, user_id, size, interests, created_at, live_until, ended_at)
     VALUES ($1, gen_random_uuid(), $2, 2, ARRAY[$3], now() + $4::interval, now() + $5::interval, now() + $6::interval)`,
    [tenantId, userId, name, createdAt, liveUntil, endedAt],
  );

/** A scheduled message: when it was cancelled, null = not. */
const addScheduled = (clientId: string, cancelledAt: string | null) =>
  admin.query(
    `WITH room AS (
       INSERT INTO rooms (tenant_id, id, type, name) VALUES ($1, gen_random_uuid(), 'private', 'Garden') RETURNING id
     )
     INSERT INTO scheduled_messages (tenant_id, id, author_id, room_id, client_id, body_hash, text, send_at, cancelled_at)
     SELECT $1, gen_random_uuid(), $2, id, $3, '', '', now() - interval '1 year', now() + $4::interval FROM room`,
    [tenantId, userId, clientId, cancelledAt],
  );

/** The names of all that is there. */
async function names(): Promise<string[]> {
  const rows = await admin.query<{ name: string }[]>(
    `SELECT device AS name FROM sessions UNION ALL SELECT email FROM mails UNION ALL SELECT username FROM username_holds
      UNION ALL SELECT subject FROM rate_counts UNION ALL SELECT code FROM invites
      UNION ALL SELECT interests[1] FROM match_tickets UNION ALL SELECT client_id FROM scheduled_messages ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

/** Something of each kind that is over, and something that is not. */
async function addSome(): Promise<void> {
  await addSession('session gone, ended', '-31 days', '100 days');
  await addSession('session gone, ran out', null, '-31 days');
  await addSession('session kept, ended', '-29 days', '-29 days');
  await addSession('session kept, ran out', null, '-29 days');
  await addSession('session kept, lives', null, '100 days');
  await addMail('mail gone', '-25 hours');
  await addMail('mail kept, ran out', '-23 hours');
  await addMail('mail kept, good', '10 minutes');
  await addHold('hold gone', '-1 second');
  await addHold('hold kept', '1 day');
  await addCount('count gone', '-1 second');
  await addCount('count kept', '10 minutes');
  await addInvite('invite gone, revoked', '-31 days', '1 day');
  await addInvite('invite gone, ran out', null, '-31 days');
  await addInvite('invite kept, revoked', '-29 days', null);
  await addInvite('invite kept, ran out', null, '-29 days');
  await addInvite('invite kept, without end', null, null);
  await addTicket('ticket gone', '-25 hours', '-24 hours', '-24 hours');
  await addTicket('ticket kept, ended', '-23 hours', '-22 hours', '-22 hours');
  await addTicket('ticket kept, waits', '-25 hours', '10 seconds', null);
  await addScheduled('scheduled gone', '-25 hours');
  await addScheduled('scheduled kept, cancelled', '-23 hours');
  await addScheduled('scheduled kept, refused', null);
}

describe('a sweep', () => {
  it('removes what is over, and nothing else', async () => {
    await addSome();
    const before = await names();
    expect(before).toHaveLength(23);
    await sweep.sweep();
    expect(await names()).toEqual(before.filter((name) => name.includes('kept')));
  });

  it('removes more than one statement does, the oldest first', async () => {
    await admin.query(
      `INSERT INTO sessions (tenant_id, id, user_id, device, ended_at, expires_at)
       SELECT $1, gen_random_uuid(), $2, to_char(n, 'FM0000'), now() - make_interval(days => 31, secs => n), now()
         FROM generate_series(1, 2500) AS n`,
      [tenantId, userId],
    );
    expect(await new SessionsRepository(database).removeEnded(10)).toBe(10);
    expect((await names()).at(-1)).toBe('2490');
    await sweep.sweep();
    expect(await names()).toEqual([]);
  });

  it('waits for nobody: what somebody holds is removed the next time', async () => {
    await addSession('held', '-31 days', '0');
    await addSession('free', '-31 days', '0');
    await admin.transaction(async (manager) => {
      await manager.query(`SELECT FROM sessions WHERE device = 'held' FOR UPDATE`);
      await sweep.sweep();
      expect(await names()).toEqual(['held']);
    });
    await sweep.sweep();
    expect(await names()).toEqual([]);
  });

  it('removes the other kinds when one cannot be removed, and says so', async () => {
    await addSome();
    await admin.query('REVOKE DELETE ON mails FROM parley_core');
    await expect(sweep.sweep()).rejects.toMatchObject({ code: '42501' });
    expect((await names()).filter((name) => name.includes('gone'))).toEqual(['mail gone']);
  });

  it('ends early when it shall', async () => {
    await addSome();
    const before = await names();
    await sweep.sweep(AbortSignal.abort());
    expect(await names()).toEqual(before);
  });

  it('finds what is over by its time, however much is there', async () => {
    const plans = await database.coreTransaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_bitmapscan = off');
      const all: string[] = [];
      for (const what of [
        `sessions WHERE ended_at < now() - interval '30 days' ORDER BY ended_at`,
        `sessions WHERE ended_at IS NULL AND expires_at < now() - interval '30 days' ORDER BY expires_at`,
        `mails WHERE expires_at < now() - interval '1 day' ORDER BY expires_at`,
        `username_holds WHERE free_at <= now() ORDER BY free_at`,
        `rate_counts WHERE ends_at < now() ORDER BY ends_at`,
        `match_tickets WHERE created_at < now() - interval '1 day' ORDER BY created_at`,
        `scheduled_messages WHERE cancelled_at < now() - interval '1 day' ORDER BY cancelled_at`,
        `invites WHERE least(revoked_at, expires_at) < now() - interval '30 days' ORDER BY least(revoked_at, expires_at)`,
      ]) {
        const rows = await manager.query<object[]>(`EXPLAIN SELECT * FROM ${what} LIMIT 1000`);
        all.push(JSON.stringify(rows));
      }
      return all;
    });
    const indexes = [
      'sessions_ended',
      'sessions_expired',
      'mails_expired',
      'username_holds_free',
      'rate_counts_ended',
      'match_tickets_created',
      'scheduled_messages_cancelled',
      'invites_over',
    ];
    for (const [n, index] of indexes.entries()) expect(plans[n]).toContain(`Index Scan using ${index} `);
  });
});
