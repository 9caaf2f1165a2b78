import { describe, expect, it } from '@jest/globals';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { PresenceState } from '../../src/presence/presence.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import { type TestNode, untilRedisIs } from '../support/nodes.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** Until a node that says nothing is taken for dead, and some for a busy machine. */
const beforeLong = { withinMs: 60_000 };

const pair = givenNodePair();
const { nodes, sockets } = pair;

async function online(node: TestNode, tenant: TestTenant, user: TestUser): Promise<RawSocket> {
  const socket = await connect({ url: node.url, auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  return socket;
}

/** A private room of two. */
async function makeRoom() {
  const tenant = await makeTenant({ url: nodes[0].url });
  const [ada, bo] = [await tenant.guest(), await tenant.guest()];
  const { id } = (await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' })).body;
  await ada.rest('POST', `/v1/rooms/${id}/members`, { userId: bo.id });
  return { tenant, ada, bo, id };
}

async function presenceAt(socket: RawSocket, roomId: string): Promise<PresenceState[]> {
  const { data } = await socket.ask<OpenedRoom>('room:open', { roomId });
  return data.presence;
}

/** What a socket was told of somebody, in order. */
const toldOf = ({ presences }: RawSocket, user: TestUser): PresenceState[] =>
  presences.filter(({ userId }) => userId === user.id);

const statuses = (socket: RawSocket, user: TestUser) => toldOf(socket, user).map(({ status }) => status);

const offline = (user: TestUser) => ({ userId: user.id, status: 'offline', lastSeenAt: expect.any(String) });

describe('who is here', () => {
  it('is told on every node, when they come, are away, come back and go, with when they were last seen', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const readers = [await online(nodes[0], tenant, ada), await online(nodes[1], tenant, ada)];
    for (const reader of readers) await reader.ask('room:open', { roomId: id });
    const his = await online(nodes[1], tenant, bo);
    const expectAll = async (...expected: string[]) => {
      for (const reader of readers) await eventually(() => expect(statuses(reader, bo)).toEqual(expected));
    };
    await expectAll('online');
    expect(await his.ask('presence:set', { status: 'away' })).toEqual({ ok: true, data: {} });
    await expectAll('online', 'away');
    const late = await online(nodes[0], tenant, ada);
    expect(await presenceAt(late, id)).toEqual(
      expect.arrayContaining([
        { userId: ada.id, status: 'online' },
        { userId: bo.id, status: 'away' },
      ]),
    );
    await his.ask('presence:set', { status: 'online' });
    await expectAll('online', 'away', 'online');
    const beforeMs = Date.now();
    his.close();
    await expectAll('online', 'away', 'online', 'offline');
    for (const reader of [...readers, late]) {
      await eventually(() => {
        const { lastSeenAt = '' } = toldOf(reader, bo).at(-1) ?? {};
        expect(Date.parse(lastSeenAt)).toBeGreaterThanOrEqual(beforeMs);
      });
    }
    expect(await presenceAt(readers[1] as RawSocket, id)).toContainEqual(offline(bo));
  });

  it('counts all tabs, devices and nodes of a person as one', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const reader = await online(nodes[0], tenant, ada);
    await reader.ask('room:open', { roomId: id });
    const [one, two] = [await online(nodes[0], tenant, bo), await online(nodes[1], tenant, bo)];
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online']));
    await one.ask('presence:set', { status: 'away' });
    one.close();
    await two.ask('presence:set', { status: 'away' });
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online', 'away']));
    two.close();
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online', 'away', 'offline']));
  });

  it('is hidden by who wishes so: offline to others on all nodes and after coming back, and not seen meanwhile', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const reader = await online(nodes[0], tenant, ada);
    await reader.ask('room:open', { roomId: id });
    const [one, two] = [await online(nodes[0], tenant, bo), await online(nodes[1], tenant, bo)];
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online']));
    await one.ask('presence:set', { status: 'invisible' });
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online', 'offline']));
    const [, { lastSeenAt }] = toldOf(reader, bo) as [PresenceState, PresenceState];
    for (const socket of [one, two]) {
      await eventually(() => expect(statuses(socket, bo)).toContain('invisible'));
    }
    one.close();
    await two.ask('presence:set', { status: 'away' });
    two.close();
    const back = await online(nodes[1], tenant, bo);
    // It is told who is hidden only once it is known; whatever was told before would have come by now.
    await eventually(() => expect(statuses(back, bo)).toEqual(['invisible']));
    // So is whoever opens a room, and may not have listened before.
    expect(await presenceAt(back, id)).toContainEqual({ userId: bo.id, status: 'invisible' });
    const cy = await tenant.guest();
    await ada.rest('POST', `/v1/rooms/${id}/members`, { userId: cy.id });
    await online(nodes[1], tenant, cy);
    await eventually(() => expect(statuses(reader, cy)).toEqual(['online']));
    expect(statuses(reader, bo)).toEqual(['online', 'offline']);
    expect(await presenceAt(reader, id)).toContainEqual({ userId: bo.id, status: 'offline', lastSeenAt });
    await back.ask('presence:set', { status: 'online' });
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online', 'offline', 'online']));
  });

  it('is told to members and those who have the room open alone, never to another tenant or who lost the room', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const other = await makeTenant({ url: nodes[0].url });
    const reader = await online(nodes[0], tenant, ada);
    const outsider = await online(nodes[0], tenant, await tenant.guest());
    const stranger = await online(nodes[1], other, await other.guest());
    const gone = await tenant.guest();
    await ada.rest('POST', `/v1/rooms/${id}/members`, { userId: gone.id });
    const lost = await online(nodes[1], tenant, gone);
    for (const socket of [reader, lost]) await socket.ask('room:open', { roomId: id });
    await ada.rest('DELETE', `/v1/rooms/${id}/members/${gone.id}`);
    await eventually(() => expect(lost.told.map(({ name }) => name)).toContain('room:removed'));
    expect((await outsider.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
    await online(nodes[1], tenant, bo);
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online']));
    for (const socket of [outsider, stranger, lost]) {
      await socket.ask('heads', {});
      expect(toldOf(socket, bo)).toEqual([]);
    }
    // Who is in the room no more is none of its people either.
    expect((await presenceAt(reader, id)).map(({ userId }) => userId)).not.toContain(gone.id);
  });

  it('is nobody’s business in a room of more than 200', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const make = async (name: string) => (await ada.rest<Room>('POST', '/v1/rooms', { type: 'public', name })).body.id;
    const [large, small] = [await make('Large'), await make('Small')];
    for (const room of [large, small]) await bo.rest('POST', `/v1/rooms/${room}/members`);
    const crowd = await Promise.all(Array.from({ length: 199 }, () => tenant.guest()));
    for (const guest of crowd) expect((await guest.rest('POST', `/v1/rooms/${large}/members`)).status).toBe(201);
    const [reader, control] = [await online(nodes[0], tenant, ada), await online(nodes[0], tenant, ada)];
    expect(await presenceAt(reader, large)).toEqual([]);
    await control.ask('room:open', { roomId: small });
    await online(nodes[1], tenant, bo);
    await eventually(() => expect(statuses(control, bo)).toEqual(['online']));
    await reader.ask('heads', {});
    expect(toldOf(reader, bo)).toEqual([]);
  });

  it('is refused of a wrong shape', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const socket = await online(nodes[0], tenant, await tenant.guest());
    for (const payload of [{}, { status: 'offline' }, { status: 1 }, { status: 'online', x: 1 }]) {
      expect((await socket.ask('presence:set', payload)).error.code).toBe('validation_failed');
    }
  });
});

describe('a node', () => {
  it('that starts learns who is on the others; whoever was on one that died is offline before long', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const doomed = await pair.start();
    await untilRedisIs('ok', [doomed]);
    await online(doomed, tenant, bo);
    const reader = await online(nodes[0], tenant, ada);
    await reader.ask('room:open', { roomId: id });
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online']));
    const late = await pair.start();
    await untilRedisIs('ok', [late]);
    const there = await online(late, tenant, ada);
    await eventually(async () =>
      expect(await presenceAt(there, id)).toContainEqual({ userId: bo.id, status: 'online' }),
    );
    doomed.signal('SIGKILL');
    for (const socket of [reader, there]) {
      await eventually(() => expect(toldOf(socket, bo).at(-1)).toEqual(offline(bo)), beforeLong);
    }
  }, 120_000);

  it('that stops takes leave of those who were on it, and remembers when they were seen', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const leaving = await pair.start();
    await untilRedisIs('ok', [leaving]);
    await online(leaving, tenant, bo);
    const reader = await online(nodes[0], tenant, ada);
    await reader.ask('room:open', { roomId: id });
    await eventually(() => expect(statuses(reader, bo)).toEqual(['online']));
    await leaving.stop();
    await eventually(() => expect(toldOf(reader, bo).at(-1)).toEqual(offline(bo)));
    const later = await pair.start();
    await untilRedisIs('ok', [later]);
    expect(await presenceAt(await online(later, tenant, ada), id)).toContainEqual(offline(bo));
  }, 60_000);
});
