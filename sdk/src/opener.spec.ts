import { describe, expect, it, jest } from '@jest/globals';
import { message } from '../test/support/model-room.js';
import type { Message } from './contract/index.js';
import { toBase64 } from './encryption.js';
import type { Encryption } from './encryption.js';
import { Opener } from './opener.js';

const sealed = (seq: number, text: string): Message => ({
  ...message({ id: `m-${seq}`, seq, position: seq, authorId: 'user-1', clientId: `c-${seq}` }),
  kind: 'encrypted',
  text: '',
  encrypted: { scheme: 'plain', data: toBase64(new TextEncoder().encode(text)) },
});

/** An opener that reads what is not locked, and how it is told of that. */
function make() {
  const decrypt = jest.fn<Encryption['decrypt']>((data) => {
    const text = new TextDecoder().decode(data);
    return text.startsWith('locked') && isLocked.value ? Promise.reject(new Error('no key')) : Promise.resolve(text);
  });
  const isLocked = { value: true };
  const told = { count: 0, next: () => Promise.resolve() };
  let wake: () => void = () => undefined;
  told.next = () => new Promise<void>((resolve) => (wake = resolve));
  const encrypt = () => Promise.resolve(null);
  const opener = new Opener(
    { scheme: 'plain', encrypt, decrypt },
    () => undefined,
    () => {
      told.count += 1;
      wake();
    },
  );
  return { opener, decrypt, isLocked, told };
}

const look = ({ text, decryption }: { text: string; decryption?: string }) => [text, decryption];

describe('encrypted messages', () => {
  it('are pending at first and then read, each decrypted once, whatever else changes of them', async () => {
    const { opener, decrypt, told } = make();
    const plain = message({ id: 'p', seq: 3, position: 3, authorId: 'user-1', clientId: 'p' });
    const log = [sealed(1, 'one'), sealed(2, 'two'), plain];
    const shown = told.next();
    expect(opener.draw(log, 'ready').map(look)).toEqual([
      ['', 'pending'],
      ['', 'pending'],
      [plain.text, undefined],
    ]);
    opener.draw(log, 'ready');
    await shown;
    const drawn = opener.draw(log, 'ready');
    expect(drawn.map(look)).toEqual([
      ['one', 'done'],
      ['two', 'done'],
      [plain.text, undefined],
    ]);
    expect(drawn[2]).toBe(plain);
    expect(opener.draw(log, 'ready')).toEqual(drawn);
    expect(opener.draw(log, 'ready')[0]).toBe(drawn[0]);
    const reacted = { ...sealed(1, 'one'), position: 9 };
    expect(opener.draw([reacted], 'ready')[0]).toMatchObject({ text: 'one', position: 9 });
    expect(told.count).toBe(1);
    expect(decrypt).toHaveBeenCalledTimes(2);
    expect(decrypt).toHaveBeenCalledWith(expect.anything(), {
      roomId: 'room',
      scheme: 'plain',
      authorId: 'user-1',
      messageId: 'm-1',
    });
  });

  it('that cannot be read say so, and are tried again by whoever comes back', async () => {
    const { opener, decrypt, isLocked, told } = make();
    const log = [sealed(1, 'locked'), sealed(2, 'two')];
    const shown = told.next();
    opener.draw(log, 'ready');
    await shown;
    expect(opener.draw(log, 'ready').map(look)).toEqual([
      ['', 'failed'],
      ['two', 'done'],
    ]);
    isLocked.value = false;
    expect(opener.draw(log, 'ready').map(look)).toEqual([
      ['', 'failed'],
      ['two', 'done'],
    ]);
    opener.draw(log, 'idle');
    const again = told.next();
    opener.draw(log, 'ready');
    await again;
    expect(opener.draw(log, 'ready').map(look)).toEqual([
      ['locked', 'done'],
      ['two', 'done'],
    ]);
    expect(decrypt).toHaveBeenCalledTimes(3);
  });

  it('are opened one by one too, and have nothing left when they are deleted', async () => {
    const { opener, decrypt } = make();
    expect(await opener.open(sealed(1, 'one'))).toMatchObject({ text: 'one', decryption: 'done' });
    expect(await opener.open(sealed(2, 'locked'))).toMatchObject({ text: '', decryption: 'failed' });
    const deleted = { ...sealed(1, ''), encrypted: null, deletedAt: 'now' };
    expect(await opener.open(deleted)).toBe(deleted);
    expect(decrypt).toHaveBeenCalledTimes(2);
    // No Base64 at all.
    const odd = { ...sealed(3, ''), encrypted: { scheme: 'plain', data: '*' } };
    expect(await opener.open(odd)).toMatchObject({ text: '', decryption: 'failed' });
  });

  it('are all read, also where there are more than are remembered', async () => {
    const { opener, told } = make();
    const log = Array.from({ length: 1_500 }, (_, n) => sealed(n + 1, `text ${n}`));
    for (let rounds = 0; rounds < 10; rounds += 1) {
      const shown = told.next();
      const isDone = opener.draw(log, 'ready').every(({ decryption }) => decryption === 'done');
      if (isDone) break;
      await shown;
    }
    expect(opener.draw(log, 'ready').map(({ text }) => text)).toEqual(log.map((_, n) => `text ${n}`));
  });

  it('of somebody who has left are forgotten, also what is being decrypted', async () => {
    const { opener, decrypt, told } = make();
    let finish: (text: string) => void = () => undefined;
    decrypt.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const log = [sealed(1, 'one')];
    opener.draw(log, 'ready');
    opener.wipe();
    finish('of the one before');
    const shown = told.next();
    opener.draw(log, 'ready');
    await shown;
    expect(opener.draw(log, 'ready').map(look)).toEqual([['one', 'done']]);
    expect(told.count).toBe(1);
  });
});
