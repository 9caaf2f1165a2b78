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

const never = () => new Promise<never>(() => undefined);
/** The number of whoever is here, as the model server knows people. */
const me = () => chat.session.get().user?.id.slice('user-'.length) ?? '';

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

  it('asks at every try whether a room is plain', async () => {
    encrypt.mockResolvedValueOnce(null);
    server.answers['message:send'] = [
      () => {
        server.disconnect();
        return null;
      },
    ];
    expect(await room.send('hello')).toMatchObject({ kind: 'encrypted', text: 'hello' });
    expect(sends()).toMatchObject([{ text: 'hello' }, { encrypted: { scheme: pair.scheme } }]);
    expect(sends()[1]?.text).toBeUndefined();
  });

  it('sends nothing that was given up while it was being encrypted, and goes on; it may be tried again', async () => {
    let finish: (bytes: Uint8Array) => void = () => undefined;
    encrypt.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const giveUp = new AbortController();
    const first = room.send('canary', { clientId: 'c', signal: giveUp.signal });
    const second = room.send('two');
    await until(room.timeline, () => encrypt.mock.calls.length === 1);
    giveUp.abort(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    expect(await second).toMatchObject({ seq: 2, text: 'two' });
    finish(new Uint8Array([1]));
    expect(items().at(-1)).toMatchObject({ status: 'failed', text: 'canary', error: { code: 'aborted' } });
    expect(sends()).toHaveLength(1);
    expect(await room.retry('c')).toMatchObject({ seq: 3, text: 'canary' });
    expect(encrypt).toHaveBeenCalledTimes(3);
  });

  it('sends what was given up and tried again at once, and that once', async () => {
    encrypt.mockReturnValueOnce(never());
    const giveUp = new AbortController();
    const first = room.send('hello', { clientId: 'c', signal: giveUp.signal });
    await until(room.timeline, () => encrypt.mock.calls.length === 1);
    const again = new Promise((resolve, reject) => {
      first.catch(() => {
        room.retry('c').then(resolve, reject);
      });
    });
    giveUp.abort();
    expect(await again).toMatchObject({ seq: 2, text: 'hello' });
    expect(sends()).toHaveLength(1);
    room.discard('c');
    expect(items()[1]).toMatchObject({ status: 'sent', text: 'hello' });
  });

  it('shows as sent what was given up after it had left', async () => {
    server.answers['message:send'] = [() => null];
    const giveUp = new AbortController();
    const sent = room.send('hello', { clientId: 'c', signal: giveUp.signal });
    await until(room.timeline, () => sends().length === 1);
    giveUp.abort();
    await expect(sent).rejects.toThrow();
    const encrypted = sends()[0]?.encrypted;
    server.commit({ what: 'send', by: me(), clientId: 'c', ...(encrypted && { encrypted }) });
    await until(room.timeline, () => items()[1]?.status === 'sent');
    expect(items()).toHaveLength(2);
    expect(items()[1]).toMatchObject({ text: 'hello', decryption: 'done' });
  });

  it('lets a call end by its signal, however long encrypting takes', async () => {
    encrypt.mockImplementation(never);
    const message = items()[0] as TimelineItem;
    for (const call of [
      (signal: AbortSignal) => room.forward(message, 'other', { signal }),
      (signal: AbortSignal) => room.edit(message, 'canary', { signal }),
    ]) {
      await expect(call(AbortSignal.timeout(20))).rejects.toMatchObject({ name: 'TimeoutError' });
    }
  });

  it('sends nothing in the name of whoever comes while it is being encrypted, and lets them send', async () => {
    let finish: (bytes: Uint8Array) => void = () => undefined;
    encrypt.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const sent = room.send('canary');
    await until(room.timeline, () => encrypt.mock.calls.length === 1);
    await chat.session.logout();
    finish(new Uint8Array([1]));
    await expect(sent).rejects.toMatchObject({ code: 'superseded' });
    expect(sends()).toEqual([]);
    // Nor does one wait for what never ends.
    await chat.session.guest();
    encrypt.mockReturnValueOnce(never());
    const endless = room.send('canary');
    await until(room.timeline, () => encrypt.mock.calls.length === 2);
    await chat.session.logout();
    await expect(endless).rejects.toMatchObject({ code: 'superseded' });
    await chat.session.guest();
    expect(await room.send('mine')).toMatchObject({ text: 'mine', authorId: chat.session.get().user?.id });
    expect(sends()).toHaveLength(1);
  });

  it('lets nothing else leave that could only be plain text', async () => {
    const message = items()[0] as TimelineItem;
    const sendAt = new Date(Date.now() + 60_000);
    for (const said of [
      () => room.edit(message, 'canary'),
      () => room.schedule('canary', { sendAt }),
      () => room.stream({ text: 'canary' }),
      () => room.stream(),
      () => chat.scheduled.update('one', { text: 'canary' }),
      () => chat.scheduled.update('one', { text: 'canary', sendAt: 'now' }),
    ]) {
      await expect(said()).rejects.toMatchObject({ code: 'plain_text_only' });
    }
    const sealed = await room.send('for this room');
    await expect(room.forward(sealed, 'other')).rejects.toMatchObject({ code: 'forbidden' });
    expect(server.auth.requests.filter((route) => /rooms|scheduled/.test(route))).toEqual([]);
    server.auth.answers['PATCH /me/scheduled-messages/one'] = () => ({ id: 'one' });
    expect(await chat.scheduled.update('one', { sendAt: 'now' })).toEqual({ id: 'one' });
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

  it('knows by its bytes only what one wrote oneself', async () => {
    const { encrypted, clientId } = await room.send('mine');
    if (!encrypted) throw new Error('it was sent as plain text');
    decrypt.mockRejectedValueOnce(new Error('not by them'));
    server.commit({ what: 'send', by: 1, clientId, encrypted });
    await until(room.timeline, () => items()[2]?.decryption === 'failed');
    expect(decrypt).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ authorId: 'user-1' }));
    expect(
      items()
        .map(({ text }) => text)
        .slice(1),
    ).toEqual(['mine', '']);
  });

  it('gives out with its text what the log shows of a send, in threads, too', async () => {
    const thread = room.thread(items()[0] as TimelineItem);
    encrypt.mockRejectedValueOnce(new Error('no key'));
    await expect(thread.send('again', { clientId: 'again' })).rejects.toMatchObject({ code: 'encryption_failed' });
    const calls = { again: () => thread.retry('again'), once: () => thread.send('once', { clientId: 'once' }) };
    for (const [clientId, call] of Object.entries(calls)) {
      server.answers['message:send'] = [
        () => {
          server.disconnect();
          return null;
        },
      ];
      const sent = call();
      await until(room.timeline, () => sends().at(-1)?.clientId === clientId);
      const encrypted = sends().at(-1)?.encrypted;
      server.commit({ what: 'send', by: me(), clientId, root: 0, ...(encrypted && { encrypted }) });
      expect(await sent).toMatchObject({ kind: 'encrypted', text: clientId, decryption: 'done' });
    }
    expect(decrypt).not.toHaveBeenCalled();
  });
});
