import { afterEach, describe, expect, it } from '@jest/globals';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online(tenant: TestTenant, user: TestUser): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  return socket;
}

async function lobbyOf(socket: RawSocket): Promise<OpenedRoom> {
  return (await socket.ask<OpenedRoom>('room:open', { slug: 'lobby' })).data;
}

describe('a room over the socket', () => {
  it('gives a new tenant an empty lobby', async () => {
    const tenant = await makeTenant();
    const ada = await online(tenant, await tenant.guest('Ada'));
    const { room, member, members, changes } = await lobbyOf(ada);
    expect(room).toMatchObject({ type: 'public', slug: 'lobby', lastSeq: 0, position: 0, memberCount: 0 });
    expect({ member, members }).toEqual({ member: null, members: [] });
    expect(changes).toMatchObject({ reset: true, after: 0, position: 0, messages: [], room });
  });

  it('shows a message to everybody who opened the room, with the seat its author took by it', async () => {
    const tenant = await makeTenant();
    const [adaUser, boUser] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
    const [ada, bo] = [await online(tenant, adaUser), await online(tenant, boUser)];
    const { room } = await lobbyOf(ada);
    await lobbyOf(bo);
    const { ok, data: message } = await ada.ask<Message>('message:send', {
      roomId: room.id,
      clientId: 'c1',
      text: ' hello ',
    });
    expect(ok).toBe(true);
    expect(message).toMatchObject({ seq: 1, clientId: 'c1', text: 'hello', authorId: adaUser.id, kind: 'text' });
    const [frame] = await eventually(() => {
      expect(bo.frames).toHaveLength(1);
      return bo.frames;
    });
    expect(frame).toMatchObject({ after: 0, position: 2, reset: false, messages: [message] });
    expect(frame?.members).toMatchObject([{ userId: adaUser.id, role: 'member', position: 1 }]);
    expect(frame?.users).toEqual([adaUser.session.user]);
    expect(frame?.room).toMatchObject({ memberCount: 1, lastSeq: 1, position: 2 });
    await eventually(() => expect(ada.frames).toEqual(bo.frames));
  });

  it('numbers messages sent at once 1 to n, in one order for all, and in the order of each sender', async () => {
    const tenant = await makeTenant();
    const people = await Promise.all([1, 2, 3].map(async () => online(tenant, await tenant.guest())));
    const rooms = await Promise.all(people.map(lobbyOf));
    const roomId = rooms[0]?.room.id;
    const sends = people.flatMap((person, who) =>
      Array.from({ length: 20 }, (_, n) =>
        person.ask<Message>('message:send', { roomId, clientId: `c${n}`, text: `${who}-${n}` }),
      ),
    );
    const acks = await Promise.all(sends);
    expect(acks.every((ack) => ack.ok)).toBe(true);
    expect(acks.map((ack) => ack.data.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    for (const who of [0, 1, 2]) {
      const seqs = acks.slice(who * 20, who * 20 + 20).map((ack) => ack.data.seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    }
    for (const person of people) {
      await eventually(() => expect(person.frames.flatMap((frame) => frame.messages)).toHaveLength(60));
      expect(person.frames.flatMap((frame) => frame.messages.map((message) => message.seq))).toEqual(
        Array.from({ length: 60 }, (_, n) => n + 1),
      );
      const gaps = person.frames.filter((frame, n) => frame.after !== (person.frames[n - 1]?.position ?? 0));
      expect(gaps).toEqual([]);
    }
  });

  it('keeps the order of a sender also when one message mentions somebody, who must be looked up, and the next does not', async () => {
    const tenant = await makeTenant();
    const user = await tenant.guest();
    const ada = await online(tenant, user);
    const { room } = await lobbyOf(ada);
    const acks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        ada.ask<Message>('message:send', {
          roomId: room.id,
          clientId: `c${n}`,
          text: `${n}`,
          ...(n % 2 === 0 ? { mentions: [user.id] } : {}),
        }),
      ),
    );
    expect(acks.map(({ data }) => data.seq)).toEqual(acks.map((_, n) => n + 1));
  });

  it('answers a repeated clientId with the first message, and refuses it with another body', async () => {
    const tenant = await makeTenant();
    const ada = await online(tenant, await tenant.guest());
    const { room } = await lobbyOf(ada);
    const send = (text: string) => ada.ask<Message>('message:send', { roomId: room.id, clientId: 'same', text });
    const [first, second] = await Promise.all([send('once'), send('once')]);
    expect(second.data).toEqual(first.data);
    expect((await send('other')).error).toMatchObject({ code: 'client_id_reused', status: 409 });
    expect((await tenant.rest<{ items: unknown[] }>('GET', `/v1/rooms/${room.id}/messages`)).body.items).toHaveLength(
      1,
    );
  });

  it('makes a room on opening its slug, unless only the server may make rooms', async () => {
    const tenant = await makeTenant();
    const adaUser = await tenant.guest();
    const ada = await online(tenant, adaUser);
    const { data } = await ada.ask<OpenedRoom>('room:open', { slug: 'p-new' });
    expect(data.room).toMatchObject({ slug: 'p-new', name: 'p-new', type: 'public', position: 0 });
    expect(data.member).toMatchObject({ userId: adaUser.id, role: 'owner' });
    await tenant.settings({ roomCreation: 'server' });
    await eventually(async () => {
      const refused = await ada.ask('room:open', { slug: `p-other-${Math.random().toString(36).slice(2)}` });
      expect(refused.error).toMatchObject({ code: 'room_not_found', status: 404 });
    });
  });

  it('sends exactly what was missed, or the room afresh', async () => {
    const tenant = await makeTenant();
    const adaUser = await tenant.guest();
    const ada = await online(tenant, adaUser);
    const { room } = await lobbyOf(ada);
    const send = (n: number) =>
      adaUser.rest<Message>('POST', `/v1/rooms/${room.id}/messages`, { clientId: `${n}`, text: `${n}` });
    const first = (await send(1)).body;
    await send(2);
    const standing = { roomId: room.id, epoch: room.epoch, position: first.position };
    const missed = await ada.ask<{ changes: unknown[]; gone: string[] }>('sync', {
      rooms: [
        { ...standing, anchor: { messageId: first.id, position: first.position } },
        { ...standing, roomId: 'nowhere' },
      ],
    });
    expect(missed.data.gone).toEqual(['nowhere']);
    expect(missed.data.changes).toMatchObject([
      { reset: false, after: 2, position: 3, messages: [{ seq: 2 }], members: [] },
    ]);
    for (const stranger of [
      { ...standing, epoch: 'another' },
      { ...standing, position: 99 },
      { ...standing, anchor: { messageId: first.id, position: 99 } },
      { ...standing, anchor: { messageId: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744', position: 1 } },
    ]) {
      const afresh = await ada.ask<{ changes: unknown[] }>('sync', { rooms: [stranger] });
      expect(afresh.data.changes).toMatchObject([
        { reset: true, after: 0, position: 3, messages: [{ seq: 1 }, { seq: 2 }] },
      ]);
    }
    expect((await ada.ask('heads', {})).data).toEqual({ heads: [{ roomId: room.id, epoch: room.epoch, position: 3 }] });
  });

  it('hears a room no more after closing it', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await online(tenant, await tenant.guest()), await online(tenant, await tenant.guest())];
    const { room } = await lobbyOf(ada);
    await lobbyOf(bo);
    expect((await bo.ask('room:close', { roomId: room.id })).ok).toBe(true);
    await ada.ask('message:send', { roomId: room.id, clientId: '1', text: 'quiet' });
    await eventually(() => expect(ada.frames).toHaveLength(1));
    expect((await bo.ask('heads', {})).data).toEqual({ heads: [] });
    expect(bo.frames).toEqual([]);
  });
});
