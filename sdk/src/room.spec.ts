import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelServer } from '../test/support/model-server.js';
import { until } from '../test/support/until.js';
import { createChat } from './full-chat.js';
import type { Chat } from './full-chat.js';
import type { RoomCore } from './room.js';

let server: ModelServer;
let chat: Chat;
let room: RoomCore;

const texts = (): string[] => room.timeline.get().items.map(({ text }) => text);
const seqs = (): number[] => room.timeline.get().items.map(({ seq }) => seq);
const ready = () => until(room.timeline, ({ status }) => status === 'ready');
const refuse =
  (code: string, status: number, more = {}) =>
  () => ({
    ok: false as const,
    error: { code, status, ...more },
  });

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
  server.commit({ what: 'send', by: 1 });
  chat = createChat({ url: server.url, key: 'pk_test', session: 'guest', storage: 'memory' });
  room = chat.room({ id: 'room' });
  room.timeline.subscribe(() => undefined);
});
afterEach(async () => {
  await chat.close();
  await server.stop();
});

describe('a live room', () => {
  it('says what it is doing, from the first look to the last', async () => {
    const other = chat.room({ id: 'room' });
    expect(other.timeline.get()).toMatchObject({ status: 'loading', items: [], room: null, exists: true });
    await ready();
    expect(room.timeline.get()).toMatchObject({ status: 'ready', error: null, room: { name: 'room-0' } });
    room.close();
    await until(chat.connection, () => room.timeline.get().status === 'idle');
    expect(texts().length).toBe(1);
  });

  it('asks for what it missed when a frame was lost, and only then', async () => {
    await ready();
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 2);
    expect(server.count('sync')).toBe(0);
    server.isMute = true;
    server.commit({ what: 'send', by: 1 });
    server.isMute = false;
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 4);
    expect(server.count('sync')).toBe(1);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('waits a moment for a frame that is only late, and asks nothing', async () => {
    await ready();
    server.isMute = true;
    const [first, second] = [1, 2].map(() => server.commit({ what: 'send', by: 1 }));
    server.isMute = false;
    if (!first || !second) throw new Error('nothing was committed');
    server.emit('changes', second);
    server.emit('changes', first);
    await until(room.timeline, ({ items }) => items.length === 3);
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 4);
    expect(server.count('sync')).toBe(0);
  });

  it('drops what it held when the server has another history, and shows that one', async () => {
    const backup = server.room.state;
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 2);
    server.room.restore(backup);
    server.commit({ what: 'send', by: 2 }, { what: 'send', by: 2 }, { what: 'rename' });
    await until(room.timeline, ({ items }) => items.length === 3);
    expect(room.timeline.get().items.map(({ authorId }) => authorId)).toEqual(['user-1', 'user-2', 'user-2']);
    expect(room.timeline.get().room?.name).toBe('room-4');
  });

  it('starts afresh, and does not hammer, when an answer fits neither', async () => {
    await ready();
    const odd = { ...server.room.answer({}), reset: false, after: 50, position: 60 };
    server.answers.sync = [() => ({ ok: true, data: { changes: [odd], gone: [] } })];
    server.isMute = true;
    server.commit({ what: 'send', by: 1 });
    server.isMute = false;
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 3);
    expect(server.commands.filter(({ name }) => name === 'room:open').map(({ input }) => input)).toEqual([
      { roomId: 'room' },
      { roomId: 'room' },
    ]);
  });

  it('asks again when a question is refused for now', async () => {
    await ready();
    server.answers.sync = [refuse('overloaded', 503, { retryAfterMs: 50 }), refuse('internal_error', 500)];
    server.isMute = true;
    server.commit({ what: 'send', by: 1 });
    server.isMute = false;
    server.commit({ what: 'send', by: 1 });
    await until(room.timeline, ({ items }) => items.length === 3);
    expect(server.count('sync')).toBe(3);
    expect(room.timeline.get()).toMatchObject({ status: 'ready', error: null });
  });

  it('that takes its reader out says why, lets nothing more be sent, and keeps what was read', async () => {
    await ready();
    server.answers['room:open'] = [refuse('banned', 403)];
    server.answers['message:send'] = [() => null];
    const sent = room.send('hello');
    server.emit('room:removed', { roomId: 'room' });
    const { error, items } = await until(room.timeline, ({ status }) => status === 'error');
    expect(error).toMatchObject({ code: 'banned', status: 403 });
    await expect(sent).rejects.toMatchObject({ code: 'banned' });
    expect(items.length).toBe(2);
  });

  it('shows a name that was changed', async () => {
    await ready();
    const user = { id: 'user-1', kind: 'guest', username: null, displayName: 'Ada', avatarUrl: null } as const;
    server.emit('user:updated', user);
    server.emit('user:updated', { ...user, id: 'somebody-else' });
    const { users } = await until(room.timeline, (timeline) => timeline.users['user-1']?.displayName === 'Ada');
    expect(users['somebody-else']).toBeUndefined();
  });
});

describe('a closed room', () => {
  it('is forgotten: the same address gives a new one, and the old one is told of nothing', async () => {
    await ready();
    const sent = await room.send('hello');
    room.close();
    const again = chat.room({ id: 'room' });
    expect(again).not.toBe(room);
    again.timeline.subscribe(() => undefined);
    await until(again.timeline, ({ items }) => items.at(-1)?.id === sent.id);
    await chat.session.login({ login: 'ada', password: 'correct horse' });
    await until(again.timeline, ({ items }) => items.at(-1)?.own === false);
    expect(room.timeline.get()).toMatchObject({ status: 'idle', items: [{}, { own: true }] });
    room.close();
    expect(chat.room({ id: 'room' })).toBe(again);
  });

  it('still sends what was being sent, and then leaves', async () => {
    const sent = room.send('hello');
    room.close();
    await expect(sent).resolves.toMatchObject({ seq: 2 });
    await until(chat.connection, () => server.count('room:close') === 1 && room.timeline.get().status === 'idle');
  });

  it('lets nobody wait for what is being sent when the chat is closed, too', async () => {
    server.answers['message:send'] = [() => null];
    const sent = room.send('hello');
    room.close();
    await until(chat.connection, () => server.count('message:send') === 1);
    await chat.close();
    await expect(sent).rejects.toMatchObject({ code: 'closed' });
  });

  it('is live again while it is looked at again', async () => {
    await ready();
    room.close();
    server.commit({ what: 'send', by: 2 });
    const stop = room.timeline.subscribe(() => undefined);
    await until(room.timeline, ({ items }) => items.length === 2);
    stop();
    expect(room.timeline.get().status).toBe('idle');
  });
});

describe('sending', () => {
  it('waits and goes on in the same order when the server has no time', async () => {
    server.answers['message:send'] = [
      refuse('unavailable', 503),
      refuse('rate_limited', 429, { retryAfterMs: 60 }),
      refuse('overloaded', 503),
    ];
    const sent = await Promise.all(['a', 'b', 'c'].map((text) => room.send(text, { clientId: text })));
    expect(sent.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    const asked = server.commands.filter(({ name }) => name === 'message:send');
    expect(asked.map(({ input }) => (input as { clientId: string }).clientId)).toEqual(['a', 'a', 'a', 'a', 'b', 'c']);
  });

  it('says what it answers and whom it mentions, at once, and each time that it is sent', async () => {
    await ready();
    const [first] = room.timeline.get().items;
    if (!first) throw new Error('nothing was committed');
    server.answers['message:send'] = [refuse('unavailable', 503), refuse('muted', 403)];
    const sent = room.send('me too', { clientId: 'a', replyTo: first, mentions: ['user-1'] });
    const replyTo = { messageId: first.id, seq: first.seq };
    expect(room.timeline.get().items.at(-1)).toMatchObject({ status: 'sending', replyTo, mentions: ['user-1'] });
    await expect(sent).rejects.toMatchObject({ code: 'muted' });
    expect(room.timeline.get().items.at(-1)).toMatchObject({ status: 'failed', replyTo, mentions: ['user-1'] });
    await room.retry('a');
    const input = { roomId: 'room', clientId: 'a', text: 'me too', replyTo: first.id, mentions: ['user-1'] };
    expect(server.commands.filter(({ name }) => name === 'message:send').map((asked) => asked.input)).toEqual([
      input,
      input,
      input,
    ]);
  });

  it('says when it tries again', async () => {
    server.answers['message:send'] = [refuse('rate_limited', 429, { retryAfterMs: 60_000 })];
    void room.send('hello');
    const { items } = await until(room.timeline, ({ items: shown }) => shown.at(-1)?.retryAtMs !== undefined);
    expect(items.at(-1)).toMatchObject({ status: 'sending', error: { code: 'rate_limited' } });
    expect(items.at(-1)?.retryAtMs).toBeGreaterThan(Date.now() + 50_000);
  });

  it('lets the next message go when the server fails on one for good', async () => {
    server.answers['message:send'] = [refuse('internal_error', 500)];
    const [bad, good] = [room.send('bad'), room.send('good')];
    await expect(bad).rejects.toMatchObject({ code: 'internal_error', status: 500 });
    await expect(good).resolves.toMatchObject({ seq: 2 });
  });

  it('resolves by the log when the connection ends before the acknowledgement', async () => {
    await ready();
    server.answers['message:send'] = [() => null];
    const sent = room.send('hello', { clientId: 'mine' });
    await until(room.timeline, () => server.count('message:send') === 1);
    server.commit({ what: 'send', by: chat.session.get().user?.id.slice('user-'.length) ?? '', clientId: 'mine' });
    await expect(sent).resolves.toMatchObject({ seq: 2, clientId: 'mine' });
    expect(room.timeline.get().items.map(({ status }) => status)).toEqual(['sent', 'sent']);
    expect(server.count('message:send')).toBe(1);
  });

  it('does not send in the name of one person what may have been sent in that of another', async () => {
    await ready();
    server.answers['message:send'] = [() => null];
    const sent = room.send('hello');
    await until(chat.connection, () => server.count('message:send') === 1);
    await chat.session.login({ login: 'ada', password: 'correct horse' });
    await expect(sent).rejects.toMatchObject({ code: 'forbidden' });
    expect(server.count('message:send')).toBe(1);
    await expect(room.send('as ada')).resolves.toMatchObject({ authorId: 'user-session-2' });
  });

  it('may be left to itself: nothing breaks when nobody looks at the outcome', async () => {
    server.answers['message:send'] = [refuse('muted', 403)];
    void room.send('hello');
    const { items } = await until(room.timeline, ({ items: shown }) => shown.at(-1)?.status === 'failed');
    expect(items.at(-1)?.error?.code).toBe('muted');
  });
});
