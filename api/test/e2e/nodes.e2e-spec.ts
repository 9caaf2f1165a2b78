import { afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { BreakableLink } from '../support/breakable-link.js';
import { breaks, openRoom, type Reader, sendMany, toldSeqs, upTo } from '../support/crowd.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import { redisState, startNode, type TestNode, untilRedisIs } from '../support/nodes.js';
import { TestRedis } from '../support/redis-server.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** Long enough for the database to be asked, however busy the machine is. */
const soon = { withinMs: 30_000 };

const pair = givenNodePair();
const { nodes, sockets } = pair;

async function read(node: TestNode, tenant: TestTenant, user: TestUser, room: { slug: string } | { roomId: string }) {
  const reader = await openRoom(node.url, tenant, user, room);
  sockets.push(reader.socket);
  return reader;
}

/** Three readers of the lobby on each node. */
async function lobbyReaders(): Promise<{ readers: Reader[]; roomId: string; talkers: [RawSocket, RawSocket] }> {
  const tenant = await makeTenant({ url: nodes[0].url });
  const readers: Reader[] = [];
  for (const node of [...nodes, ...nodes, ...nodes]) {
    readers.push(await read(node, tenant, await tenant.guest(), { slug: 'lobby' }));
  }
  const [first, second] = readers as [Reader, Reader];
  return { readers, roomId: first.opened.room.id, talkers: [first.socket, second.socket] };
}

async function expectAllHeard(readers: Reader[], count: number): Promise<void> {
  for (const reader of readers) {
    await eventually(() => expect(toldSeqs(reader)).toHaveLength(count), soon);
    expect(toldSeqs(reader)).toEqual(upTo(count));
    expect(breaks(reader)).toEqual([]);
  }
}

const lastOf = (sent: Message[][]): number => Math.max(...sent.flat().map(({ position }) => position));

describe('two nodes', () => {
  it('show every reader on both of them each message once, in one order, while both take sends', async () => {
    const { readers, roomId, talkers } = await lobbyReaders();
    await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `${who}`, 150)));
    await expectAllHeard(readers, 300);
  });

  it('hear each other by Redis alone, as long as nothing is missing', async () => {
    const link = await BreakableLink.to(testDatabaseUrl());
    const cut = await startNode({ REDIS_URL: pair.redis.url, DATABASE_URL: link.url, LOG_LEVEL: 'silent' });
    try {
      await untilRedisIs('ok', [cut]);
      const tenant = await makeTenant({ url: nodes[0].url });
      const near = await read(nodes[0], tenant, await tenant.guest(), { slug: 'lobby' });
      const far = await read(cut, tenant, await tenant.guest(), { slug: 'lobby' });
      await link.break();
      await sendMany(near.socket, near.opened.room.id, 'a', 30);
      await expectAllHeard([near, far], 30);
    } finally {
      await cut.remove();
      await link.break();
    }
  });

  it('lose nothing when Redis is killed under load and comes back', async () => {
    const { readers, roomId, talkers } = await lobbyReaders();
    const sends = talkers.map((socket, who) => sendMany(socket, roomId, `${who}`, 200));
    await eventually(() => expect(readers.every((reader) => reader.socket.frames.length > 3)).toBe(true), soon);
    await pair.redis.kill();
    await untilRedisIs('down', nodes);
    await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `down-${who}`, 20)));
    await Promise.all(sends);
    await expectAllHeard(readers, 440);
    await pair.redis.start();
    await untilRedisIs('ok', nodes);
    await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `again-${who}`, 20)));
    await expectAllHeard(readers, 480);
  });

  it('lose nothing while Redis throws out again and again who hears it', async () => {
    const { readers, roomId, talkers } = await lobbyReaders();
    let isSending = true;
    const sends = Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `${who}`, 200))).finally(
      () => (isSending = false),
    );
    let thrownOut = 0;
    while (isSending) thrownOut += Number(await pair.redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    await sends;
    expect(thrownOut).toBeGreaterThan(0);
    await expectAllHeard(readers, 400);
    await untilRedisIs('ok', nodes);
  });

  it('tell readers how far a room has come when they missed more of it than a frame can say', async () => {
    const { readers, roomId, talkers } = await lobbyReaders();
    const [talker] = talkers;
    const expectAt = async (position: number): Promise<void> => {
      for (const { socket } of readers) {
        await eventually(() => expect(socket.frames.at(-1)?.position).toBe(position), soon);
      }
    };
    await pair.redis.kill();
    let sent: Message[][];
    try {
      await untilRedisIs('down', nodes);
      sent = await Promise.all(Array.from({ length: 50 }, (_, n) => sendMany(talker, roomId, `${n}`, 16)));
      // Plain sockets do not ask for the heads: what they know they were told.
      await expectAt(lastOf(sent));
    } finally {
      await pair.redis.start();
    }
    await untilRedisIs('ok', nodes);
    await sendMany(talker, roomId, 'again', 1);
    await expectAt(lastOf(sent) + 1);
  });

  it('go on while Redis hangs, open rooms too, and say that it is down', async () => {
    const { readers, roomId, talkers } = await lobbyReaders();
    pair.redis.freeze();
    try {
      const tenant = await makeTenant({ url: nodes[1].url });
      await read(nodes[1], tenant, await tenant.guest(), { slug: 'lobby' });
      await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `${who}`, 30)));
      await untilRedisIs('down', nodes);
      await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `down-${who}`, 10)));
      await expectAllHeard(readers, 80);
    } finally {
      pair.redis.thaw();
    }
    await untilRedisIs('ok', nodes);
    await Promise.all(talkers.map((socket, who) => sendMany(socket, roomId, `again-${who}`, 10)));
    await expectAllHeard(readers, 100);
  });

  it('tell everywhere who came into a room, who looks different, and which room is gone', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
    const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' });
    const away = await connect({ url: nodes[1].url, auth: { key: tenant.key, token: bo.token } });
    sockets.push(away);
    await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bo.id });
    await eventually(() => expect(away.told).toContainEqual({ name: 'room:added', payload: { roomId: room.id } }));
    await ada.rest('PATCH', '/v1/me', { displayName: 'Ada L.' });
    await away.ask('room:open', { roomId: room.id });
    await ada.rest('PATCH', '/v1/me', { displayName: 'Lady Lovelace' });
    const updated = { name: 'user:updated', payload: expect.objectContaining({ displayName: 'Lady Lovelace' }) };
    await eventually(() => expect(away.told).toContainEqual(updated));
    await ada.rest('DELETE', `/v1/rooms/${room.id}`);
    const removed = { name: 'room:removed', payload: { roomId: room.id, reason: 'deleted' } };
    await eventually(() => expect(away.told).toContainEqual(removed));
    expect(away.told.filter(({ name }) => name === 'room:removed')).toHaveLength(1);
  });
});

describe.each([
  ['up', () => Promise.resolve()],
  ['down', () => pair.redis.kill()],
])('with Redis %s, what is taken from somebody on one node', (state, prepare) => {
  afterEach(async () => {
    if (state === 'up') return;
    await pair.redis.start();
    await untilRedisIs('ok', nodes);
  });

  it.each([
    ['removed from a private room', 'private', 'DELETE', 'members', 'room_not_found'],
    ['banned from a public room', 'public', 'PUT', 'bans', 'banned'],
  ])('is taken on the other: who was %s hears nothing that comes after', async (_, type, method, list, code) => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type, name: 'Secret' });
    await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bo.id });
    const here = await read(nodes[0], tenant, ada, { roomId: room.id });
    const alsoThere = await read(nodes[1], tenant, ada, { roomId: room.id });
    const there = await read(nodes[1], tenant, bo, { roomId: room.id });
    await sendMany(here.socket, room.id, 'before', 3);
    await eventually(() => expect(toldSeqs(there)).toEqual(upTo(3)), soon);
    await prepare();
    expect((await ada.rest(method, `/v1/rooms/${room.id}/${list}/${bo.id}`)).status).toBeLessThan(300);
    await sendMany(here.socket, room.id, 'after', 3);
    await eventually(() => expect(toldSeqs(alsoThere)).toEqual(upTo(6)), soon);
    await eventually(() => {
      expect(there.socket.told).toContainEqual({
        name: 'room:removed',
        payload: expect.objectContaining({ roomId: room.id }),
      });
    }, soon);
    await sendMany(here.socket, room.id, 'later', 3);
    await eventually(() => expect(toldSeqs(alsoThere)).toEqual(upTo(9)), soon);
    expect(toldSeqs(there)).toEqual(upTo(3));
    expect((await there.socket.ask('room:open', { roomId: room.id })).error.code).toBe(code);
  });
});

describe('whoever leaves for good on one node', () => {
  it('has no socket on the other, and is a deleted user there before the eyes of all', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
    const there = await read(nodes[1], tenant, ada, { slug: 'lobby' });
    const reader = await read(nodes[1], tenant, bo, { slug: 'lobby' });
    await sendMany(there.socket, there.opened.room.id, 'a', 1);
    expect((await ada.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await eventually(() => expect(there.socket.socket.connected).toBe(false), soon);
    expect(there.socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'account_deleted' } });
    const renamed = { id: ada.id, displayName: 'Deleted user' };
    await eventually(() => {
      const payload = expect.objectContaining(renamed);
      expect(reader.socket.told).toContainEqual({ name: 'user:updated', payload });
      expect(reader.socket.frames.at(-1)).toMatchObject({ members: [{ userId: ada.id }], users: [renamed] });
    }, soon);
  });
});

describe('a node that missed more of a private room than one frame can say', () => {
  it('sends none of it, shuts out who lost the room meanwhile, and goes on for the others', async () => {
    const nobody = await TestRedis.make({ isStarted: false });
    const link = await BreakableLink.to(testDatabaseUrl());
    const cut = await startNode({ REDIS_URL: nobody.url, DATABASE_URL: link.url, LOG_LEVEL: 'silent' });
    try {
      const tenant = await makeTenant({ url: nodes[0].url });
      const [ada, bo] = [await tenant.guest(), await tenant.guest()];
      const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' });
      await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bo.id });
      const here = await read(nodes[0], tenant, ada, { roomId: room.id });
      const alsoThere = await read(cut, tenant, ada, { roomId: room.id });
      const there = await read(cut, tenant, bo, { roomId: room.id });
      await link.break();
      expect((await ada.rest('DELETE', `/v1/rooms/${room.id}/members/${bo.id}`)).status).toBe(204);
      await sendMany(here.socket, room.id, 'missed', 350);
      await link.mend();
      const removed = { name: 'room:removed', payload: expect.objectContaining({ roomId: room.id }) };
      await eventually(() => expect(there.socket.told).toContainEqual(removed), soon);
      await eventually(async () => {
        // Each is one more chance for what was missed to be behind.
        await sendMany(here.socket, room.id, `later-${Date.now()}`, 1);
        expect(toldSeqs(alsoThere)).not.toEqual([]);
      }, soon);
      expect(Math.min(...toldSeqs(alsoThere))).toBeGreaterThan(350);
      expect(there.socket.frames).toEqual([]);
    } finally {
      await cut.remove();
      await link.break();
    }
  });
});

describe('a node that was frozen', () => {
  it('tells nothing to a member who was removed meanwhile, and the others all', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' });
    await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bo.id });
    const here = await read(nodes[0], tenant, ada, { roomId: room.id });
    const alsoThere = await read(nodes[1], tenant, ada, { roomId: room.id });
    const there = await read(nodes[1], tenant, bo, { roomId: room.id });
    await sendMany(here.socket, room.id, 'before', 3);
    await eventually(() => expect(toldSeqs(there)).toEqual(upTo(3)), soon);
    nodes[1].signal('SIGSTOP');
    try {
      await sendMany(here.socket, room.id, 'frozen', 3);
      expect((await ada.rest('DELETE', `/v1/rooms/${room.id}/members/${bo.id}`)).status).toBe(204);
      await sendMany(here.socket, room.id, 'after', 3);
    } finally {
      nodes[1].signal('SIGCONT');
    }
    await eventually(() => expect(toldSeqs(alsoThere)).toEqual(upTo(9)), soon);
    const removed = { name: 'room:removed', payload: { roomId: room.id, reason: 'removed' } };
    await eventually(() => expect(there.socket.told).toContainEqual(removed), soon);
    expect(Math.max(...toldSeqs(there))).toBeLessThanOrEqual(6);
  });
});

describe('a node whose Redis is not there at its start', () => {
  it('says why, when it is told, and not with which password', async () => {
    const url = pair.redis.url.replace('://', '://nobody:s3cret@');
    const node = await startNode({ REDIS_URL: url });
    try {
      await eventually(() => expect(node.output()).toMatch(/Redis does not answer/), soon);
      expect(node.output()).toContain('WRONGPASS');
      expect(node.output()).not.toContain('s3cret');
      expect(await redisState(node.url)).toBe('down');
    } finally {
      await node.remove();
    }
  });

  it('serves, gets to its readers what the other node took, and finds Redis when it comes', async () => {
    const late = await TestRedis.make({ isStarted: false });
    const start = () => startNode({ REDIS_URL: late.url, LOG_LEVEL: 'silent' });
    const pair = await Promise.all([start(), start()]);
    try {
      await untilRedisIs('down', pair);
      const [here, there] = pair;
      const tenant = await makeTenant({ url: here.url });
      const near = await read(here, tenant, await tenant.guest(), { slug: 'lobby' });
      const far = await read(there, tenant, await tenant.guest(), { slug: 'lobby' });
      const roomId = near.opened.room.id;
      await sendMany(near.socket, roomId, 'a', 5);
      await expectAllHeard([near, far], 5);
      await late.start();
      await untilRedisIs('ok', pair);
      await sendMany(far.socket, roomId, 'b', 5);
      await expectAllHeard([near, far], 10);
    } finally {
      for (const node of pair) await node.remove();
      await late.kill();
    }
  });
});
