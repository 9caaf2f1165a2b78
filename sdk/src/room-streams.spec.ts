import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { ModelServer } from '../test/support/model-server.js';
import { until } from '../test/support/until.js';
import { createChat } from './full-chat.js';
import type { Chat, Room } from './full-chat.js';

let server: ModelServer;
let chat: Chat;
let room: Room;

const page = 'GET /rooms/room/messages?around=1&limit=1';
const shown = (): string | undefined => room.timeline.get().items.at(-1)?.text;
const delta = (offset: number, text: string) =>
  server.emit('message:delta', { roomId: 'room', messageId: 'message-1', offset, delta: text });

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
  server.commit({ what: 'begin', by: 1 });
  server.auth.answers[page] = () => server.room.page(2, 1);
  chat = createChat({ url: server.url, key: 'pk_test', session: 'guest', storage: 'memory' });
  room = chat.room({ id: 'room' });
  room.timeline.subscribe(() => undefined);
  await until(room.timeline, ({ items }) => items.length === 1);
  // Once at the beginning: what was told while the room was being opened nobody heard.
  await eventually(() => expect(server.auth.count(page)).toBe(1));
});
afterEach(async () => {
  await chat.close();
  await server.stop();
});

describe('a live room', () => {
  it('shows a message growing, and at its end what is durable; nothing else is drawn anew', async () => {
    server.commit({ what: 'send', by: 2 });
    const { items } = await until(room.timeline, (timeline) => timeline.items.length === 2);
    delta(0, 'Hel');
    delta(3, 'lo');
    const first = () => room.timeline.get().items[0];
    await until(room.timeline, () => first()?.text === 'Hello');
    expect(first()).toMatchObject({ streaming: true, status: 'sent', position: 1 });
    expect(room.timeline.get().items[1]).toBe(items[1]);
    server.commit({ what: 'end', target: 0, text: 'Hello, world' });
    await until(room.timeline, () => first()?.text === 'Hello, world');
    expect(first()?.streaming).toBe(false);
    delta(12, 'late');
    server.commit({ what: 'send', by: 2 });
    await until(room.timeline, (timeline) => timeline.items.length === 3);
    expect(first()?.text).toBe('Hello, world');
    expect(server.auth.count(page)).toBe(1);
  });

  it('asks for a message of which something was lost, and after the connection was away', async () => {
    server.room.write(0, 'One two three');
    delta(8, 'three');
    await until(room.timeline, () => shown() === 'One two three');
    server.room.write(0, 'One two three four');
    server.disconnect();
    await until(room.timeline, () => shown() === 'One two three four');
    expect(server.auth.count(page)).toBe(3);
  });
});
