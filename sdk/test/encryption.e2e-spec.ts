import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import type { Encryption, RoomInfo, ThreadTimeline, Timeline } from '../src/index.js';
import { createTenantClient } from '../src/server/index.js';
import { aesGcm, makeKey } from './support/aes-gcm.js';
import { makeChat, texts, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { until as untilStore } from './support/until.js';

let tenant: TestTenant;
let pair: Encryption;
beforeEach(async () => {
  tenant = await makeTenant();
  pair = aesGcm(await makeKey());
});

const lobby = (encryption?: Encryption, url = testServerUrl()) =>
  watch(makeChat({ key: tenant.key, url, ...(encryption && { encryption }) }).room({ slug: 'lobby' }));

const areRead =
  (count: number) =>
  ({ items }: Timeline): boolean =>
    items.length === count && items.every(({ decryption, status }) => decryption !== 'pending' && status === 'sent');

describe('two people with one key', () => {
  it('read each other, live and after having been away, and nobody else does', async () => {
    const proxy = await TcpProxy.start(testServerUrl());
    const [ada, bo, eve, without] = [lobby(pair), lobby(pair, proxy.url), lobby(aesGcm(await makeKey())), lobby()];
    await ada.send('one');
    const first = await bo.send('two');
    await until(ada, areRead(2));
    expect(await until(bo, areRead(2)).then(({ items }) => items.map(({ text }) => text))).toEqual(['one', 'two']);
    proxy.isClosed = true;
    proxy.cut();
    await Promise.all(['three', 'four 🙂'].map((text) => ada.send(text, { replyTo: first })));
    proxy.isClosed = false;
    await until(bo, areRead(4));
    expect(texts(bo)).toEqual(['one', 'two', 'three', 'four 🙂']);
    expect(texts(ada)).toEqual(texts(bo));
    const late = lobby(pair);
    await until(late, areRead(4));
    expect(texts(late)).toEqual(texts(bo));
    const { items } = await until(eve, areRead(4));
    expect(items.map(({ text, decryption }) => [text, decryption])).toEqual(items.map(() => ['', 'failed']));
    const { items: bare } = await until(without, areRead(4));
    expect(bare.map(({ text, kind, decryption }) => [text, kind, decryption])).toEqual(
      bare.map(() => ['', 'encrypted', undefined]),
    );
    await proxy.stop();
  });

  it('find what was answered and pinned, and nothing of what was taken back', async () => {
    const ada = lobby(pair);
    const first = await ada.send('the place is B12');
    const answer = await ada.send('seen', { replyTo: first });
    await tenant.rest('PUT', `/v1/rooms/${first.roomId}/pins/${first.id}`, { bearer: tenant.secretKey });
    const bo = lobby(pair);
    await until(bo, areRead(2));
    expect((await bo.messageAt(answer.replyTo?.seq ?? 0)).message.text).toBe('the place is B12');
    expect((await bo.pins()).items.map(({ text }) => text)).toEqual(['the place is B12']);
    await ada.delete(first);
    const { items } = await until(bo, (timeline) => timeline.items[0]?.deletedAt !== null && areRead(2)(timeline));
    expect(items[0]).toMatchObject({ text: '', encrypted: null, kind: 'encrypted' });
  });

  it('read each other in threads, too', async () => {
    const ada = lobby(pair);
    const root = await ada.send('shall we?');
    const thread = ada.thread(root);
    for (const text of ['one', 'two']) expect(await thread.send(text)).toMatchObject({ kind: 'encrypted', text });
    const bo = lobby(pair);
    await until(bo, areRead(1));
    const [seen] = bo.timeline.get().items;
    expect(seen).toMatchObject({ text: 'shall we?', thread: { count: 2 } });
    const isRead = ({ items, root: shown }: ThreadTimeline): boolean =>
      [shown, ...items].every((one) => one?.decryption === 'done') && items.length === 2;
    const read = await untilStore(bo.thread(root).timeline, isRead, 20_000);
    expect(read.items.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(read.root?.text).toBe('shall we?');
    expect((await ada.threads()).items.map(({ root: followed }) => followed.text)).toEqual(['shall we?']);
  });

  it('see that somebody has changed it on the way, or moved it from another room', async () => {
    const bot = createTenantClient({ url: testServerUrl(), secretKey: tenant.secretKey });
    const user = bot.as((await bot.users.putExternal('bot', { displayName: 'Bot' })).id);
    const { id: roomId } = (await bot.rooms.list()).items.find(({ slug }) => slug === 'lobby') as RoomInfo;
    const said = async (text: string, where: string, change?: (bytes: Uint8Array) => void) => {
      const bytes = (await pair.encrypt(text, { roomId: where })) ?? new Uint8Array();
      change?.(bytes);
      const encrypted = { scheme: pair.scheme, data: Buffer.from(bytes).toString('base64') };
      return user.send(roomId, { clientId: randomUUID(), encrypted });
    };
    const sent = await said('as it was', roomId);
    expect(sent).toMatchObject({ kind: 'encrypted', text: '', encrypted: { scheme: pair.scheme } });
    await said('pay Ada', roomId, (bytes) => (bytes[20] = (bytes[20] ?? 0) ^ 1));
    await said('yes', randomUUID());
    const { items } = await until(lobby(pair), areRead(3));
    expect(items.map(({ text, decryption }) => [text, decryption])).toEqual([
      ['as it was', 'done'],
      ['', 'failed'],
      ['', 'failed'],
    ]);
    const { items: raw } = await user.rooms.messages(roomId);
    expect(raw[0]).toEqual(sent);
  });

  it('are told when it is too long, and that a room which is plain stays so', async () => {
    const ada = lobby(pair);
    await expect(ada.send('x'.repeat(24 * 1024))).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '/encrypted/data' }],
    });
    const plain = lobby({ ...pair, encrypt: () => Promise.resolve(null) });
    expect(await plain.send('to all')).toMatchObject({ kind: 'text', text: 'to all' });
  });
});
