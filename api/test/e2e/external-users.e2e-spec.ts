import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { User } from '../../src/users/user.schema.js';
import { eventually } from '../support/eventually.js';
import { rest } from '../support/rest.js';
import { makeSigner } from '../support/signing.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const put = (tenant: TestTenant, externalId: string, body: unknown = {}) =>
  tenant.rest<User>('PUT', `/v1/users/external/${encodeURIComponent(externalId)}`, { bearer: tenant.secretKey, body });
const issue = (tenant: TestTenant, userId: string) =>
  tenant.rest<Session>('POST', `/v1/users/${userId}/tokens`, { bearer: tenant.secretKey });
const me = (session: Session) => rest('GET', '/v1/me', { bearer: session.accessToken });

describe('a user of the tenant’s own login', () => {
  it('is made ahead of time, changed where something is named, and the one who comes with a token later', async () => {
    const tenant = await makeTenant();
    const made = await put(tenant, 'ada', { displayName: 'Ada', avatarUrl: 'https://a.example/a.png' });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        kind: 'external',
        username: null,
        displayName: 'Ada',
        avatarUrl: 'https://a.example/a.png',
      },
    ]);
    const changes: [object, object][] = [
      [{}, {}],
      [{ displayName: 'Ada L.' }, { displayName: 'Ada L.' }],
      [{ avatarUrl: null }, { avatarUrl: null }],
    ];
    let user = made.body;
    for (const [body, look] of changes) {
      user = { ...user, ...look };
      const answer = await put(tenant, 'ada', body);
      expect([answer.status, answer.body]).toEqual([200, user]);
    }
    const token = await (await makeSigner(tenant)).sign({ sub: 'ada' });
    const session = await tenant.rest<Session>('POST', '/v1/auth/exchange', { body: { token } });
    expect(session.body.user).toEqual(user);
  });

  it('has a friendly name when none is given', async () => {
    const { status, body } = await put(await makeTenant(), 'ada@example.com');
    expect([status, body]).toEqual([201, expect.objectContaining({ displayName: expect.stringMatching(/^\w+ \w+$/) })]);
  });

  it('is one, however often and at once they are made; one answer says that it made them', async () => {
    const tenant = await makeTenant();
    const answers = await Promise.all(Array.from({ length: 12 }, () => put(tenant, 'ada', { displayName: 'Ada' })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
  });

  it('who looks different is shown so to readers', async () => {
    const tenant = await makeTenant();
    const { body: user } = await put(tenant, 'ada', { displayName: 'Ada' });
    const session = (await issue(tenant, user.id)).body;
    const socket = await connect({ auth: { key: tenant.key, token: session.accessToken } });
    await put(tenant, 'ada', { displayName: 'Ada' });
    const { body: changed } = await put(tenant, 'ada', { displayName: 'Ada L.' });
    await eventually(() => expect(socket.told).toEqual([{ name: 'user:updated', payload: changed }]));
    socket.close();
  });

  it.each(['a b', 'ümläut', '../../x', 'a/b', "' OR 1=1 --", '%', '🦊'.repeat(255), '%2e%2e', 'me', '{}'])(
    'may be called %j by the tenant',
    async (externalId) => {
      const tenant = await makeTenant();
      const { status, body } = await put(tenant, externalId, { displayName: 'Ada' });
      expect(status).toBe(201);
      expect((await put(tenant, externalId)).body).toEqual(body);
      expect((await put(tenant, `${externalId}.`.slice(-255), { displayName: 'Bo' })).body.id).not.toBe(body.id);
    },
  );

  it.each([['\0'], ['x'.repeat(256)], ['🦊'.repeat(256)]])('cannot be called %j', async (externalId) => {
    expect((await put(await makeTenant(), externalId)).body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: [{ path: '/externalId' }],
    });
  });

  it.each([
    [{ displayName: '' }, '/displayName'],
    [{ displayName: null }, '/displayName'],
    [{ displayName: 'x'.repeat(65) }, '/displayName'],
    [{ displayName: '\u202egnp' }, '/displayName'],
    [{ avatarUrl: 'http://a.example/a.png' }, '/avatarUrl'],
    [{ avatarUrl: 'javascript:alert(1)' }, '/avatarUrl'],
    [{ avatarUrl: 'https:a.example' }, '/avatarUrl'],
    [{ avatarUrl: 'https://a.example/a b' }, '/avatarUrl'],
    [{ avatarUrl: `https://a.example/${'x'.repeat(2_048)}` }, '/avatarUrl'],
    [{ avatarUrl: 7 }, '/avatarUrl'],
    [{ kind: 'registered' }, '/kind'],
  ])('cannot look like %j', async (body, path) => {
    expect((await put(await makeTenant(), 'ada', body)).body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  it('is made by the tenant’s server alone, in its tenant alone', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const mine = (await put(tenant, 'ada', { displayName: 'Ada' })).body;
    const theirs = await put(other, 'ada', { displayName: 'Other' });
    expect([theirs.status, theirs.body.id === mine.id]).toEqual([201, false]);
    expect((await put(tenant, 'ada')).body).toEqual(mine);
    const guest = await tenant.guest();
    expect((await guest.rest('PUT', '/v1/users/external/ada', {})).body).toMatchObject({ code: 'forbidden' });
    const visitor = await tenant.rest('PUT', '/v1/users/external/ada', { body: {} });
    expect(visitor.body).toMatchObject({ status: 403, code: 'forbidden' });
  });
});

describe('a session from the tenant’s server', () => {
  it('is for any of its users: external, with an account, or a guest', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    const account = await tenant.rest<Session>('POST', '/v1/auth/register', {
      body: { username: 'ada', password: 'seven brass trombones' },
    });
    for (const user of [(await put(tenant, 'ada')).body, account.body.user, guest.session.user]) {
      const { status, body } = await issue(tenant, user.id);
      expect([status, body.user]).toEqual([201, user]);
      expect((await me(body)).body).toMatchObject({ id: user.id });
      const { refreshToken } = body;
      expect((await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
    }
    // It is another session: the guest's own one goes on.
    expect((await guest.rest('GET', '/v1/me')).status).toBe(200);
  });

  it('is not for others, and not for the asking of others', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const user = (await put(tenant, 'ada')).body;
    for (const unknown of [user.id, 'x', '%00', '01a1fdf1-cc0c-7444-bf5e-d80af334dd15']) {
      expect((await issue(other, unknown)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    }
    const guest = await tenant.guest();
    expect((await guest.rest('POST', `/v1/users/${user.id}/tokens`)).body).toMatchObject({ code: 'forbidden' });
    const visitor = await tenant.rest('POST', `/v1/users/${user.id}/tokens`);
    expect(visitor.body).toMatchObject({ status: 403, code: 'forbidden' });
    const inPage = { bearer: tenant.secretKey, headers: { Origin: 'https://shop.example' } };
    const leaked = await tenant.rest('POST', `/v1/users/${user.id}/tokens`, inPage);
    expect(leaked.body).toMatchObject({ status: 403, code: 'key_in_browser' });
  });
});
