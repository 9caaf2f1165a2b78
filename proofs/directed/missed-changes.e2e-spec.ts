import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { connect, type RawSocket } from '../../api/test/support/socket.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import type { Changes, Synced } from '../../sdk/src/contract/index.js';
import { answer, ask, emptyFeed, type Feed, receive } from '../../sdk/src/timeline/feed.js';
import { makeChat, until, watch } from '../../sdk/test/support/chats.js';
import { TcpProxy } from '../proxy/proxy.js';

let proxy: TcpProxy;
let tenant: TestTenant;
const open: RawSocket[] = [];
beforeEach(async () => {
  const { hostname, port } = new URL(testServerUrl());
  proxy = await TcpProxy.start({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port: Number(port) });
  tenant = await makeTenant();
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.close();
  await proxy.stop();
});

async function online(token: string): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token } });
  open.push(socket);
  return socket;
}

/** Sends `count` messages, as many at once as a socket may. */
async function write(socket: RawSocket, roomId: string, count: number): Promise<void> {
  const atOnce = 200;
  for (let from = 0; from < count; from += atOnce) {
    const texts = Array.from({ length: Math.min(atOnce, count - from) }, (_, n) => `${from + n + 1}`);
    const acks = await Promise.all(
      texts.map((text) => socket.ask('message:send', { roomId, clientId: `w${text}`, text })),
    );
    expect(acks.every(({ ok }) => ok)).toBe(true);
  }
}

describe('a reader who was away', () => {
  it.each([
    { missed: 25, shown: 26 },
    { missed: 200, shown: 201 },
    { missed: 5_000, shown: 50 },
  ])('for $missed changes has them all, or the newest page afresh', async ({ missed, shown }) => {
    const writer = await tenant.guest();
    const socket = await online(writer.token);
    const { id: roomId } = await tenant.lobby();
    await socket.ask('message:send', { roomId, clientId: 'first', text: '0' });
    const chat = makeChat({ key: tenant.key, url: `http://127.0.0.1:${proxy.port}` });
    const room = watch(chat.room({ id: roomId }));
    await until(room, ({ items }) => items.length === 1);
    proxy.isClosed = true;
    proxy.cut();
    await eventually(() => expect(chat.connection.get().status).toBe('offline'));
    await write(socket, roomId, missed);
    proxy.isClosed = false;
    const { items } = await until(room, (timeline) => timeline.items.at(-1)?.text === `${missed}`, 40_000);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: shown }, (_, n) => missed + 2 - shown + n));
  });
});

describe('two sockets of one user', () => {
  it('show the same, also what one of them sent while the other was away', async () => {
    const user = await tenant.guest();
    const { id: roomId } = await tenant.lobby();
    const stays = await online(user.token);
    const leaves = await online(user.token);
    const opened = await Promise.all([stays, leaves].map((socket) => follow(socket, roomId)));
    await write(stays, roomId, 3);
    await eventually(() => expect(opened.map(({ feed }) => feed.log.messages.length)).toEqual([3, 3]));
    leaves.close();
    await eventually(() => expect(leaves.socket.connected).toBe(false));
    await stays.ask('message:send', { roomId, clientId: 'alone', text: 'alone' });
    const back = await follow(await online(user.token), roomId, opened[1]?.feed);
    await eventually(() => expect(back.feed.log.messages).toHaveLength(4));
    expect(back.feed.log.messages).toEqual(opened[0]?.feed.log.messages);
    expect(back.feed.log.position).toBe(opened[0]?.feed.log.position);
  });
});

/** Keeps a room up to date with the SDK's reducer alone. */
async function follow(socket: RawSocket, roomId: string, from: Feed = emptyFeed): Promise<{ feed: Feed }> {
  const { feed, question } = ask(from);
  const held = { feed };
  socket.socket.on('changes', (frame: Changes) => (held.feed = receive(held.feed, frame)));
  const { epoch, position, anchor } = question;
  if (epoch === undefined) {
    const { data } = await socket.ask<{ changes: Changes }>('room:open', { roomId });
    held.feed = answer(held.feed, data.changes);
  } else {
    const { data } = await socket.ask<Synced>('sync', { rooms: [{ roomId, epoch, position, anchor }] });
    const [changes] = data.changes;
    if (changes) held.feed = answer(held.feed, changes);
  }
  return held;
}
