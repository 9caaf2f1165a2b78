import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabaseUrl, testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { startTestServer } from '../../api/test/support/test-server.mjs';
import { makeChat, texts, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => `${from + i}`);

describe('over a bad network', () => {
  let proxy: TcpProxy;
  beforeEach(async () => {
    proxy = await TcpProxy.start(testServerUrl());
  });
  afterEach(() => proxy.stop());

  it('every message arrives once and in order, however often the connection is cut', async () => {
    const { key } = await makeTenant();
    const sender = watch(makeChat({ key, url: proxy.url }).room({ slug: 'lobby' }));
    const reader = watch(makeChat({ key }).room({ slug: 'lobby' }));
    await until(reader, ({ status }) => status === 'ready');
    const sent = numbers(60).map((text) => sender.send(text));
    for (const count of [5, 15, 30, 45]) {
      await until(reader, ({ items }) => items.length >= count);
      proxy.cut();
    }
    const messages = await Promise.all(sent);
    expect(messages.map(({ seq }) => seq)).toEqual(numbers(60).map(Number));
    await until(reader, ({ items }) => items.length >= 60);
    expect(texts(reader)).toEqual(numbers(60));
    await until(sender, ({ items }) => items.every(({ status }) => status === 'sent'));
    expect(texts(sender)).toEqual(numbers(60));
  });

  it('a message whose acknowledgement was lost is there once', async () => {
    const { key } = await makeTenant();
    const sender = watch(makeChat({ key, url: proxy.url }).room({ slug: 'lobby' }));
    const reader = watch(makeChat({ key }).room({ slug: 'lobby' }));
    await Promise.all([sender, reader].map((room) => until(room, ({ status }) => status === 'ready')));
    proxy.isDeafDown = true;
    const sent = sender.send('once');
    await until(reader, ({ items }) => items.length === 1);
    expect(sender.timeline.get().items).toMatchObject([{ status: 'sending' }]);
    proxy.isDeafDown = false;
    proxy.cut();
    const message = await sent;
    await sender.send('twice');
    await until(reader, ({ items }) => items.length === 2);
    expect(reader.timeline.get().items.map(({ id }) => id)).toContain(message.id);
    expect(texts(sender)).toEqual(['once', 'twice']);
  });

  it.each([
    { missed: 25, shown: 26 },
    { missed: 330, shown: 50 },
  ])(
    'a reader who was away for $missed messages has them all, or the newest page afresh',
    async ({ missed, shown }) => {
      const { key } = await makeTenant();
      const sender = makeChat({ key }).room({ slug: 'lobby' });
      await sender.send('0');
      const chat = makeChat({ key, url: proxy.url });
      const reader = watch(chat.room({ slug: 'lobby' }));
      await until(reader, ({ items }) => items.length === 1);
      proxy.isClosed = true;
      proxy.cut();
      await eventually(() =>
        expect(chat.connection.get()).toMatchObject({ status: 'offline', error: { code: 'network' } }),
      );
      await Promise.all(numbers(missed).map((text) => sender.send(text)));
      proxy.isClosed = false;
      const { items } = await until(reader, (timeline) => timeline.items.at(-1)?.text === `${missed}`, 40_000);
      expect(items.length).toBe(shown);
      expect(items.map(({ seq }) => seq)).toEqual(numbers(shown, missed + 2 - shown).map(Number));
    },
  );

  it('a frame that was lost is noticed by the next one', async () => {
    const { key } = await makeTenant();
    const reader = watch(makeChat({ key, url: proxy.url }).room({ slug: 'lobby' }));
    const sender = makeChat({ key }).room({ slug: 'lobby' });
    await until(reader, ({ status }) => status === 'ready');
    proxy.dropFrameWith = 'lost on the way';
    await sender.send('lost on the way');
    await sender.send('arrives');
    await until(reader, ({ items }) => items.length === 2);
    expect(proxy.dropFrameWith).toBeNull();
    expect(texts(reader)).toEqual(['lost on the way', 'arrives']);
  });

  it('a last frame that was lost is noticed when the person looks at the page again', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    Object.defineProperty(globalThis, 'document', { value: page, configurable: true });
    try {
      const { key } = await makeTenant();
      const reader = watch(makeChat({ key, url: proxy.url }).room({ slug: 'lobby' }));
      await until(reader, ({ status }) => status === 'ready');
      proxy.dropFrameWith = 'the last word';
      await makeChat({ key }).room({ slug: 'lobby' }).send('the last word');
      await eventually(() => expect(proxy.dropFrameWith).toBeNull());
      expect(texts(reader)).toEqual([]);
      page.dispatchEvent(new Event('visibilitychange'));
      await until(reader, ({ items }) => items.length === 1);
    } finally {
      Reflect.deleteProperty(globalThis, 'document');
    }
  });

  it('where websockets are blocked people chat by polling', async () => {
    proxy.hasNoWebSockets = true;
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key, url: proxy.url }), makeChat({ key, url: proxy.url })];
    const reader = watch(bo.room({ slug: 'lobby' }));
    await ada.room({ slug: 'lobby' }).send('hello');
    await until(reader, ({ items }) => items[0]?.text === 'hello');
  });

  it('a message written offline goes out when the server can be reached', async () => {
    const { key } = await makeTenant();
    proxy.isClosed = true;
    const chat = makeChat({ key, url: proxy.url, session: 'none' });
    const room = watch(chat.room({ slug: 'lobby' }));
    const sent = room.send('patience');
    await until(room, ({ items, error }) => items[0]?.status === 'sending' && error?.code === 'network');
    proxy.isClosed = false;
    await expect(sent).resolves.toMatchObject({ seq: 1, text: 'patience' });
  });
});

describe('over a server that dies', () => {
  it('a message under way when the server is killed arrives once when it is back', async () => {
    const port = await freePort();
    const env = {
      PORT: `${port}`,
      DATABASE_URL: testDatabaseUrl(),
      PARLEY_DATA_DIR: mkdtempSync(join(tmpdir(), 'parley-sdk-')),
    };
    let server = await startTestServer(env);
    try {
      const { key } = await makeTenant({ url: server.url });
      const [ada, bo] = [makeChat({ key, url: server.url }), makeChat({ key, url: server.url })];
      const [from, to] = [watch(ada.room({ slug: 'lobby' })), watch(bo.room({ slug: 'lobby' }))];
      await Promise.all([from, to].map((room) => until(room, ({ status }) => status === 'ready')));
      const sent = numbers(40).map((text) => from.send(text));
      await until(to, ({ items }) => items.length >= 10);
      await server.stop('SIGKILL');
      await eventually(() => expect(ada.connection.get().status).not.toBe('online'));
      server = await startTestServer(env);
      expect((await Promise.all(sent)).map(({ seq }) => seq)).toEqual(numbers(40).map(Number));
      await until(to, ({ items }) => items.length >= 40, 40_000);
      expect(texts(to)).toEqual(numbers(40));
      expect(texts(from)).toEqual(numbers(40));
      expect(ada.session.get().status).toBe('active');
    } finally {
      await server.stop();
    }
  });

  it('a planned stop is followed by a new connection, and nothing is lost', async () => {
    const port = await freePort();
    const env = {
      PORT: `${port}`,
      DATABASE_URL: testDatabaseUrl(),
      PARLEY_DATA_DIR: mkdtempSync(join(tmpdir(), 'parley-sdk-')),
    };
    let server = await startTestServer(env);
    try {
      const { key } = await makeTenant({ url: server.url });
      const room = watch(makeChat({ key, url: server.url }).room({ slug: 'lobby' }));
      await room.send('before');
      const stopping = server.stop('SIGTERM');
      const sent = room.send('meanwhile');
      expect(await stopping).toBe(0);
      server = await startTestServer(env);
      await expect(sent).resolves.toMatchObject({ seq: 2 });
    } finally {
      await server.stop();
    }
  });
});

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
