import { describe, expect, it } from '@jest/globals';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const notFound = { status: 404, body: { code: 'room_not_found' } };
const withoutId = (body: object): object => ({ ...body, requestId: '' });

describe('a private room', () => {
  it('is by its slug what no room is: the same status and body on every way to it', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const slug = 'hidden';
    expect((await ada.rest('POST', '/v1/rooms', { type: 'private', name: 'Hidden', slug })).status).toBe(201);
    await tenant.settings({ roomCreation: 'server' });
    await eventually(async () =>
      expect((await bo.rest('POST', '/v1/rooms', { type: 'public', name: 'x' })).status).toBe(403),
    );
    const socket = await connect({ auth: { key: tenant.key, token: bo.token } });
    const ways = [
      async (name: string) => (await bo.rest('GET', `/v1/rooms/by-slug/${name}`)).body,
      async (name: string) => (await tenant.rest('GET', `/v1/rooms/by-slug/${name}`)).body,
      async (name: string) => (await socket.ask('room:open', { slug: name })).error,
    ];
    for (const ask of ways) {
      const [hidden, missing] = [await ask(slug), await ask('missing')];
      expect(hidden).toMatchObject({ code: 'room_not_found', status: 404 });
      expect(withoutId(hidden)).toEqual(withoutId(missing));
    }
    socket.close();
  });

  it('is not found out by its slug for nothing: each try counts as a room that is made', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const slug = 'hidden';
    await ada.rest('POST', '/v1/rooms', { type: 'private', name: 'Hidden', slug });
    await tenant.settings({ limits: { roomsPerHour: 3 } });
    await eventually(async () =>
      expect((await bo.rest<{ roomsPerHour: number }>('GET', '/v1/limits')).body.roomsPerHour).toBe(3),
    );
    const limited = { code: 'rate_limited', status: 429 };
    const create = (name: string) => bo.rest('POST', '/v1/rooms', { type: 'public', name: 'Guess', slug: name });
    for (let tried = 0; tried < 3; tried += 1) expect((await create(slug)).body).toMatchObject({ code: 'slug_taken' });
    for (const name of [slug, 'missing']) expect((await create(name)).body).toMatchObject(limited);
    const socket = await connect({ auth: { key: tenant.key, token: cy.token } });
    const open = async (name: string) => (await socket.ask('room:open', { slug: name })).error;
    for (let tried = 0; tried < 3; tried += 1) expect(await open(slug)).toMatchObject(notFound.body);
    for (const name of [slug, 'missing']) expect(await open(name)).toMatchObject(limited);
    // Whoever may see a room opens it, however often.
    for (let opened = 0; opened < 5; opened += 1) {
      expect((await socket.ask('room:open', { slug: 'lobby' })).ok).toBe(true);
    }
    socket.close();
  });

  it('is not left by who never sat there, though they are muted or banned in it; and twice by who did', async () => {
    const tenant = await makeTenant();
    const [ada, muted, banned, bo] = [
      await tenant.guest(),
      await tenant.guest(),
      await tenant.guest(),
      await tenant.guest(),
    ];
    const { id } = (await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Garden' })).body;
    const path = `/v1/rooms/${id}`;
    expect((await ada.rest('PUT', `${path}/mutes/${muted.id}`)).status).toBe(200);
    expect((await ada.rest('PUT', `${path}/bans/${banned.id}`)).status).toBe(200);
    for (const user of [muted, banned]) {
      expect(await user.rest('DELETE', `${path}/members/me`)).toMatchObject(notFound);
    }
    await ada.rest('POST', `${path}/members`, { userId: bo.id });
    await ada.rest('PUT', `${path}/mutes/${bo.id}`);
    for (const _ of [1, 2]) expect((await bo.rest('DELETE', `${path}/members/me`)).status).toBe(204);
  });
});

describe('a room that was removed', () => {
  it.each(['public', 'private'] as const)(
    'is not there for whoever could not remove it, %s or not, and removed again by its owner',
    async (type) => {
      const tenant = await makeTenant();
      const [ada, member, banned, stranger] = [
        await tenant.guest(),
        await tenant.guest(),
        await tenant.guest(),
        await tenant.guest(),
      ];
      const { id } = (await ada.rest<Room>('POST', '/v1/rooms', { type, name: 'Garden' })).body;
      const path = `/v1/rooms/${id}`;
      await ada.rest('POST', `${path}/members`, { userId: member.id });
      await ada.rest('PUT', `${path}/bans/${banned.id}`);
      expect((await member.rest('DELETE', path)).body).toMatchObject({ code: 'forbidden' });
      for (const _ of [1, 2]) expect((await ada.rest('DELETE', path)).status).toBe(204);
      for (const user of [member, banned, stranger]) expect(await user.rest('DELETE', path)).toMatchObject(notFound);
      expect((await tenant.rest('DELETE', path, { bearer: tenant.secretKey })).status).toBe(204);
      const other = await (await makeTenant()).guest();
      expect(await other.rest('DELETE', path)).toMatchObject(notFound);
    },
  );
});
