import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import { ChatError, createTenantClient, createTokenSigner } from '../src/server/index.js';
import type { SigningMaterial, TenantClient } from '../src/server/index.js';
import { makeChat, texts, until, watch } from './support/chats.js';

let tenant: TestTenant;
let parley: TenantClient;
beforeEach(async () => {
  tenant = await makeTenant();
  parley = createTenantClient({ url: testServerUrl(), secretKey: tenant.secretKey });
});

/** A key of each kind, as a tenant's server has it. */
async function makeKey(alg: 'HS256' | 'ES256' | 'EdDSA'): Promise<SigningMaterial> {
  if (alg === 'HS256') {
    const { kid, secret = '' } = await parley.signingKeys.create({ alg });
    return { kid, secret };
  }
  const { privateKey, publicKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' }) as { kty: 'EC'; crv: 'P-256'; x: string };
  const { kid } = await parley.signingKeys.create({ alg, publicKey: jwk });
  return { kid, privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

describe('a token that the tenant’s server signs', () => {
  it.each(['HS256', 'ES256', 'EdDSA'] as const)('with %s lets its person chat', async (alg) => {
    const sign = createTokenSigner(await makeKey(alg));
    const claims = { sub: 'customer 4711', name: 'Ada L.', avatarUrl: 'https://img.example/ada.png', aud: tenant.id };
    const token = async () => sign(claims);
    const chat = makeChat({ key: tenant.key, session: { token } });
    const message = await watch(chat.room({ slug: 'lobby' })).send('hello');
    const reader = makeChat({ key: tenant.key });
    const { items, users } = await until(reader.room({ slug: 'lobby' }), (seen) => seen.items.length === 1);
    expect(items[0]).toMatchObject({ id: message.id, text: 'hello' });
    expect(users[message.authorId]).toMatchObject({ displayName: 'Ada L.', avatarUrl: 'https://img.example/ada.png' });
    expect(await parley.users.putExternal('customer 4711')).toMatchObject({ id: message.authorId, kind: 'external' });
  });

  it('may last 24 hours, and is over by the clock of the signer', async () => {
    const key = await makeKey('HS256');
    const exchange = (token: string) => tenant.rest('POST', '/v1/auth/exchange', { body: { token } });
    const long = createTokenSigner(key)({ sub: 'ada' }, { expiresInMs: 24 * 3_600_000 });
    expect((await exchange(long)).status).toBe(200);
    const yesterday = createTokenSigner(key, { now: () => Date.now() - 24 * 3_600_000 });
    expect((await exchange(yesterday({ sub: 'ada' }))).body).toMatchObject({ status: 401, code: 'token_expired' });
    const tomorrow = createTokenSigner(key, { now: () => Date.now() + 24 * 3_600_000 });
    expect((await exchange(tomorrow({ sub: 'ada' }))).body).toMatchObject({ status: 401, code: 'invalid_token' });
  });
});

describe('the client of a tenant’s server', () => {
  it('reads and changes the settings, which are in force at once', async () => {
    expect(await parley.tenant.get()).toMatchObject({ id: tenant.id, publicKey: tenant.key });
    const changed = await parley.tenant.update({ name: 'Shop', settings: { guests: 'off' } });
    expect(changed).toMatchObject({ name: 'Shop', settings: { guests: 'off', signUp: 'open' } });
    expect((await tenant.rest('POST', '/v1/auth/guest', { body: {} })).body).toMatchObject({ code: 'forbidden' });
  });

  it('rolls its secret key', async () => {
    const { secretKey } = await parley.secretKeys.create();
    const next = createTenantClient({ url: testServerUrl(), secretKey });
    const { secretKeys } = await next.tenant.get();
    const [first] = secretKeys;
    await next.secretKeys.remove(first?.id ?? '');
    await expect(parley.tenant.get()).rejects.toMatchObject({ code: 'invalid_key', status: 401 });
    expect((await next.tenant.get()).id).toBe(tenant.id);
  });

  it('rolls its signing keys', async () => {
    const first = await parley.signingKeys.create({ alg: 'HS256' });
    const second = await parley.signingKeys.create({ alg: 'HS256' });
    const kids = async () => (await parley.signingKeys.list()).items.map(({ kid }) => kid);
    expect(await kids()).toEqual([first.kid, second.kid]);
    await expect(parley.signingKeys.create({ alg: 'HS256' })).rejects.toMatchObject({ status: 409 });
    await parley.signingKeys.remove(first.kid);
    expect(await kids()).toEqual([second.kid]);
  });

  it('makes a person before they come, opens a session for them, and removes them', async () => {
    const user = await parley.users.putExternal('a/b?c', { displayName: 'Ada' });
    expect(await parley.users.putExternal('a/b?c', { displayName: 'Ada L.' })).toEqual({
      ...user,
      displayName: 'Ada L.',
    });
    const session = await parley.users.openSession(user.id);
    const me = await tenant.rest('GET', '/v1/me', { bearer: session.accessToken });
    expect(me.body).toMatchObject({ id: user.id, displayName: 'Ada L.' });
    await parley.users.remove(user.id);
    expect((await tenant.rest('GET', '/v1/me', { bearer: session.accessToken })).status).toBe(401);
    await expect(parley.users.openSession(user.id)).rejects.toMatchObject({ code: 'user_not_found' });
  });

  it('makes rooms, invites, and sends in a user’s name what readers see live', async () => {
    const [ada, bo] = await Promise.all(['ada', 'bo'].map((name) => parley.users.putExternal(name)));
    const asAda = parley.as(ada?.id ?? '');
    const room = await asAda.rooms.create({ type: 'private', name: 'Order 4711' });
    const asBo = parley.as(bo?.id ?? '');
    await expect(asBo.rooms.get(room.id)).rejects.toMatchObject({ code: 'room_not_found', status: 404 });
    const member = await asAda.rooms.addMember(room.id, bo?.id ?? '');
    expect(await asAda.rooms.addMember(room.id, bo?.id ?? '')).toMatchObject({ userId: member.userId });

    const { secret = '', kid } = await parley.signingKeys.create({ alg: 'HS256' });
    const token = async () => createTokenSigner({ kid, secret })({ sub: 'bo' });
    const reader = watch(makeChat({ key: tenant.key, session: { token } }).room({ id: room.id }));
    await until(reader, ({ status }) => status === 'ready');
    const clientId = randomUUID();
    const sent = await asAda.send(room.id, { text: 'your parcel is on its way', clientId });
    expect(await asAda.send(room.id, { text: 'your parcel is on its way', clientId })).toEqual(sent);
    await until(reader, () => texts(reader).includes('your parcel is on its way'));
    const history = await parley.rooms.messages(room.id, { limit: 10 });
    expect(history.items.map(({ id }) => id)).toEqual([sent.id]);
    await parley.rooms.removeMember(room.id, bo?.id ?? '');
    await expect(asBo.send(room.id, { text: 'too late' })).rejects.toMatchObject({ code: 'room_not_found' });
    await parley.rooms.remove(room.id);
    await expect(asAda.rooms.get(room.id)).rejects.toBeInstanceOf(ChatError);
  });

  it('reads what people reported, as it was then, and notes what became of it', async () => {
    const [author, reader] = [makeChat({ key: tenant.key }), makeChat({ key: tenant.key })];
    const hers = watch(author.room({ slug: 'lobby' }));
    const message = await hers.send('an insult');
    const his = watch(reader.room({ slug: 'lobby' }));
    await until(his, ({ items }) => items.length === 1);
    const filed = await his.report(message, 'This is one');
    expect(await his.report(message, 'Still')).toEqual(filed);
    await hers.delete(message);
    const { items } = await parley.reports.list({ status: 'open' });
    expect(items).toMatchObject([
      { id: filed.id, reason: 'This is one', evidence: { message: { text: 'an insult' } } },
    ]);
    expect(await parley.reports.update(filed.id, { status: 'dismissed' })).toMatchObject({ status: 'dismissed' });
    expect((await parley.reports.list({ status: 'open' })).items).toEqual([]);
  });

  it('sees nothing of another tenant, and acts for nobody there', async () => {
    const other = await makeTenant();
    const theirs = createTenantClient({ url: testServerUrl(), secretKey: other.secretKey });
    const user = await theirs.users.putExternal('ada', { displayName: 'Theirs' });
    const room = await theirs.as(user.id).rooms.create({ type: 'public', name: 'Theirs' });
    await expect(parley.users.get(user.id)).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(parley.users.openSession(user.id)).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(parley.as(user.id).send(room.id, { text: 'x' })).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(parley.rooms.get(room.id)).rejects.toMatchObject({ code: 'room_not_found' });
    expect((await parley.users.putExternal('ada')).id).not.toBe(user.id);
  });

  it('says what was wrong, with the fields and the id of the request', async () => {
    const refused = parley.users.putExternal('ada', { displayName: 'x'.repeat(65) });
    await expect(refused).rejects.toBeInstanceOf(ChatError);
    await expect(refused).rejects.toMatchObject({
      code: 'validation_failed',
      status: 400,
      requestId: expect.any(String),
      errors: [{ path: '/displayName' }],
    });
  });
});
