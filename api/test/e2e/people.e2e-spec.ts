import { describe, expect, it } from '@jest/globals';
import type { Profile, UserPage } from '../../src/users/user.schema.js';
import { password, register } from '../support/account.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const find = (user: TestUser, query: string) =>
  user.rest<UserPage>('GET', `/v1/users?query=${encodeURIComponent(query)}`);
const namesFor = async (user: TestUser, query: string) =>
  (await find(user, query)).body.items.map(({ username }) => username);

describe('people', () => {
  it('are found as their username is typed, from the second letter on', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest('ada');
    for (const username of ['ada', 'ada.l', 'adam', 'bo-ada']) await register(tenant, { username });
    expect(await namesFor(guest, 'a')).toEqual([]);
    expect(await namesFor(guest, 'ad')).toEqual(['ada', 'ada.l', 'adam']);
    expect(await namesFor(guest, ' ADAM ')).toEqual(['adam']);
    expect(await namesFor(guest, 'ad%')).toEqual([]);
    const stranger = await (await makeTenant()).guest();
    expect(await namesFor(stranger, 'ad')).toEqual([]);
  });

  it('are not found by those whom they block, nor when they have left', async () => {
    const tenant = await makeTenant();
    const [guest, ada] = [await tenant.guest(), await register(tenant, { username: 'ada' })];
    expect(await namesFor(guest, 'ada')).toEqual(['ada']);
    await ada.rest('PUT', `/v1/me/blocks/${guest.id}`);
    expect(await namesFor(guest, 'ada')).toEqual([]);
    const other = await tenant.guest();
    expect(await namesFor(other, 'ada')).toEqual(['ada']);
    await other.rest('PUT', `/v1/me/blocks/${ada.id}`);
    expect(await namesFor(other, 'ada')).toEqual(['ada']);
    await ada.rest('DELETE', '/v1/me', { password });
    expect(await namesFor(other, 'ada')).toEqual([]);
  });

  it('say something about themselves to whoever looks them up, who is told whether they block them', async () => {
    const tenant = await makeTenant();
    const [guest, ada] = [await tenant.guest(), await register(tenant, { username: 'ada' })];
    const about = 'Grows tomatoes.\nAsk me about soil.';
    await ada.rest('PATCH', '/v1/me', { about });
    const lookUp = (options: { bearer?: string } = {}) => tenant.rest<Profile>('GET', `/v1/users/${ada.id}`, options);
    const seen = { ...ada.session.user, about, blocked: false };
    expect((await guest.rest('GET', `/v1/users/${ada.id}`)).body).toEqual(seen);
    expect((await lookUp({ bearer: tenant.secretKey })).body).toEqual(seen);
    await guest.rest('PUT', `/v1/me/blocks/${ada.id}`);
    expect((await guest.rest('GET', `/v1/users/${ada.id}`)).body).toEqual({ ...seen, blocked: true });
    // Who is blocked is not told.
    expect((await ada.rest('GET', `/v1/users/${guest.id}`)).body).toMatchObject({ about: '', blocked: false });
    expect((await lookUp()).status).toBe(404);
    await ada.rest('POST', '/v1/rooms', { type: 'public', name: 'Garden' });
    expect((await lookUp()).body).toEqual(seen);
    await ada.rest('DELETE', '/v1/me', { password });
    expect((await guest.rest('GET', `/v1/users/${ada.id}`)).body).toMatchObject({ about: '', username: null });
  });

  it('are looked for so often in a minute, people and rooms together, and the tenant’s server as often as it likes', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    const { searchesPerMinute } = (await guest.rest<{ searchesPerMinute: number }>('GET', '/v1/limits')).body;
    const paths = Array.from({ length: searchesPerMinute }, (_, n) =>
      n % 2 ? '/v1/rooms?query=x' : '/v1/users?query=ad',
    );
    for (const path of paths) expect((await guest.rest('GET', path)).status).toBe(200);
    for (const path of ['/v1/rooms?query=x', '/v1/users?query=ad']) {
      const refused = await guest.rest('GET', path);
      expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
      const server = await tenant.rest('GET', path, { bearer: tenant.secretKey });
      expect(server.status).toBe(200);
    }
    expect((await guest.rest('GET', '/v1/rooms')).status).toBe(200);
    expect((await guest.rest('GET', '/v1/users?query=a')).status).toBe(200);
  });
});
