import { describe, expect, it } from '@jest/globals';
import type { NewSecretKey, Tenant, TenantPage, TenantWithSecret } from '../../src/tenants/tenant.schema.js';
import { testOperatorKey, testServerUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest, type RestOptions } from '../support/rest.js';
import { makeTenant } from '../support/tenant.js';

const operator = <Body = Record<string, unknown>>(method: string, path: string, options: RestOptions = {}) =>
  rest<Body>(method, path, { bearer: testOperatorKey(), ...options });

describe('tenants', () => {
  it('are made by the operator with their keys and a lobby that can be read at once', async () => {
    const { status, body } = await operator<TenantWithSecret>('POST', '/v1/tenants', {
      body: { name: '  Acme  ', allowedOrigins: ['https://Acme.example'] },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Acme',
      publicKey: expect.stringMatching(/^pk_[\w-]{24,}$/),
      secretKey: expect.stringMatching(/^sk_[\w-]{32,}$/),
      settings: { allowedOrigins: ['https://acme.example'], guests: 'on', limits: { messagesPerMinute: 120 } },
    });
    const lobby = await rest('GET', '/v1/rooms/by-slug/lobby', { key: body.publicKey });
    expect(lobby.body).toMatchObject({ slug: 'lobby', type: 'public', lastSeq: 0, position: 0 });
    const again = await operator<Tenant>('GET', `/v1/tenants/${body.id}`);
    expect(JSON.stringify(again.body)).not.toContain(body.secretKey);
  });

  it('are listed newest first, page by page, with a cursor that is good for this list only', async () => {
    const made = [await makeTenant(), await makeTenant(), await makeTenant()];
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const { body } = await operator<TenantPage>('GET', `/v1/tenants${query}`);
      ids.push(...body.items.map((tenant) => tenant.id));
      cursor = body.nextCursor;
    } while (cursor !== null && !made.every((tenant) => ids.includes(tenant.id)));
    expect(ids.filter((id) => made.some((tenant) => tenant.id === id))).toEqual(made.map(({ id }) => id).reverse());
    expect(new Set(ids).size).toBe(ids.length);
    const wrong = Buffer.from(JSON.stringify(['tenants', "' OR true"])).toString('base64url');
    for (const bad of ['garbage', wrong, '']) {
      expect((await operator('GET', `/v1/tenants?cursor=${bad}`)).body).toMatchObject({ code: 'validation_failed' });
    }
  });

  it('change only what a patch names, by the operator and by their own server', async () => {
    const tenant = await makeTenant({ limits: 'default' });
    const path = `/v1/tenants/${tenant.id}`;
    await operator('PATCH', path, { body: { settings: { limits: { roomsPerHour: 5 }, links: { previews: false } } } });
    const own = { bearer: tenant.secretKey };
    const patched = await rest<Tenant>('PATCH', '/v1/tenant', {
      ...own,
      body: { name: 'New name', settings: { limits: { messagesPerMinute: null } } },
    });
    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({
      name: 'New name',
      settings: {
        links: { enabled: true, previews: false },
        limits: { roomsPerHour: 5, messagesPerMinute: null, guestsPerHourPerIp: 60 },
      },
    });
    expect((await rest('GET', '/v1/tenant', own)).body).toEqual(patched.body);
    const limits = await rest('GET', '/v1/limits', { key: tenant.key });
    expect(limits.body).toMatchObject({
      tenantName: 'New name',
      roomsPerHour: 5,
      messagesPerMinute: null,
      textMaxCodePoints: 10_000,
    });
    const ofServer = await rest('GET', '/v1/limits', own);
    expect(ofServer.body).toMatchObject({ guestsPerHourPerIp: null, connectionsPerIp: null });
  });

  it.each([
    [{ settings: { unknown: 1 } }, '/settings/unknown'],
    [{ settings: { limits: { roomsPerHour: -1 } } }, '/settings/limits/roomsPerHour'],
    [{ settings: { allowedOrigins: ['example.com'] } }, '/settings/allowedOrigins/0'],
    [{ name: '' }, '/name'],
    [{ name: 'a\u0000b' }, '/name'],
    [{ isAdmin: true }, '/isAdmin'],
    [{ publicKey: 'pk_x' }, '/publicKey'],
  ])('refuse the patch %j at %s and stay as they are', async (body, path) => {
    const tenant = await makeTenant();
    const own = { bearer: tenant.secretKey };
    const before = await rest('GET', '/v1/tenant', own);
    const answer = await rest('PATCH', '/v1/tenant', { ...own, body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect((await rest('GET', '/v1/tenant', own)).body).toEqual(before.body);
  });

  it('that do not exist answer alike, however they are named', async () => {
    const ids = ['01a1fdf1-cc0c-7444-bf5e-d80af334dd15', 'x', '%00', "'--", 'a'.repeat(300)];
    for (const id of ids) {
      const { status, body } = await operator('GET', `/v1/tenants/${id}`);
      expect([status, body.code, body.detail]).toEqual([404, 'tenant_not_found', 'No such tenant']);
      expect((await operator('PATCH', `/v1/tenants/${id}`, { body: { name: 'x' } })).body.code).toBe(
        'tenant_not_found',
      );
    }
  });

  it('roll their secret key without a pause', async () => {
    const tenant = await makeTenant();
    const old = { bearer: tenant.secretKey };
    const { status, body: added } = await rest<NewSecretKey>('POST', '/v1/tenant/keys', old);
    expect(status).toBe(201);
    const fresh = { bearer: added.secretKey };
    expect((await rest('POST', '/v1/tenant/keys', fresh)).body).toMatchObject({ status: 409, code: 'too_many_keys' });
    const { body } = await rest<Tenant>('GET', '/v1/tenant', fresh);
    expect(body.secretKeys).toHaveLength(2);
    const oldKeyPath = `/v1/tenant/keys/${body.secretKeys[0]?.id}`;
    expect((await rest('DELETE', oldKeyPath, fresh)).status).toBe(204);
    expect((await rest('DELETE', oldKeyPath, fresh)).status).toBe(204);
    expect((await rest('GET', '/v1/tenant', old)).body).toMatchObject({ status: 401, code: 'invalid_key' });
    const last = await rest('DELETE', `/v1/tenant/keys/${added.id}`, fresh);
    expect(last.body).toMatchObject({ status: 409, code: 'last_key' });
    expect((await rest('DELETE', '/v1/tenant/keys/x', fresh)).body).toMatchObject({
      status: 404,
      code: 'key_not_found',
    });
  });

  it('are the operator’s: other credentials are refused', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    const attempt = (options: RestOptions) => rest('GET', '/v1/tenants', options);
    expect((await attempt({})).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await attempt({ bearer: `${testOperatorKey()}x` })).body).toMatchObject({
      status: 401,
      code: 'invalid_key',
    });
    for (const options of [{ key: tenant.key }, { bearer: tenant.secretKey }, { bearer: guest.token }]) {
      expect((await attempt(options)).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await operator('GET', '/v1/me')).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await rest('GET', '/v1/tenant', { key: tenant.key })).body).toMatchObject({ code: 'forbidden' });
  });
});

describe('origins', () => {
  const site = { Origin: 'https://acme.example' };
  const stranger = { Origin: 'https://acme.example.evil.test' };
  const own = () => ({ Origin: new URL(testServerUrl()).origin });

  it('that a tenant names may use its public key; others are told so and can read it', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ allowedOrigins: ['https://acme.example', 'https://*.shop.example'] });
    const guest = await tenant.guest();
    const get = (headers: Record<string, string>, options: RestOptions = { key: tenant.key }) =>
      rest('GET', '/v1/rooms/by-slug/lobby', { ...options, headers });
    for (const origin of ['https://acme.example', 'https://a.b.shop.example', own().Origin]) {
      expect((await get({ Origin: origin })).status).toBe(200);
      expect((await get({ Origin: origin }, { bearer: guest.token })).status).toBe(200);
    }
    expect((await get({})).status).toBe(200);
    for (const origin of [
      'null',
      stranger.Origin,
      'http://acme.example',
      'https://shop.example',
      'https://acme.example:444',
    ]) {
      for (const credential of [{ key: tenant.key }, { bearer: guest.token }]) {
        const answer = await get({ Origin: origin }, credential);
        expect(answer.body).toMatchObject({ status: 403, code: 'origin_not_allowed' });
        expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      }
    }
  });

  it('of pages never see a secret work, the server’s own docs do', async () => {
    const tenant = await makeTenant();
    for (const [path, bearer] of [
      ['/v1/tenant', tenant.secretKey],
      ['/v1/tenants', testOperatorKey()],
    ] as const) {
      expect((await rest('GET', path, { bearer, headers: site })).body).toMatchObject({
        status: 403,
        code: 'key_in_browser',
      });
      expect((await rest('GET', path, { bearer, headers: own() })).status).toBe(200);
      expect((await rest('GET', path, { bearer })).status).toBe(200);
    }
  });

  it('act within two seconds after they changed', async () => {
    const tenant = await makeTenant();
    const ask = () => rest('GET', '/v1/limits', { key: tenant.key, headers: site });
    expect((await ask()).status).toBe(200);
    await tenant.settings({ allowedOrigins: ['https://other.example'] });
    await eventually(async () => expect((await ask()).status).toBe(403), { withinMs: 2_000 });
  });

  it('are answered on every preflight, without credentials', async () => {
    for (const origin of [site.Origin, stranger.Origin, 'null', 'http://localhost:3000']) {
      const answer = await fetch(`${testServerUrl()}/v1/auth/guest`, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'x-parley-key',
        },
      });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});
