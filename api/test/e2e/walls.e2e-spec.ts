import { afterEach, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Changes, OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online(tenant: TestTenant, token: string): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token } });
  sockets.push(socket);
  return socket;
}

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

describe('a socket', () => {
  it('hears nothing of a private room that it asks for again and again without a seat', async () => {
    const tenant = await makeTenant();
    const [ada, eve] = [await tenant.guest(), await tenant.guest()];
    const { id, epoch } = (await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' })).body;
    const listener = await online(tenant, eve.token);
    let isSending = true;
    const asking = (async () => {
      while (isSending) {
        const { data } = await listener.ask<{ gone: string[] }>('sync', {
          rooms: [{ roomId: id, epoch, position: 0 }],
        });
        expect(data.gone).toEqual([id]);
        expect((await listener.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
      }
    })();
    for (let n = 0; n < 40; n += 1) {
      await ada.rest('POST', `/v1/rooms/${id}/messages`, { clientId: `${n}`, text: `secret ${n}` });
    }
    isSending = false;
    await asking;
    expect(listener.frames).toEqual([]);
  });

  it('misses nothing that is sent while it opens a room', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const { id } = await tenant.lobby();
    for (let round = 0; round < 10; round += 1) {
      const reader = await online(tenant, (await tenant.guest()).token);
      const sending = Promise.all(
        [1, 2, 3].map((n) => ada.rest('POST', `/v1/rooms/${id}/messages`, { clientId: `${round}-${n}`, text: 'x' })),
      );
      const { changes } = (await reader.ask<OpenedRoom>('room:open', { roomId: id, limit: 100 })).data;
      await sending;
      await eventually(() => {
        const heard = [...changes.messages, ...reader.frames.flatMap((frame) => frame.messages)].map((m) => m.seq);
        expect(heard.slice(0, 3 * (round + 1))).toEqual(Array.from({ length: 3 * (round + 1) }, (_, n) => n + 1));
      });
      reader.close();
    }
  });

  it('can keep nobody waiting by asking for one room a hundred times, or by nesting', async () => {
    const tenant = await makeTenant();
    const socket = await online(tenant, (await tenant.guest()).token);
    const one = { roomId: (await tenant.lobby()).id, epoch: 'other', position: 0 };
    const twice = await socket.ask('sync', { rooms: [one, one] });
    expect(twice.error).toMatchObject({ code: 'validation_failed', errors: [{ path: '/rooms' }] });
    let deep: unknown = 'x';
    for (let n = 0; n < 500; n += 1) deep = { a: deep };
    expect((await socket.ask('room:open', { roomId: unknownId, anchor: deep })).error.code).toBe('validation_failed');
  });

  it('ends with the session whose token it was renewed with', async () => {
    const tenant = await makeTenant();
    const account = { username: 'ada', password: 'correct horse 9' };
    const first = (await tenant.rest<Session>('POST', '/v1/auth/register', { body: account })).body;
    const login = { body: { login: account.username, password: account.password } };
    const second = (await tenant.rest<Session>('POST', '/v1/auth/login', login)).body;
    const socket = await online(tenant, first.accessToken);
    expect((await socket.ask('token:renew', { token: second.accessToken })).ok).toBe(true);
    await tenant.rest('POST', '/v1/auth/logout', { bearer: second.accessToken });
    await eventually(() => expect(socket.socket.connected).toBe(false));
    expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'signed_out' } });
  });

  it('is closed by the token of another tenant', async () => {
    const tenant = await makeTenant();
    const socket = await online(tenant, (await tenant.guest()).token);
    const stranger = await (await makeTenant()).guest();
    expect((await socket.ask('token:renew', { token: stranger.token })).error.code).toBe('forbidden');
    await eventually(() => expect(socket.socket.connected).toBe(false));
  });

  it('does not outlive its session by being let in while that ends', async () => {
    const tenant = await makeTenant();
    const attempts = Array.from({ length: 30 }, async (_, n) => {
      const { token } = await tenant.guest();
      const entering = connect({ auth: { key: tenant.key, token } }).catch(() => undefined);
      // Somewhere within the handshake, at another moment for each.
      for (let turn = 0; turn < n; turn += 1) await new Promise(setImmediate);
      await tenant.rest('POST', '/v1/auth/logout', { bearer: token });
      const socket = await entering;
      if (socket) sockets.push(socket);
      await eventually(() => expect(socket?.socket.connected ?? false).toBe(false));
    });
    await Promise.all(attempts);
  });
});

describe('a large room', () => {
  it('tells who was removed, and not who left', async () => {
    const tenant = await makeTenant();
    const owner = await tenant.guest();
    const { id, epoch } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Hall' })).body;
    const guests = await Promise.all(Array.from({ length: 204 }, () => tenant.guest()));
    for (const guest of guests) await guest.rest('POST', `/v1/rooms/${id}/members`);
    const full = (await owner.rest<Room>('GET', `/v1/rooms/${id}`)).body;
    expect(full).toMatchObject({ memberCount: 205, membersListed: false });
    const [left, removed] = guests;
    await left?.rest('DELETE', `/v1/rooms/${id}/members/me`);
    expect((await owner.rest<Room>('GET', `/v1/rooms/${id}`)).body.position).toBe(full.position);
    await owner.rest('DELETE', `/v1/rooms/${id}/members/${removed?.id}`);
    const since = await owner.rest<Changes>('GET', `/v1/rooms/${id}/changes?epoch=${epoch}&after=${full.position}`);
    expect(since.body).toMatchObject({ position: full.position + 1, members: [{ userId: removed?.id }] });
  });
});
