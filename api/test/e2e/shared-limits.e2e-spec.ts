import { describe, expect, it } from '@jest/globals';
import type { Limits } from '../../src/limits/limits.schema.js';
import { givenNodePair } from '../support/node-pair.js';
import { untilRedisIs } from '../support/nodes.js';
import { formOf } from '../support/pictures.js';
import { rest } from '../support/rest.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const password = 'seven brass trombones';

type Try = (url: string, count: number) => Promise<{ status: number; headers: Headers; body: unknown }>;

const register = (tenant: TestTenant, url: string, username: string) =>
  tenant.rest('POST', '/v1/auth/register', { url, body: { username, password } });
const logIn = (tenant: TestTenant, url: string, login: string, secret: string) =>
  tenant.rest('POST', '/v1/auth/login', { url, body: { login, password: secret } });

const forgot = (tenant: TestTenant, url: string, name: string) =>
  tenant.rest('POST', '/v1/auth/password/forgot', { url, body: { email: `${name}@example.com` } });

/** What one guest of the tenant does, made with the first attempt. */
const ofOneGuest =
  (attemptOf: (tenant: TestTenant, token: string) => Try) =>
  (tenant: TestTenant): Try => {
    let guest: Promise<TestUser> | undefined;
    return async (url, count) => attemptOf(tenant, (await (guest ??= tenant.guest())).token)(url, count);
  };

/** What is counted by the hour: its limit, how many of it pass, and how it is answered while it does. */
const ways: [string, object, number, number, (tenant: TestTenant) => Try][] = [
  [
    'guests of one address',
    { guestsPerHourPerIp: 3 },
    3,
    201,
    (tenant) => (url) => tenant.rest('POST', '/v1/auth/guest', { url }),
  ],
  [
    'accounts of one address',
    { guestsPerHourPerIp: 3 },
    3,
    201,
    (tenant) => (url, count) => register(tenant, url, `ada${count}`),
  ],
  [
    'log-ins to one account',
    { loginAttemptsPerHour: 3 },
    3,
    401,
    (tenant) => (url, count) => logIn(tenant, url, 'ada', `wrong ${count}`),
  ],
  [
    'log-ins from one address',
    { loginAttemptsPerHour: 1 },
    5,
    401,
    (tenant) => (url, count) => logIn(tenant, url, `nobody${count}`, 'wrong'),
  ],
  [
    'exchanges of one address',
    { exchangesPerHourPerIp: 3 },
    3,
    401,
    (tenant) => (url) => tenant.rest('POST', '/v1/auth/exchange', { url, body: { token: 'a.b.c' } }),
  ],
  [
    'rooms of one user',
    { roomsPerHour: 3 },
    3,
    201,
    ofOneGuest((tenant, bearer) => (url, count) => {
      const body = { type: 'private', name: `Room ${count}` };
      return tenant.rest('POST', '/v1/rooms', { url, bearer, body });
    }),
  ],
  [
    'files of one user',
    { uploadsPerHour: 3 },
    3,
    415,
    // What is no picture counts, too.
    ofOneGuest((tenant, bearer) => (url) => {
      const body = formOf(Buffer.from('x'));
      return tenant.rest('PUT', '/v1/me/avatar', { url, bearer, body });
    }),
  ],
  ['mails to one address', { mailsPerHour: 3 }, 3, 202, (tenant) => (url) => forgot(tenant, url, 'ada')],
  [
    'mails asked for from one address',
    { mailsPerHour: 1 },
    5,
    202,
    (tenant) => (url, count) => forgot(tenant, url, `nobody${count}`),
  ],
];

describe.each(['Redis', 'the database'])('S10: two nodes that share %s', (where) => {
  const pair = givenNodePair({ hasRedis: where === 'Redis' });
  const { nodes, sockets } = pair;

  /** A tenant that a test's limits hold for on both nodes. */
  async function limited(limits: object): Promise<TestTenant> {
    const tenant = await makeTenant({ url: nodes[0].url });
    await tenant.settings({ limits });
    return tenant;
  }

  it.each(ways)('let %s pass up to the limit of both together, and tell the next when to come back', async (...way) => {
    const [, limits, allowed, status, attemptOf] = way;
    const tenant = await limited(limits);
    const attempt = attemptOf(tenant);
    for (let count = 0; count < allowed; count += 1) {
      expect((await attempt(nodes[count % 2]?.url ?? '', count)).status).toBe(status);
    }
    for (const { url } of nodes) {
      const refused = await attempt(url, allowed);
      expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) });
      const seconds = Number(refused.headers.get('Retry-After'));
      expect(seconds).toBeGreaterThan(3_000);
      expect(seconds).toBeLessThanOrEqual(3_600);
    }
    // Another tenant has counts of its own.
    expect((await attemptOf(await limited(limits))(nodes[1].url, 0)).status).toBe(status);
  });

  it('let as many messages of a user pass as the limit of a minute says on each of them, and no more', async () => {
    const tenant = await limited({ messagesPerMinute: 2 });
    const [guest, { id: roomId }] = [await tenant.guest(), await tenant.lobby()];
    for (const { url } of nodes) {
      const statuses: number[] = [];
      for (let count = 0; count < 3; count += 1) {
        const body = { clientId: `${statuses.length}-${new URL(url).port}`, text: 'x' };
        const options = { url, bearer: guest.token, body };
        statuses.push((await tenant.rest('POST', `/v1/rooms/${roomId}/messages`, options)).status);
      }
      expect(statuses).toEqual([201, 201, 429]);
    }
  });

  it('let as many sockets of a user in as the limit says on each of them, and no more', async () => {
    const tenant = await limited({ connectionsPerUser: 1 });
    const { token } = await tenant.guest();
    for (const { url } of nodes) {
      const open = () => connect({ url, auth: { key: tenant.key, token } });
      sockets.push(await open());
      await expect(open()).rejects.toMatchObject({ data: { code: 'rate_limited', status: 429 } });
    }
  });

  it('forget failed log-ins on both when one succeeds on either', async () => {
    const tenant = await limited({ loginAttemptsPerHour: 2, guestsPerHourPerIp: null });
    const [a, b] = nodes;
    await register(tenant, a.url, 'ada');
    expect((await logIn(tenant, a.url, 'ada', 'wrong')).status).toBe(401);
    expect((await logIn(tenant, b.url, 'ada', password)).status).toBe(200);
    for (const { url } of nodes) expect((await logIn(tenant, url, 'ada', 'wrong')).status).toBe(401);
    expect((await logIn(tenant, a.url, 'ada', password)).status).toBe(429);
  });

  if (where === 'the database') return;

  it('hold the limit on each of them while Redis is away', async () => {
    const tenant = await limited({ guestsPerHourPerIp: 2 });
    await pair.redis.kill();
    try {
      for (const { url } of nodes) {
        const statuses: number[] = [];
        for (let count = 0; count < 3; count += 1) {
          statuses.push((await tenant.rest('POST', '/v1/auth/guest', { url })).status);
        }
        expect(statuses).toEqual([201, 201, 429]);
      }
    } finally {
      await pair.redis.start();
    }
    await untilRedisIs('ok', nodes);
  });
});

describe('what holds for the caller', () => {
  it('is told whole: what the tenant sets, what follows from it, and what nobody sets', async () => {
    const tenant = await makeTenant({ limits: 'default' });
    await tenant.settings({ limits: { loginAttemptsPerHour: 7, guestsPerHourPerIp: 9, mailsPerHour: 4 } });
    const guest = await tenant.guest();
    const own = {
      loginAttemptsPerHour: 7,
      mailsPerHour: 4,
      messagesPerMinute: 120,
      connectionsPerUser: 10,
      roomsPerHour: 20,
      uploadsPerHour: 100,
      commandsPerSecond: 200,
      mentionsPerMessage: 50,
      topicMaxCodePoints: 500,
    };
    const byAddress = {
      guestsPerHourPerIp: 9,
      accountsPerHourPerIp: 9,
      connectionsPerIp: 100,
      loginAttemptsPerHourPerIp: 35,
      mailsPerHourPerIp: 20,
      changesPerMinute: 60,
      appendsPerSecond: 50,
    };
    for (const answer of [await tenant.rest('GET', '/v1/limits'), await guest.rest('GET', '/v1/limits')]) {
      expect(answer.body).toMatchObject({ ...own, ...byAddress });
    }
    const unlimited = Object.fromEntries(Object.keys(byAddress).map((name) => [name, null]));
    const ofServer = await rest('GET', '/v1/limits', { bearer: tenant.secretKey });
    expect(ofServer.body).toMatchObject({ ...own, ...unlimited });
    await tenant.settings({ limits: { loginAttemptsPerHour: null, mailsPerHour: null } });
    const none = { loginAttemptsPerHourPerIp: null, mailsPerHourPerIp: null };
    expect((await guest.rest('GET', '/v1/limits')).body).toMatchObject(none);
  });

  it('is told to those who have no session yet, with the ways in that are open and what becomes of who leaves', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    const ways = async () => {
      const { status, body } = await tenant.rest<Limits>('GET', '/v1/limits');
      const { signUp, guests, emailRequired, deletedUsers } = body;
      expect((await guest.rest('GET', '/v1/limits')).body).toEqual(body);
      return { status, signUp, guests, emailRequired, deletedUsers };
    };
    const first = { signUp: 'open', guests: 'on', emailRequired: false, deletedUsers: 'anonymize' };
    expect(await ways()).toEqual({ status: 200, ...first });
    const changed = { signUp: 'closed', guests: 'off', emailRequired: true, deletedUsers: 'remove' };
    await tenant.settings(changed);
    expect(await ways()).toEqual({ status: 200, ...changed });
    await tenant.settings({ signUp: 'open' });
    expect(await ways()).toMatchObject({ signUp: 'open', guests: 'off' });
    const other = await (await makeTenant()).rest<Limits>('GET', '/v1/limits');
    expect(other.body).toMatchObject(first);
  });
});
