import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { OpenSessionPage } from '../../src/auth/own-sessions.schema.js';
import { avatarSizesPx } from '../../src/avatars/avatar-address.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { User } from '../../src/users/user.schema.js';
import { guestWithPicture, putAvatar } from '../support/avatars.js';
import { eventually } from '../support/eventually.js';
import { formOf, picture } from '../support/pictures.js';
import { QuietServer } from '../support/quiet-server.js';
import { rest, type RestOptions } from '../support/rest.js';
import { makeSigner, type TestSigner } from '../support/signing.js';
import { makeTenant, type TestTenant, TestUser } from '../support/tenant.js';

/** Nobody else's server clears up what this one is asked to. */
let server: QuietServer;
let tenant: TestTenant;
let signer: TestSigner;
beforeAll(async () => {
  server = await QuietServer.start();
  tenant = await makeTenant({ url: server.url });
  signer = await makeSigner(tenant);
});
afterAll(async () => {
  const errors = server.errors();
  await server.stop();
  expect(errors).toEqual([]);
});

async function exchange(claims: Record<string, unknown>, options: RestOptions = {}): Promise<TestUser> {
  const body = { token: await signer.sign(claims) };
  const answer = await tenant.rest<Session>('POST', '/v1/auth/exchange', { ...options, body });
  expect(answer.status).toBe(200);
  return new TestUser(answer.body, { url: server.url });
}
const leave = (user: TestUser) => user.rest('DELETE', '/v1/me', { confirm: true });
const byServer = <Body = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  tenant.rest<Body>(method, path, { bearer: tenant.secretKey, body });
const load = (address: string) => fetch(new URL(address, server.url));
const statuses = (url: string) =>
  Promise.all(avatarSizesPx.map(async (sizePx) => (await load(`${url}?size=${sizePx}`)).status));
const gone = avatarSizesPx.map(() => 404);

/** What the database knows of the pictures and names of somebody. */
const rowOf = async ({ id }: TestUser) =>
  (await server.query('SELECT external_id, avatar_id, avatar_url, display_name FROM users WHERE id = $1', [id]))[0];
const emptyRow = { external_id: null, avatar_id: null, avatar_url: null, display_name: 'Deleted user' };

describe('somebody of the tenant’s own login who left for good', () => {
  it('is somebody new when they come back with a token, and has nothing of before', async () => {
    const claims = { sub: 'ada', name: 'Ada', avatarUrl: 'https://a.example/a.png' };
    const ada = await exchange(claims);
    const { id: roomId } = await tenant.lobby();
    const { body: sent } = await ada.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, {
      clientId: 'c1',
      text: 'hello',
    });
    expect((await leave(ada)).status).toBe(204);
    expect(await rowOf(ada)).toEqual(emptyRow);
    const back = await exchange(claims);
    expect(back.id).not.toBe(ada.id);
    expect(back.session.user).toMatchObject({ kind: 'external', displayName: 'Ada', avatarUrl: claims.avatarUrl });
    expect((await exchange(claims)).id).toBe(back.id);
    const { items, users } = (await back.rest<History>('GET', `/v1/rooms/${roomId}/messages`)).body;
    expect(items).toMatchObject([{ id: sent.id, authorId: ada.id, text: 'hello' }]);
    expect(users).toMatchObject([{ id: ada.id, displayName: 'Deleted user', avatarUrl: null }]);
    expect(await rowOf(ada)).toEqual(emptyRow);
  });

  it('comes in no more with the session of before, not even to go on in it', async () => {
    const bo = await exchange({ sub: 'bo' });
    await leave(bo);
    const token = await signer.sign({ sub: 'bo' });
    const answer = await rest('POST', '/v1/auth/exchange', { url: server.url, bearer: bo.token, body: { token } });
    expect(answer.body).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await byServer('POST', `/v1/users/${bo.id}/tokens`)).body).toMatchObject({
      status: 404,
      code: 'user_not_found',
    });
  });

  it('is somebody new to the tenant’s server, too', async () => {
    const put = () => byServer<User>('PUT', '/v1/users/external/cy', { displayName: 'Cy' });
    const { body: cy } = await put();
    expect((await byServer('DELETE', `/v1/users/${cy.id}`)).status).toBe(204);
    const { status, body } = await put();
    expect(status).toBe(201);
    expect(body.id).not.toBe(cy.id);
    expect((await byServer<User>('GET', `/v1/users/${cy.id}`)).body).toMatchObject({ displayName: 'Deleted user' });
  });

  it('is one new user, however many tabs come back in the moment of leaving', async () => {
    const di = await exchange({ sub: 'di', name: 'Di' });
    const token = await signer.sign({ sub: 'di', name: 'Di' });
    const [left, ...answers] = await Promise.all([
      leave(di),
      ...Array.from({ length: 12 }, () => tenant.rest<Session>('POST', '/v1/auth/exchange', { body: { token } })),
    ]);
    expect(left.status).toBe(204);
    // Who came before the leaving came as the old user; who met it is asked to come again.
    for (const { status } of answers) expect([200, 401, 503]).toContain(status);
    const ids = new Set(answers.flatMap(({ status, body }) => (status === 200 ? [body.user.id] : [])));
    ids.delete(di.id);
    const back = await exchange({ sub: 'di', name: 'Di' });
    expect(back.id).not.toBe(di.id);
    for (const id of ids) expect(id).toBe(back.id);
    expect(await rowOf(di)).toEqual(emptyRow);
  });
});

it('a session of the own login says on what it is, when it is opened and when it goes on', async () => {
  const on = (system: string) => `Mozilla/5.0 (${system}; rv:140.0) Gecko/20100101 Firefox/140.0`;
  const devices = async (user: TestUser) =>
    (await user.rest<OpenSessionPage>('GET', '/v1/me/sessions')).body.items.map(({ device }) => device);
  const eve = await exchange({ sub: 'eve' }, { headers: { 'User-Agent': on('X11; Linux x86_64') } });
  expect(await devices(eve)).toEqual(['Firefox on Linux']);
  const mac = { 'User-Agent': on('Macintosh; Intel Mac OS X 14.5') };
  const onward = await exchange({ sub: 'eve' }, { bearer: eve.token, headers: mac });
  expect(await devices(onward)).toEqual(['Firefox on Mac']);
});

describe('the picture of whoever left for good', () => {
  it('is gone in every size, and no other one', async () => {
    const [{ user, url }, other] = [await guestWithPicture(tenant), await guestWithPicture(tenant)];
    expect(await statuses(url)).toEqual(avatarSizesPx.map(() => 200));
    expect((await leave(user)).status).toBe(204);
    await eventually(async () => expect(await statuses(url)).toEqual(gone));
    await eventually(async () => expect(await rowOf(user)).toEqual(emptyRow));
    expect(await statuses(other.url)).toEqual(avatarSizesPx.map(() => 200));
    expect((await other.user.rest<User>('GET', `/v1/users/${user.id}`)).body).toMatchObject({ avatarUrl: null });
  });

  it('is gone also where the removal was broken off: it is done again until it is', async () => {
    const { user, url } = await guestWithPicture(tenant);
    // As a node leaves it that dies between the commit and the files.
    await server.query(`UPDATE users SET avatar_url = NULL, deleted_at = now() WHERE id = $1`, [user.id]);
    await eventually(async () => expect(await statuses(url)).toEqual(gone), { withinMs: 30_000 });
    await eventually(async () => expect(await rowOf(user)).toMatchObject({ avatar_id: null }));
  });

  it('does not come back by an upload that was under way', async () => {
    const { user, url } = await guestWithPicture(tenant);
    const form = formOf(await picture('png'));
    const [left, late] = await Promise.all([leave(user), putAvatar<{ avatarUrl?: string }>(user, form)]);
    expect(left.status).toBe(204);
    const urls = [url, ...(late.status === 200 && late.body.avatarUrl ? [late.body.avatarUrl] : [])];
    for (const each of urls) await eventually(async () => expect(await statuses(each)).toEqual(gone));
    await eventually(async () => expect(await rowOf(user)).toEqual(emptyRow));
  });
});
