import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aesGcm, makeKey } from '../test/support/aes-gcm.js';
import { ModelServer } from '../test/support/model-server.js';
import { until } from '../test/support/until.js';
import type { SendInRoom } from './contract/index.js';
import type { Encryption } from './encryption.js';
import { createChat } from './full-chat.js';
import type { Chat, Room } from './full-chat.js';
import type { TimelineItem } from './timeline/view.js';

let server: ModelServer;
let pair: Encryption;
let encrypt: jest.Spied<Encryption['encrypt']>;
let decrypt: jest.Spied<Encryption['decrypt']>;
let chat: Chat;
let room: Room;

const items = (): readonly TimelineItem[] => room.timeline.get().items;
const sends = () =>
  server.commands.filter(({ name }) => name === 'message:send').map(({ input }) => input as SendInRoom);

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
  server.commit({ what: 'send', by: 1 });
  pair = aesGcm(await makeKey());
  encrypt = jest.spyOn(pair, 'encrypt');
  decrypt = jest.spyOn(pair, 'decrypt');
  chat = createChat({ url: server.url, key: 'pk_test', session: 'guest', storage: 'memory', encryption: pair });
  room = chat.room({ id: 'room' });
  room.timeline.subscribe(() => undefined);
  await until(room.timeline, ({ status }) => status === 'ready');
});
afterEach(async () => {
  await chat.close();
  await server.stop();
});

describe('a chat that encrypts', () => {
  it('shows what one says at once and all the time, and lets only its bytes leave', async () => {
    const seen = new Set<string>();
    const stop = room.timeline.subscribe((timeline) => {
      const own = timeline.items.find((item) => item.own);
      if (own) seen.add(`${own.kind} ${own.text}`);
    });
    const sent = await room.send(' canary ');
    expect(sent).toMatchObject({ kind: 'encrypted', text: 'canary', decryption: 'done' });
    await until(room.timeline, () => items()[1]?.position === server.room.state.position);
    stop();
    expect([...seen]).toEqual(['text  canary ', 'encrypted canary']);
    expect(items()[1]).toMatchObject({ status: 'sent', text: 'canary', encrypted: sent.encrypted });
    expect(JSON.stringify(server.commands)).not.toContain('canary');
    expect(sends()).toEqual([{ roomId: 'room', clientId: sent.clientId, encrypted: sent.encrypted }]);
    expect(decrypt).not.toHaveBeenCalled();
    expect(chat.room({ id: 'room' })).toBe(room);
  });

  it('keeps the order, however long each takes to be encrypted', async () => {
    let finish: (bytes: Uint8Array) => void = () => undefined;
    encrypt.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const sending = Promise.all(['one', 'two', 'three'].map((text) => room.send(text)));
    await until(room.timeline, () => encrypt.mock.calls.length === 1);
    finish(new Uint8Array([1]));
    const sent = await sending;
    expect(sent.map(({ seq, text }) => [seq, text])).toEqual([
      [2, 'one'],
      [3, 'two'],
      [4, 'three'],
    ]);
  });

  it('sends the very same bytes again when an answer was lost', async () => {
    server.answers['message:send'] = [
      () => {
        server.disconnect();
        return null;
      },
    ];
    const { clientId } = await room.send('once');
    const [first, second] = sends();
    expect(sends()).toHaveLength(2);
    expect(second).toEqual(first);
    expect(encrypt).toHaveBeenCalledTimes(1);
    // Also where it is asked what became of it.
    await until(room.timeline, () => items()[1]?.position === server.room.state.position);
    let asked: unknown;
    server.auth.answers['POST /rooms/room/messages'] = () => (asked = server.room.state.messages[1]);
    expect(await room.send('once', { clientId })).toMatchObject({ text: 'once', decryption: 'done' });
    expect(asked).toBeDefined();
    expect(encrypt).toHaveBeenCalledTimes(1);
  });

  it('sends nothing where encrypting fails, and goes on; it may be tried again', async () => {
    encrypt.mockRejectedValueOnce(new Error('no key'));
    const [first, second] = await Promise.allSettled([room.send('canary', { clientId: 'c' }), room.send('two')]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'encryption_failed' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { seq: 2 } });
    expect(items().at(-1)).toMatchObject({
      status: 'failed',
      text: 'canary',
      error: { code: 'encryption_failed', cause: { message: 'no key' } },
    });
    expect(await room.retry('c')).toMatchObject({ seq: 3, text: 'canary', kind: 'encrypted' });
    expect(JSON.stringify(server.commands)).not.toContain('canary');
  });

  it('sends plain text where the pair says that a room is plain', async () => {
    encrypt.mockResolvedValue(null);
    expect(await room.send('hello')).toMatchObject({ kind: 'text' });
    expect(sends()).toMatchObject([{ text: 'hello' }]);
    expect(items()[1]?.decryption).toBeUndefined();
  });

  it('sends nothing in the name of whoever comes while it is being encrypted', async () => {
    let finish: (bytes: Uint8Array) => void = () => undefined;
    encrypt.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const sent = room.send('canary');
    await until(room.timeline, () => encrypt.mock.calls.length === 1);
    await chat.session.logout();
    finish(new Uint8Array([1]));
    await expect(sent).rejects.toMatchObject({ code: 'superseded' });
    expect(sends()).toEqual([]);
  });

  it('lets nothing else leave that could only be plain text', async () => {
    const message = items()[0] as TimelineItem;
    const sendAt = new Date(Date.now() + 60_000);
    for (const said of [
      () => room.edit(message, 'canary'),
      () => room.schedule('canary', { sendAt }),
      () => room.stream({ text: 'canary' }),
      () => room.stream(),
    ]) {
      await expect(said()).rejects.toMatchObject({ code: 'plain_text_only' });
    }
    const sealed = await room.send('for this room');
    await expect(room.forward(sealed, 'other')).rejects.toMatchObject({ code: 'forbidden' });
    expect(server.auth.requests.filter((route) => /rooms/.test(route))).toEqual([]);
    const answer = { ...server.room.state.messages[0] };
    server.auth.answers['POST /rooms/other/messages'] = () => answer;
    await room.forward(message, 'other');
    expect(encrypt).toHaveBeenLastCalledWith(message.text, { roomId: 'other' });
  });

  it('reads what others say, finds it again by its seq, and says what it cannot read', async () => {
    const { encrypted } = await room.send('as others would');
    if (!encrypted) throw new Error('it was sent as plain text');
    server.commit({ what: 'send', by: 1, encrypted });
    server.commit({ what: 'send', by: 1, encrypted: { scheme: 'other', data: 'AAAA' } });
    await until(room.timeline, () => items().length === 4 && items().every((item) => item.decryption !== 'pending'));
    expect(items().map(({ text, decryption }) => [text, decryption])).toEqual([
      [expect.any(String), undefined],
      ['as others would', 'done'],
      ['as others would', 'done'],
      ['', 'failed'],
    ]);
    const found = await room.messageAt(3);
    expect(found.message).toMatchObject({ text: 'as others would', kind: 'encrypted' });
    expect(decrypt).toHaveBeenCalledTimes(2);
  });
});
