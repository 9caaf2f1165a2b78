import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newAddress, password, register } from '../support/account.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { mailsTo, tokenIn, urlsIn } from '../support/mail-files.js';
import { MailSink } from '../support/mail-sink.js';
import { makeScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { TalkingServer } from '../support/talking-server.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';
import { startTestServer, type TestServer } from '../support/test-server.mjs';

let scratch: ScratchDatabase;
let dataDir: string;
let database: DataSource;
beforeAll(async () => {
  [scratch, dataDir] = await Promise.all([
    makeScratchDatabase(testDatabaseUrl()),
    mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`)),
  ]);
  database = await new DataSource({ type: 'postgres', url: scratch.url, poolSize: 2 }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await scratch.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  // What one test leaves to be tried again is not the next one's.
  await ask('DELETE FROM graphile_worker._private_jobs');
});

async function start(env: Record<string, string>): Promise<TestServer> {
  const base = { DATABASE_URL: scratch.url, PARLEY_DATA_DIR: dataDir, LOG_LEVEL: 'info' };
  const server = await startTestServer({ ...base, ...env });
  servers.push(server);
  return server;
}

const ask = (sql: string, ...values: unknown[]) => database.query<Record<string, unknown>[]>(sql, values);

/** What is still to be done, and how it went so far. */
const jobsLeft = () => ask('SELECT task_identifier, attempts, last_error FROM graphile_worker.jobs');

const forgot = (tenant: TestTenant, email: string) =>
  tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });

describe('without a mail server', () => {
  it('mails are files, each there as a whole and readable by its owner only, and the log says where', async () => {
    const server = await start({});
    const tenant = await makeTenant({ url: server.url });
    const email = newAddress();
    await register(tenant, { email });
    const [mail] = await eventually(async () => {
      const mails = await mailsTo(dataDir, email);
      expect(mails).toHaveLength(1);
      return mails;
    });
    const folder = join(dataDir, 'mail');
    const names = await readdir(folder);
    for (const name of names) {
      expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.eml$/);
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      await eventually(() => expect(server.output()).toContain(join(folder, name)));
    }
    expect(mail && urlsIn(mail)).toHaveLength(1);
    expect(server.output()).not.toContain(email);
  });
});

describe('a mail server', () => {
  let sink: MailSink;
  beforeEach(async () => {
    sink = await MailSink.start();
  });
  afterEach(() => sink.stop());

  it('is handed the mail, from the tenant, with a link to where the server is known', async () => {
    const PORT = String(await freePort());
    const from = 'chat@mail.example.com';
    await start({ SMTP_URL: sink.url, PUBLIC_URL: 'https://chat.example.com', MAIL_FROM: from, PORT });
    const tenant = await makeTenant({ url: `http://localhost:${PORT}` });
    const email = newAddress();
    await register(tenant, { email });
    const [mail] = await sink.mailsTo(email, 1);
    expect(mail?.envelope).toEqual({ from, to: [email] });
    expect(mail?.from?.value).toEqual([{ name: 'Test', address: from }]);
    expect(mail?.messageId).toMatch(/^<[0-9a-f-]{36}@mail\.example\.com>$/);
    expect(mail && urlsIn(mail)).toEqual([
      expect.stringMatching(/^https:\/\/chat\.example\.com\/chat#verify=[A-Za-z0-9_-]{43,}$/),
    ]);
    expect(mail?.html).toContain('#5b5bd6');
    const token = mail && tokenIn(mail, 'verify');
    expect((await tenant.rest('POST', '/v1/auth/email/verify', { body: { token } })).status).toBe(204);
  });

  it('never learns a link from what a request says of itself', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    const email = newAddress();
    await register(tenant, { email });
    const headers = { 'X-Forwarded-Host': 'evil.example', Host: 'evil.example', Forwarded: 'host=evil.example' };
    await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email }, headers });
    const mails = await sink.mailsTo(email, 2);
    for (const mail of mails) expect(urlsIn(mail)[0]).toMatch(/^http:\/\/localhost:\d+\/chat#/);
  });

  it.each([
    'Evil" <evil@example.com>, "x',
    'evil@example.com',
    '=?utf-8?q?=0d=0aBcc:_evil@example.com?=',
    '<script>alert(1)</script> & "sons"',
    'Käse 🦊 und Brot, ein ganz langer Name, der in keine Zeile passt, weil er so ist',
  ])('sees one sender and one recipient when the tenant is called %j', async (name) => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    const named = await tenant.rest('PATCH', '/v1/tenant', { bearer: tenant.secretKey, body: { name } });
    expect(named.status).toBe(200);
    const email = newAddress();
    await register(tenant, { email });
    const [mail] = await sink.mailsTo(email, 1);
    const shown = name.replaceAll('=?', '= ?');
    expect(mail?.from?.value).toEqual([{ name: shown, address: 'parley@localhost' }]);
    expect(mail?.envelope.to).toEqual([email]);
    expect(mail?.subject).toBe(`Confirm your e-mail address for ${shown}`);
    expect(mail?.text).toContain(shown);
    expect(mail?.html).not.toContain('<script>');
    expect([...(mail?.headers.keys() ?? [])].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
  });

  it.each(['unavailable', 'refuses', 'takes and drops'] as const)(
    'that %s is tried again later, with the same Message-ID, and nobody waits for it',
    async (mood) => {
      const server = await start({ SMTP_URL: sink.url });
      const tenant = await makeTenant({ url: server.url });
      const email = newAddress();
      sink.mood = mood;
      // The account is made while the mail is stuck.
      await register(tenant, { email });
      await eventually(() => expect(sink.attempts).toBeGreaterThanOrEqual(2), { withinMs: 30_000 });
      sink.mood = 'takes';
      const expected = mood === 'takes and drops' ? 3 : 1;
      const mails = await sink.mailsTo(email, expected);
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
      expect(new Set(mails.map((mail) => tokenIn(mail, 'verify'))).size).toBe(1);
      const [mail] = mails;
      const token = mail && tokenIn(mail, 'verify');
      expect((await tenant.rest('POST', '/v1/auth/email/verify', { body: { token } })).status).toBe(204);
      const said = server.output();
      expect(said).toContain('a job failed and is tried again later');
      for (const secret of [email, token ?? 'none']) expect(said).not.toContain(secret);
    },
    90_000,
  );

  it('that hangs holds up neither requests nor other jobs, is given up in its time, and tried again', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    sink.mood = 'hangs';
    const emails = Array.from({ length: 6 }, () => newAddress());
    for (const [n, email] of emails.entries()) await register(tenant, { username: `user-${n}`, email });
    // As many as are sent at once hang.
    await eventually(() => expect(sink.attempts).toBe(4));
    for (const email of emails) expect((await forgot(tenant, email)).status).toBe(202);
    // What those asked for is done by jobs: the mails to be are there, though none can be sent.
    const asked = `SELECT count(*)::int AS count FROM mails WHERE tenant_id = $1 AND kind = 'reset_password'`;
    await eventually(async () => expect(await ask(asked, tenant.id)).toEqual([{ count: 6 }]));
    expect(sink.mails).toEqual([]);
    sink.mood = 'takes';
    for (const email of emails) await sink.mailsTo(email, 2);
  }, 120_000);

  it('that talks on and on is left in its time, and only then tried again', async () => {
    const talking = await TalkingServer.start();
    try {
      const server = await start({ SMTP_URL: talking.url });
      const tenant = await makeTenant({ url: server.url });
      await register(tenant, { email: newAddress() });
      await eventually(() => expect(talking.connections).toBe(2), { withinMs: 90_000 });
      expect(talking.mostAtOnce).toBe(1);
    } finally {
      await talking.stop();
    }
  }, 120_000);

  it('that was away for hours gets the mail about a new password still, whose link is good from then', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    const email = newAddress();
    await register(tenant, { email });
    await sink.mailsTo(email, 1);
    sink.mood = 'refuses';
    expect((await forgot(tenant, email)).status).toBe(202);
    await eventually(() => expect(sink.attempts).toBe(2));
    // Between two attempts: one that is under way has set the time already.
    await eventually(async () => {
      const moved = await ask(
        `WITH moved AS (
           UPDATE mails SET created_at = created_at - interval '23 hours', expires_at = expires_at - interval '23 hours'
            WHERE tenant_id = $1 AND kind = 'reset_password'
              AND NOT EXISTS (SELECT FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL)
           RETURNING id
         ) SELECT id FROM moved`,
        tenant.id,
      );
      expect(moved).toHaveLength(1);
    });
    sink.mood = 'takes';
    const [, mail] = await sink.mailsTo(email, 2);
    const [kept] = await ask(
      `SELECT extract(epoch FROM expires_at - now())::float8 / 60 AS minutes FROM mails
        WHERE tenant_id = $1 AND kind = 'reset_password'`,
      tenant.id,
    );
    expect(kept?.['minutes']).toBeGreaterThan(28);
    expect(kept?.['minutes']).toBeLessThanOrEqual(30);
    const body = { token: mail && tokenIn(mail, 'reset'), password: 'eight silver flutes' };
    expect((await tenant.rest('POST', '/v1/auth/password/reset', { body })).status).toBe(204);
    expect((await tenant.rest('POST', '/v1/auth/password/reset', { body })).body).toMatchObject({
      code: 'invalid_token',
    });
  }, 60_000);

  it('is handed mails in the tenant’s colour', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const [tenant, other] = [await makeTenant({ url: server.url }), await makeTenant({ url: server.url })];
    await tenant.settings({ accentColor: '#FFD400' });
    const [email, elsewhere] = [newAddress(), newAddress()];
    await register(tenant, { email });
    await register(other, { email: elsewhere });
    const [[mail], [plain]] = await Promise.all([sink.mailsTo(email, 1), sink.mailsTo(elsewhere, 1)]);
    expect(mail?.html).toContain('background:#FFD400;color:#000000');
    expect(mail?.html).not.toContain('#5b5bd6');
    expect(plain?.html).toContain('background:#5b5bd6;color:#ffffff');
  });

  it('is sent by the next server what the last one left, which did not wait for it to end', async () => {
    const first = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: first.url });
    const email = newAddress();
    sink.mood = 'hangs';
    await register(tenant, { email });
    await eventually(() => expect(sink.attempts).toBe(1));
    await expect(first.stop()).resolves.toBe(0);
    sink.mood = 'takes';
    await start({ SMTP_URL: sink.url });
    const [mail] = await sink.mailsTo(email, 1);
    expect(mail && urlsIn(mail)).toHaveLength(1);
  }, 90_000);

  it('gets each mail once from two servers on one database', async () => {
    const nodes = await Promise.all([start({ SMTP_URL: sink.url }), start({ SMTP_URL: sink.url })]);
    const tenants = await Promise.all(nodes.map(({ url }) => makeTenant({ url })));
    const emails = Array.from({ length: 12 }, () => newAddress());
    await Promise.all(
      emails.map((email, n) => register(tenants[n % 2] as TestTenant, { username: `user-${n}`, email })),
    );
    for (const email of emails) await sink.mailsTo(email, 1);
    await eventually(async () => expect(await jobsLeft()).toEqual([]), { withinMs: 30_000 });
    expect(sink.mails).toHaveLength(emails.length);
  }, 60_000);

  it('is sent nothing to who has left for good, though the mail waited already', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    const [gone, there] = [newAddress('gone'), newAddress('there')];
    sink.mood = 'refuses';
    const ada = await register(tenant, { email: gone });
    await eventually(() => expect(sink.attempts).toBe(1));
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    sink.mood = 'takes';
    await register(tenant, { username: 'bob', email: there });
    await sink.mailsTo(there, 1);
    await eventually(async () => expect(await jobsLeft()).toEqual([]), {
      withinMs: 30_000,
    });
    expect(sink.mails).toHaveLength(1);
  }, 60_000);

  it('is sent nothing that has become pointless', async () => {
    const server = await start({ SMTP_URL: sink.url });
    const tenant = await makeTenant({ url: server.url });
    const [first, second] = [newAddress(), newAddress()];
    const ada = await register(tenant, { email: first });
    await sink.mailsTo(first, 1);
    sink.mood = 'refuses';
    await forgot(tenant, first);
    await eventually(() => expect(sink.attempts).toBe(2));
    await ask(`UPDATE mails SET created_at = created_at - interval '31 hours' WHERE tenant_id = $1`, tenant.id);
    sink.mood = 'takes';
    expect((await ada.rest('PUT', '/v1/me/email', { email: second, password })).status).toBe(200);
    await sink.mailsTo(second, 1);
    await eventually(async () => expect(await jobsLeft()).toEqual([]), {
      withinMs: 30_000,
    });
    expect(sink.mails).toHaveLength(2);
  }, 60_000);
});
