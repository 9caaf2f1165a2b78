import { describe, expect, it } from '@jest/globals';
import { ModelRoom } from '../../test/support/model-room.js';
import type { Changes, User } from '../contract/index.js';
import { applyChanges, emptyLog } from './log.js';
import { enqueue } from './outbox.js';
import { createView } from './view.js';

const person = (id: string): User => ({
  id,
  kind: 'guest',
  username: null,
  displayName: `Name of ${id}`,
  avatarUrl: null,
});
const rest = {
  status: 'ready',
  error: null,
  loadingBefore: false,
  hasAfter: false,
  exists: true,
  peerBlocked: false,
} as const;

describe('a timeline', () => {
  it('says which messages are of the person of this session, and says it anew when that changes', () => {
    const server = new ModelRoom(10, 10);
    server.commit([
      { what: 'send', by: 1 },
      { what: 'send', by: 2 },
    ]);
    const log = applyChanges(emptyLog, server.answer({}));
    const view = createView();
    const ownOf = (id?: string) =>
      view({ ...rest, log, outbox: [], user: id ? person(id) : null }).items.map(({ own }) => own);
    expect([ownOf(), ownOf('user-1'), ownOf('user-2')]).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  it('gives the same item objects again for what did not change', () => {
    const server = new ModelRoom(10, 10);
    server.commit([
      { what: 'send', by: 1 },
      { what: 'send', by: 2 },
    ]);
    const log = applyChanges(emptyLog, server.answer({}));
    const view = createView();
    const before = view({ ...rest, log, outbox: [], user: person('user-1') });
    const edited = applyChanges(log, server.commit([{ what: 'edit', target: 1 }]) as Changes);
    const after = view({ ...rest, log: edited, outbox: [], user: person('user-1') });
    expect(after.items[0]).toBe(before.items[0]);
    expect(after.items[1]).not.toBe(before.items[1]);
    expect(after.members).toBe(before.members);
  });

  it('shows nothing of the other one of a direct room whom this person blocks', () => {
    const server = new ModelRoom(10, 10);
    server.commit([
      { what: 'send', by: 1 },
      { what: 'send', by: 2 },
    ]);
    const log = applyChanges(emptyLog, server.answer({}));
    const view = createView();
    const authors = (peerBlocked: boolean) =>
      view({ ...rest, peerBlocked, log, outbox: [], user: person('user-1') }).items.map(({ authorId }) => authorId);
    expect([authors(false), authors(true)]).toEqual([['user-1', 'user-2'], ['user-1']]);
  });

  it('lists the members who are there, and the own seat among them', () => {
    const server = new ModelRoom(10, 10);
    const join = (by: number) => server.commit([{ what: 'join', by }]);
    [1, 2, 2].forEach(join);
    const log = applyChanges(emptyLog, server.answer({}));
    const timeline = createView()({ ...rest, log, outbox: [], user: person('user-1') });
    expect(Object.keys(timeline.members)).toEqual(['user-1']);
    expect(timeline.member?.userId).toBe('user-1');
    expect(createView()({ ...rest, log, outbox: [], user: person('user-2') }).member).toBeNull();
  });

  it('shows what is being sent last, without a seq, under its clientId', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 1 }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = enqueue([], { clientId: 'mine', text: 'hello', createdAt: '2026-01-01T00:00:00.000Z' });
    const item = createView()({ ...rest, log, outbox, user: null }).items.at(-1);
    expect(item).toMatchObject({ key: 'mine', id: 'mine', seq: 0, text: 'hello', status: 'sending', own: true });
  });

  it('names the person of this session before the room has heard of them, and afterwards as the room does', () => {
    const server = new ModelRoom(10, 10);
    const outbox = enqueue([], { clientId: 'mine', text: 'hello', createdAt: '2026-01-01T00:00:00.000Z' });
    const user = person('user-1');
    const { items, users } = createView()({ ...rest, log: emptyLog, outbox, user });
    expect(users[items[0]?.authorId ?? '']?.displayName).toBe('Name of user-1');
    server.commit([{ what: 'send', by: 1 }]);
    const log = applyChanges(emptyLog, server.answer({}));
    expect(createView()({ ...rest, log, outbox: [], user }).users).toBe(log.users);
  });
});
