import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

describe('changes that reach every reader', () => {
  it('S10: are 60 a minute for each user, and any number for the own server of the tenant', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const bo = await tenant.guest();
    for (let count = 0; count < 60; count += 1) {
      expect((await ada.rest('PATCH', '/v1/me', { about: `${count}` })).status).toBe(200);
    }
    const refused = await ada.rest('PATCH', '/v1/me', { about: 'once more' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await bo.rest('PATCH', '/v1/me', { about: 'me' })).status).toBe(200);
    const asServer = { bearer: tenant.secretKey, headers: { 'X-Parley-User': ada.id }, body: { about: 'ours' } };
    expect((await tenant.rest('PATCH', '/v1/me', asServer)).status).toBe(200);
  });

  it('are told only when others see a difference', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest('Ada');
    const socket = await connect({ auth: { key: tenant.key, token: ada.token } });
    try {
      for (const patch of [{ displayName: 'Ada' }, {}, { about: 'me' }, { displayName: ' Ada ' }]) {
        await ada.rest('PATCH', '/v1/me', patch);
      }
      await ada.rest('PATCH', '/v1/me', { displayName: 'Ada L.' });
      await eventually(() => expect(socket.told).not.toEqual([]));
      expect(socket.told).toMatchObject([{ name: 'user:updated', payload: { displayName: 'Ada L.' } }]);
    } finally {
      socket.close();
    }
  });
});
