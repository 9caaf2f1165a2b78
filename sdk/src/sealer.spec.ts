import { describe, expect, it } from '@jest/globals';
import { aesGcm, makeKey } from '../test/support/aes-gcm.js';
import { message } from '../test/support/model-room.js';
import { fromBase64, toBase64 } from './encryption.js';
import { Sealer } from './sealer.js';

const isOwn = (userId: string): boolean => userId === 'a';
const context = { roomId: 'room', scheme: 'test/aes-gcm:1', authorId: 'a', messageId: 'm' };

describe('base64', () => {
  it('carries every byte there and back, as everybody else writes it', () => {
    for (const length of [1, 2, 3, 255, 256, 24 * 1024]) {
      const bytes = Uint8Array.from({ length }, (_, n) => (n * 7) % 256);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }
  });
});

describe('what is sealed', () => {
  it('is the very same bytes for each try of a send, and others for another one', async () => {
    const pair = aesGcm(await makeKey());
    const sealer = new Sealer(pair, isOwn);
    const first = await sealer.contentOf('room', 'c', ' hello ');
    expect(await sealer.contentOf('room', 'c', ' hello ')).toBe(first);
    const { scheme = '', data = '' } = first.encrypted ?? {};
    expect([first.text, scheme]).toEqual([undefined, 'test/aes-gcm:1']);
    expect(await pair.decrypt(fromBase64(data), context)).toBe('hello');
    for (const other of [
      sealer.contentOf('room', 'd', ' hello '),
      sealer.contentOf('other', 'c', ' hello '),
      sealer.contentOf('room', 'c', 'hello!'),
    ]) {
      expect((await other).encrypted?.data).not.toBe(data);
    }
  });

  it('is known again by whoever sent it, as long as it is the same bytes and theirs', async () => {
    const sealer = new Sealer(aesGcm(await makeKey()), isOwn);
    const { encrypted = null } = await sealer.contentOf('room', 'c', ' hello ');
    const sent = { ...message({ id: 'm', seq: 1, position: 1, authorId: 'a', clientId: 'c' }), encrypted };
    expect(sealer.textOf(sent)).toBe('hello');
    expect(sealer.textOf({ ...sent, encrypted: { scheme: 'x', data: 'AAAA' } })).toBeUndefined();
    expect(sealer.textOf({ ...sent, encrypted: null })).toBeUndefined();
    expect(sealer.textOf({ ...sent, authorId: 'b' })).toBeUndefined();
    sealer.wipe();
    expect(sealer.textOf(sent)).toBeUndefined();
  });

  it('is the text itself only where the pair says so', async () => {
    const pair = aesGcm(await makeKey());
    let isPlain = true;
    const encrypt: typeof pair.encrypt = (...args) => (isPlain ? Promise.resolve(null) : pair.encrypt(...args));
    const sealer = new Sealer({ ...pair, encrypt }, isOwn);
    expect(await sealer.contentOf('room', 'c', ' hello ')).toEqual({ text: ' hello ' });
    isPlain = false;
    expect(await sealer.contentOf('room', 'c', ' hello ')).toMatchObject({ encrypted: { scheme: pair.scheme } });
  });

  it('is made anew where it was given up before it was there, and stays the same where it was there', async () => {
    const pair = aesGcm(await makeKey());
    const answers: Promise<Uint8Array>[] = [new Promise(() => undefined)];
    const sealer = new Sealer({ ...pair, encrypt: (...args) => answers.shift() ?? pair.encrypt(...args) }, isOwn);
    const giveUp = new AbortController();
    const first = sealer.contentOf('room', 'c', 'hello', giveUp.signal);
    giveUp.abort(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    const second = await sealer.contentOf('room', 'c', 'hello');
    await expect(sealer.contentOf('room', 'c', 'hello', giveUp.signal)).rejects.toThrow('given up');
    expect(await sealer.contentOf('room', 'c', 'hello')).toBe(second);
  });

  it('is nothing where the pair fails or answers no bytes, and is tried again the next time', async () => {
    const pair = aesGcm(await makeKey());
    for (const answer of [undefined, 'hello', new Uint8Array(), Promise.reject(new Error('no key'))]) {
      let isBroken = true;
      const sealer = new Sealer(
        {
          ...pair,
          encrypt: (...args) => (isBroken ? (answer as never) : pair.encrypt(...args)),
        },
        isOwn,
      );
      await expect(sealer.contentOf('room', 'c', 'x')).rejects.toMatchObject({
        code: 'encryption_failed',
        retryable: false,
      });
      isBroken = false;
      expect(await sealer.contentOf('room', 'c', 'x')).toMatchObject({ encrypted: { scheme: pair.scheme } });
    }
  });
});
