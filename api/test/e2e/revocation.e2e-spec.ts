import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { login, newAddress, password, register } from '../support/account.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { mailedToken } from '../support/mail-files.js';
import { givenNodePair } from '../support/node-pair.js';
import { untilRedisIs } from '../support/nodes.js';
import { rest } from '../support/rest.js';
import { makeScratchDatabase } from '../support/scratch-database.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** Long enough for the database to be asked, however busy the machine is. */
const soon = { withinMs: 30_000 };
const another = 'eight silver flutes';

/** Of both nodes, so that a mail is found whichever of them writes it. */
let dataDir: string;

const pair = givenNodePair({
  async environment(ends) {
    const scratch = await makeScratchDatabase(testDatabaseUrl());
    ends.push(() => scratch.drop());
    dataDir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    return { DATABASE_URL: scratch.url, PARLEY_DATA_DIR: dataDir };
  },
});
const { nodes, sockets } = pair;

/** Somebody whose two sessions were opened on the first node. */
interface Person {
  readonly tenant: TestTenant;
  readonly email: string;
  readonly here: TestUser;
  readonly elsewhere: TestUser;
}

async function somebody(): Promise<Person> {
  const tenant = await makeTenant({ url: nodes[0].url });
  const email = newAddress();
  const here = await register(tenant, { email });
  return { tenant, email, here, elsewhere: tenant.user((await login(tenant, 'ada')).body) };
}

/** On the second node. */
async function online({ tenant }: Person, { token }: TestUser): Promise<RawSocket> {
  const socket = await connect({ url: nodes[1].url, auth: { key: tenant.key, token } });
  sockets.push(socket);
  return socket;
}

/** Each way to end sessions on the first node: what it does, why those it ends are told to be over, and which they are. */
const ways: [string, (person: Person) => Promise<{ status: number }>, string, ('here' | 'elsewhere')[]][] = [
  ['signing out', ({ elsewhere }) => elsewhere.rest('POST', '/v1/auth/logout'), 'signed_out', ['elsewhere']],
  ['signing out everywhere else', ({ here }) => here.rest('DELETE', '/v1/me/sessions'), 'revoked', ['elsewhere']],
  [
    'a change of the password',
    ({ here }) => here.rest('PUT', '/v1/me/password', { currentPassword: password, newPassword: another }),
    'password_changed',
    ['elsewhere'],
  ],
  [
    'a password chosen anew by mail',
    async ({ tenant, email }) => {
      await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
      const token = await mailedToken(dataDir, email, 'reset');
      return tenant.rest('POST', '/v1/auth/password/reset', { body: { token, password: another } });
    },
    'password_changed',
    ['here', 'elsewhere'],
  ],
];

describe.each<[string, () => unknown]>([
  ['up', () => undefined],
  ['down', () => pair.redis.kill()],
])('S7: with Redis %s', (state, prepare) => {
  afterEach(async () => {
    if (state === 'up') return;
    await pair.redis.start();
    await untilRedisIs('ok', nodes);
  });

  it.each(ways)('%s on one node ends the sockets on the other, and nothing else', async (_what, end, code, ended) => {
    const person = await somebody();
    const both = { here: await online(person, person.here), elsewhere: await online(person, person.elsewhere) };
    const bystander = await person.tenant.guest();
    const apart = await online(person, bystander);
    await prepare();
    expect((await end(person)).status).toBe(204);
    for (const which of ended) {
      await eventually(() => expect(both[which].socket.connected).toBe(false), soon);
      expect(both[which].told).toContainEqual({ name: 'session:ended', payload: { code } });
      const { token, session } = person[which];
      for (const { url } of nodes) {
        // A node may remember for less than a second that the session lived.
        await eventually(async () => {
          expect((await rest('GET', '/v1/me', { url, bearer: token })).body).toMatchObject({
            status: 401,
            code: 'invalid_token',
          });
        }, soon);
        const again = connect({ url, auth: { key: person.tenant.key, token } });
        await expect(again).rejects.toMatchObject({ data: { code: 'invalid_token' } });
        const refresh = { url, body: { refreshToken: session.refreshToken } };
        expect((await person.tenant.rest('POST', '/v1/auth/refresh', refresh)).body).toMatchObject({
          code: 'invalid_token',
        });
      }
    }
    expect((await apart.ask('heads', {})).ok).toBe(true);
    if (ended.includes('here')) return;
    expect((await both.here.ask('heads', {})).ok).toBe(true);
    expect((await person.here.rest('GET', '/v1/me')).status).toBe(200);
  });
});
