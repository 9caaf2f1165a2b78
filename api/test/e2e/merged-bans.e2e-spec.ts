import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import { connect } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const { nodes, sockets } = givenNodePair();

describe('a guest who is banned, and becomes an account', () => {
  it('takes the ban along: the account’s sockets are shut out at once on every node, and told', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [owner, guest, ada] = [await tenant.guest(), await tenant.guest(), await register(tenant)];
    const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Forum' })).body;
    const path = `/v1/rooms/${id}`;
    const write = (clientId: string) => owner.rest('POST', `${path}/messages`, { clientId, text: clientId });
    await guest.rest('POST', `${path}/members`);
    expect((await owner.rest('PUT', `${path}/bans/${guest.id}`, { reason: 'spam' })).status).toBe(200);
    const online = async (url: string, token: string) => {
      const socket = await connect({ auth: { key: tenant.key, token }, url });
      sockets.push(socket);
      expect((await socket.ask('room:open', { roomId: id })).ok).toBe(true);
      return socket;
    };
    const readers = await Promise.all(nodes.map(({ url }) => online(url, ada.token)));
    const control = await online(nodes[1].url, owner.token);
    await write('before');
    for (const reader of readers) await eventually(() => expect(reader.frames).toHaveLength(1));
    const body = { login: 'ada', password, mergeGuest: true };
    const merged = await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body });
    expect(merged.status).toBe(200);
    const removed = { name: 'room:removed', payload: { roomId: id, reason: 'banned' } };
    for (const reader of readers) await eventually(() => expect(reader.told).toContainEqual(removed));
    await write('after');
    const texts = control.frames.flatMap.bind(control.frames);
    await eventually(() =>
      expect(texts(({ messages }) => messages.map(({ text }) => text))).toEqual(['before', 'after']),
    );
    // Moderators and readers see it as any ban.
    expect(texts(({ members }) => members)).toContainEqual(expect.objectContaining({ userId: ada.id, banned: true }));
    for (const reader of readers) {
      expect((await reader.ask('room:open', { roomId: id })).error.code).toBe('banned');
      expect(reader.told.filter(({ name }) => name === 'room:removed')).toEqual([removed]);
      expect(reader.frames.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual(['before']);
    }
  });
});
