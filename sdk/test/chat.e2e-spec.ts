import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { ChatError } from '../src/index.js';
import type { Timeline, TimelineItem } from '../src/index.js';
import { makeChat, texts, until, watch } from './support/chats.js';

describe('messages that an earlier page had not sent', () => {
  it('are failed until they are sent again, and each is there once, whatever came of the first try', async () => {
    const { key } = await makeTenant();
    const account = { username: 'ada', password: 'seven brass trombones' };
    const before = makeChat({ key, session: 'none' });
    await before.session.register(account);
    const left = watch(before.room({ slug: 'lobby' }));
    await left.send('far above', { clientId: 'above' });
    for (let n = 1; n <= 60; n += 1) await left.send(`${n}`, { clientId: `c-${n}` });

    const after = makeChat({ key, session: 'none' });
    await after.session.login({ login: account.username, password: account.password });
    const room = watch(after.room({ slug: 'lobby' }));
    const createdAt = new Date().toISOString();
    const unsent = [
      ['above', 'far above'],
      ['c-60', '60'],
      ['new', 'not there'],
    ].map(([clientId = '', text = '']) => ({ clientId, text, createdAt }));
    room.restore(unsent);
    const failed = ({ items }: Timeline) => items.filter(({ status }) => status === 'failed');
    // The answer to one of them was lost, and the newest page has it; of what is above nothing is known.
    const { items } = await until(room, (shown) => shown.status === 'ready' && failed(shown).length === 2);
    expect(items.slice(-3).map(({ text, error }) => [text, error?.code])).toEqual([
      ['60', undefined],
      ['far above', 'interrupted'],
      ['not there', 'interrupted'],
    ]);
    expect(await room.retry('above')).toMatchObject({ seq: 1 });
    expect(await room.retry('new')).toMatchObject({ seq: 62, text: 'not there' });
    room.restore(unsent.slice(1));
    await until(room, (shown) => failed(shown).length === 0);
    expect(texts(room).slice(-2)).toEqual(['60', 'not there']);
  });
});

describe('two people in a room', () => {
  it('see the same messages in the same order, also when they send at once', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })].map((chat) => watch(chat.room({ slug: 'lobby' })));
    if (!ada || !bo) throw new Error('two rooms');
    const words = Array.from({ length: 20 }, (_, i) => `${i}`);
    await Promise.all(words.flatMap((word) => [ada.send(`ada ${word}`), bo.send(`bo ${word}`)]));
    await eventually(() => expect(bo.timeline.get().items.length).toBe(40));
    await eventually(() => expect(texts(ada)).toEqual(texts(bo)));
    expect(texts(ada).filter((text) => text.startsWith('ada'))).toEqual(words.map((word) => `ada ${word}`));
    expect(ada.timeline.get().items.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('see who wrote what under which name', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    await ada.session.guest({ displayName: 'Ada' });
    const { authorId } = await ada.room({ slug: 'lobby' }).send('hello');
    const seen = await until(bo.room({ slug: 'lobby' }), ({ items }) => items.length === 1);
    expect(seen.users[authorId]?.displayName).toBe('Ada');
    expect(seen.items[0]).toMatchObject({ own: false, status: 'sent', seq: 1 });
    watch(bo.room({ slug: 'lobby' }));
    await ada.session.update({ displayName: 'Ada L.' });
    await until(bo.room({ slug: 'lobby' }), ({ users }) => users[authorId]?.displayName === 'Ada L.');
  });
});

describe('a message', () => {
  it('is shown at once, keeps its key until it is sent, and then has its seat and seq', async () => {
    const { key } = await makeTenant();
    const room = watch(makeChat({ key }).room({ slug: 'lobby' }));
    const history: (TimelineItem | undefined)[] = [];
    room.timeline.subscribe(({ items }) => void history.push(items[0]));
    const sent = room.send('hello');
    expect(room.timeline.get().items).toMatchObject([{ text: 'hello', status: 'sending', own: true, seq: 0 }]);
    const message = await sent;
    const after = await until(room, ({ items, member }) => items[0]?.status === 'sent' && member !== null);
    expect(message).toMatchObject({ text: 'hello', seq: 1 });
    expect(after.items).toMatchObject([{ id: message.id, status: 'sent', own: true, seq: 1 }]);
    expect(new Set(history.map((item) => item?.key))).toEqual(new Set([undefined, message.clientId]));
  });

  it('that is larger than a connection takes fails alone: the rest of the chat goes on', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key });
    const [room, other] = [watch(chat.room({ slug: 'lobby' })), watch(chat.room({ slug: 'other' }))];
    await Promise.all([room, other].map((one) => one.send('hello')));
    const statuses: string[] = [];
    chat.connection.subscribe(({ status }) => void statuses.push(status));
    for (const length of [270_000, 2_000_000]) {
      await expect(room.send('x'.repeat(length))).rejects.toMatchObject({
        code: 'payload_too_large',
        retryable: false,
      });
    }
    await expect(room.send('after')).resolves.toMatchObject({ seq: 2 });
    await expect(other.send('after')).resolves.toMatchObject({ seq: 2 });
    expect(statuses.filter((status) => status !== 'online')).toEqual([]);
  });

  it('can be sent without looking at the room', async () => {
    const { key } = await makeTenant();
    await expect(makeChat({ key }).room({ slug: 'lobby' }).send('hello')).resolves.toMatchObject({ seq: 1 });
  });

  it('that the server refuses stays as failed with its reason, can be sent again and be removed', async () => {
    const { key } = await makeTenant();
    const room = watch(makeChat({ key }).room({ slug: 'lobby' }));
    const refused = room.send('x'.repeat(10_001), { clientId: 'too-long' });
    await expect(refused).rejects.toBeInstanceOf(ChatError);
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed', status: 400, retryable: false });
    await room.send('after it');
    expect(room.timeline.get().items.map(({ status, key: shown }) => [status, shown])).toContainEqual([
      'failed',
      'too-long',
    ]);
    await expect(room.retry('too-long')).rejects.toMatchObject({ code: 'validation_failed' });
    room.discard('too-long');
    expect(texts(room)).toEqual(['after it']);
    await expect(room.retry('too-long')).rejects.toMatchObject({ code: 'message_not_found' });
  });

  it('above the rate waits with the time of its next try, and keeps its place', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { messagesPerMinute: 2 } });
    const room = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    await eventually(async () => {
      const { body } = await tenant.rest('GET', '/v1/limits');
      expect(body).toMatchObject({ messagesPerMinute: 2 });
    });
    await Promise.all([room.send('1'), room.send('2')]);
    const waiting = [room.send('3'), room.send('4')];
    const { items } = await until(room, ({ items: shown }) => shown[2]?.retryAtMs !== undefined);
    expect(items.map(({ text, status }) => [text, status])).toEqual([
      ['1', 'sent'],
      ['2', 'sent'],
      ['3', 'sending'],
      ['4', 'sending'],
    ]);
    expect(items[2]?.error?.code).toBe('rate_limited');
    expect(items[2]?.retryAtMs).toBeGreaterThan(Date.now());
    void Promise.allSettled(waiting);
  });

  it('whose sender gives up turns failed and can be sent again', async () => {
    const { key } = await makeTenant();
    const room = watch(makeChat({ key }).room({ slug: 'lobby' }));
    const patience = new AbortController();
    const given = room.send('hello', { clientId: 'once', signal: patience.signal });
    patience.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(room.timeline.get().items).toMatchObject([{ status: 'failed', error: { code: 'aborted' } }]);
    await expect(room.retry('once')).resolves.toMatchObject({ seq: 1, clientId: 'once' });
    await until(room, ({ items }) => items.length === 1 && items[0]?.status === 'sent');
  });

  it('under a used clientId with another text is refused', async () => {
    const { key } = await makeTenant();
    const room = watch(makeChat({ key }).room({ slug: 'lobby' }));
    const first = await room.send('one', { clientId: 'same' });
    await expect(room.send('one', { clientId: 'same' })).resolves.toMatchObject({ id: first.id });
    await expect(room.send('two', { clientId: 'same' })).rejects.toMatchObject({ code: 'client_id_reused' });
  });
});

describe('a room', () => {
  it('shows the newest page and loads what is before it, page by page, without holes', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    const lobby = await tenant.lobby();
    for (let i = 1; i <= 120; i++) {
      await guest.rest('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: `c${i}`, text: `${i}` });
    }
    const room = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    const first = await until(room, ({ status }) => status === 'ready');
    expect([first.items[0]?.seq, first.items.length, first.hasBefore]).toEqual([71, 50, true]);
    await Promise.all([room.loadBefore(), room.loadBefore()]);
    expect(room.timeline.get()).toMatchObject({ hasBefore: true, loadingBefore: false });
    expect(room.timeline.get().items.length).toBe(100);
    await room.loadBefore();
    await room.loadBefore();
    expect(room.timeline.get().hasBefore).toBe(false);
    expect(texts(room)).toEqual(Array.from({ length: 120 }, (_, i) => `${i + 1}`));
  });

  it('that is not there says so, and the chat goes on', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key });
    const missing = chat.room({ id: '01890000-0000-7000-8000-000000000000' });
    expect(await until(missing, ({ status }) => status === 'error')).toMatchObject({
      exists: false,
      error: { code: 'room_not_found' },
    });
    await expect(missing.send('hello')).rejects.toMatchObject({ code: 'room_not_found' });
    await expect(chat.room({ slug: 'lobby' }).send('hello')).resolves.toMatchObject({ seq: 1 });
  });

  it('is the same object for the same address', async () => {
    const chat = makeChat({ key: 'pk_unused' });
    expect(chat.room({ slug: 'a' })).toBe(chat.room({ slug: 'a' }));
    expect(chat.room({ slug: 'a' })).not.toBe(chat.room({ id: 'a' }));
  });

  it('can be left alone and looked at again, and shows what came meanwhile', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const room = watch(ada.room({ slug: 'lobby' }));
    await until(room, ({ status }) => status === 'ready');
    room.close();
    await eventually(() => expect(room.timeline.get().status).toBe('idle'));
    await bo.room({ slug: 'lobby' }).send('meanwhile');
    watch(room);
    await until(room, ({ items }) => items[0]?.text === 'meanwhile');
  });

  it('is made, found, changed, joined, left and removed by request', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const made = await ada.rooms.create({ type: 'public', name: 'Garden', slug: 'garden' });
    expect((await bo.rooms.list({ query: 'gard' })).items.map(({ id }) => id)).toEqual([made.id]);
    expect(await bo.rooms.bySlug('garden')).toMatchObject({ id: made.id });
    expect(await bo.rooms.join(made.id)).toMatchObject({ role: 'member', leftAt: null });
    expect((await ada.rooms.members(made.id)).items.length).toBe(2);
    await expect(bo.rooms.update(made.id, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden', status: 403 });
    expect(await ada.rooms.update(made.id, { name: 'Gardens' })).toMatchObject({ name: 'Gardens' });
    await bo.rooms.leave(made.id);
    await ada.rooms.remove(made.id);
    await expect(ada.rooms.get(made.id)).rejects.toMatchObject({ code: 'room_not_found', status: 404 });
    expect(await ada.limits()).toMatchObject({ textMaxCodePoints: 10_000 });
  });
});

describe('a chat', () => {
  it('says how it is connected, from idle to ended', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key });
    const statuses: string[] = [];
    chat.connection.subscribe(({ status }) => statuses.push(status));
    await chat.room({ slug: 'lobby' }).send('hello');
    await chat.close();
    expect(statuses).toEqual(['idle', 'connecting', 'online', 'ended']);
  });

  it('ends what waits when it is closed', async () => {
    const chat = makeChat({ key: 'pk_unused', url: 'http://127.0.0.1:9' });
    const room = watch(chat.room({ slug: 'lobby' }));
    const [sent, listed] = [room.send('hello'), chat.rooms.list()];
    const ends = Promise.all([
      expect(sent).rejects.toMatchObject({ code: 'closed' }),
      expect(listed).rejects.toMatchObject({ code: 'closed' }),
    ]);
    await chat.close();
    await chat.close();
    await ends;
    await expect(room.send('again')).rejects.toMatchObject({ code: 'closed' });
  });

  it('with a key that is not one says so and does not hammer', async () => {
    const chat = makeChat({ key: 'pk_wrong' });
    const room = watch(chat.room({ slug: 'lobby' }));
    const { error } = await until(room, ({ status }) => status === 'error');
    expect(error?.code).toBe('invalid_key');
    await eventually(() =>
      expect(chat.connection.get()).toMatchObject({ status: 'offline', error: { code: 'invalid_key' } }),
    );
    expect(chat.connection.get().retryAtMs).toBeGreaterThan(Date.now() + 30_000);
  });
});
