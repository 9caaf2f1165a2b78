import { describe, expect, it } from '@jest/globals';
import type { Activity, Changes, Message, MyRoom, User } from './contract/index.js';
import { applyEvent, emptyList, withRooms } from './my-rooms-list.js';
import type { ListEvent } from './my-rooms-list.js';

const [me, other] = ['me', 'other'];
const user = (id: string, displayName = id): User => ({
  id,
  kind: 'guest',
  username: null,
  displayName,
  avatarUrl: null,
});
const message = (roomId: string, seq: number, authorId = other, mentions: string[] = []): Message => ({
  id: `${roomId}-${seq}`,
  roomId,
  seq,
  position: seq,
  clientId: `${seq}`,
  authorId,
  kind: 'text',
  text: `text ${seq}`,
  createdAt: new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString(),
  editedAt: null,
  deletedAt: null,
  replyTo: null,
  mentions,
  reactions: [],
  attachments: [],
  pinnedAt: null,
  preview: null,
  system: null,
  streaming: false,
  threadId: null,
  thread: null,
  encrypted: null,
});
const room = (id: string, lastSeq: number, readSeq: number, member: Partial<MyRoom['member']> = {}): MyRoom => ({
  room: {
    id,
    type: 'private',
    slug: null,
    name: id,
    topic: null,
    avatarUrl: null,
    posting: 'everyone',
    slowModeSeconds: 0,
    memberCount: 2,
    membersListed: true,
    lastSeq,
    position: lastSeq,
    epoch: 'e',
    createdAt: '2026-01-01T00:00:00.000Z',
    archivedAt: null,
  },
  member: {
    userId: me,
    roomId: id,
    role: 'member',
    joinedAt: '2026-01-01T00:00:00.000Z',
    leftAt: null,
    readSeq,
    position: 0,
    banned: false,
    mute: null,
    peerBlocked: false,
    muted: false,
    pinned: false,
    markedUnread: false,
    ...member,
  },
  unreadCount: lastSeq - readSeq,
  mentionCount: 0,
  lastMessage: lastSeq > 0 ? message(id, lastSeq) : null,
  author: lastSeq > 0 ? user(other) : null,
  subject: null,
  peer: null,
});
const activity = (last: Message, mentions: string[] = []): ListEvent => {
  const event: Activity = {
    roomId: last.roomId,
    lastSeq: last.seq,
    lastMessage: last,
    author: user(last.authorId),
    subject: null,
    mentions,
  };
  return { name: 'activity', event };
};
const frame = (roomId: string, messages: Message[]): ListEvent => {
  const position = messages.at(-1)?.position ?? 0;
  const rest = {
    epoch: 'e',
    after: 0,
    position,
    reset: false,
    members: [],
    room: null,
    users: [user(other), user(me)],
  };
  const event: Changes = { roomId, messages, ...rest };
  return { name: 'changes', event };
};
const ready = { ...emptyList, status: 'ready' as const };
const list = withRooms(ready, [room('a', 5, 5), room('b', 9, 4), room('c', 0, 0)]);
const ids = (it: typeof list) => it.rooms.map((one) => one.room.id);
const after = (event: ListEvent, before = list) => applyEvent(before, event, me);

describe('the list of rooms', () => {
  it('has pinned ones first, then what was written last, and counts what is unread where it is not muted', () => {
    expect(ids(list)).toEqual(['b', 'a', 'c']);
    expect(list.totalUnread).toBe(5);
    const sorted = withRooms(ready, [
      room('a', 5, 5),
      room('b', 9, 4, { muted: true }),
      room('c', 3, 1, { pinned: true }),
    ]);
    expect(ids(sorted)).toEqual(['c', 'b', 'a']);
    expect(sorted.totalUnread).toBe(2);
  });

  it('moves a room up with its newest message, once, whatever comes late', () => {
    const { list: next, isStale } = after(activity(message('a', 12)));
    expect(ids(next)).toEqual(['a', 'b', 'c']);
    expect(next.rooms[0]).toMatchObject({ unreadCount: 7, lastMessage: { seq: 12 }, author: { id: other } });
    expect([next.totalUnread, isStale]).toEqual([12, false]);
    expect(after(activity(message('a', 11)), next).list.rooms[0]).toEqual(next.rooms[0]);
    // The others are the same objects.
    expect(next.rooms[1]).toBe(list.rooms[0]);
  });

  it('shows what became of the newest message, in its place, and never what was before', () => {
    const edited = { ...message('a', 5), position: 40, text: 'edited', editedAt: '2026-01-02T00:00:00.000Z' };
    const deleted = { ...edited, position: 41, text: '', deletedAt: '2026-01-02T00:00:00.000Z' };
    const { list: next, isStale } = after(activity(edited));
    expect([ids(next), isStale, next.totalUnread]).toEqual([ids(list), false, list.totalUnread]);
    expect(next.rooms[1]?.lastMessage).toEqual(edited);
    const last = after(activity(deleted), next).list;
    expect(last.rooms[1]).toMatchObject({ unreadCount: 0, lastMessage: deleted });
    expect(after(activity(edited), last).list.rooms[1]).toEqual(last.rooms[1]);
  });

  it('is read again once a mention may have gone with the message that was edited or deleted', () => {
    const named = withRooms(ready, [{ ...room('b', 9, 4), mentionCount: 1 }]);
    const changed = (seq: number) => ({ ...message('b', seq), position: 40, text: '', deletedAt: '2026-01-02' });
    expect(after(activity(message('b', 9), [me]), named).isStale).toBe(true);
    expect(after(activity(message('b', 9), [other]), named).isStale).toBe(false);
    expect(after(frame('b', [changed(6)]), named).isStale).toBe(true);
    expect(after(frame('b', [changed(3)]), named).isStale).toBe(false);
    expect(after(frame('b', [changed(6)])).isStale).toBe(false);
  });

  it('has nothing unread of what one wrote oneself, here or elsewhere', () => {
    expect(after(activity(message('b', 10, me))).list.rooms[0]).toMatchObject({ unreadCount: 0 });
    const open = after(frame('b', [message('b', 10), message('b', 11, me), message('b', 12)])).list.rooms[0];
    expect(open).toMatchObject({ unreadCount: 1, member: { readSeq: 11 }, lastMessage: { seq: 12 } });
  });

  it('shows who is meant by what a room tells of itself, also once they are called something else', () => {
    const told: Message = {
      ...message('a', 12),
      kind: 'system',
      text: '',
      system: { type: 'role_changed', userId: me, role: 'moderator' },
    };
    const event = { ...activity(told).event, subject: user(me) } as Activity;
    const [byActivity] = after({ name: 'activity', event }).list.rooms;
    expect(byActivity).toMatchObject({ unreadCount: 7, author: { id: other }, subject: { id: me } });
    const byFrame = after(frame('a', [told])).list;
    expect(byFrame.rooms[0]).toMatchObject({ lastMessage: told, author: { id: other }, subject: { id: me } });
    const [renamed] = after({ name: 'user', event: user(me, 'Ada L.') }, byFrame).list.rooms;
    expect(renamed?.subject?.displayName).toBe('Ada L.');
    const [later] = after(frame('a', [message('a', 13)]), byFrame).list.rooms;
    expect(later).toMatchObject({ author: { id: other }, subject: null });
    expect(after(frame('a', [{ ...told, authorId: me }])).list.rooms[0]).toMatchObject({ unreadCount: 0 });
  });

  it('follows the own pointer, and nobody else’s', () => {
    const read = (userId: string, seq: number): ListEvent => ({
      name: 'receipts',
      event: { roomId: 'b', receipts: [{ userId, seq }] },
    });
    expect(after(read(me, 7)).list).toMatchObject({ totalUnread: 2, rooms: [{ unreadCount: 2 }, {}, {}] });
    expect(after(read(other, 7)).list.totalUnread).toBe(5);
    expect(after(read(me, 3)).list.totalUnread).toBe(5);
  });

  it('shows the last message as it is now, also when that one was changed', () => {
    const deleted = { ...message('b', 9), text: '', deletedAt: '2026-01-02T00:00:00.000Z', position: 20 };
    expect(after(frame('b', [deleted])).list.rooms[0]).toMatchObject({ lastMessage: { text: '' }, unreadCount: 5 });
    const older = { ...message('b', 3), text: '', position: 21 };
    expect(after(frame('b', [older])).list.rooms[0]?.lastMessage?.seq).toBe(9);
  });

  it('is read again when one came into a room, or was named: who counts that is the server', () => {
    expect(after(activity(message('new', 1))).isStale).toBe(true);
    expect(after(activity(message('a', 6), [me])).isStale).toBe(true);
    expect(after(activity(message('a', 6), [other])).isStale).toBe(false);
    expect(after(frame('a', [message('a', 6, other, [me])])).isStale).toBe(true);
    expect(after(frame('elsewhere', [message('elsewhere', 1)])).isStale).toBe(false);
  });

  it('counts what names everybody: by the server in a listed room, by itself in a larger one', () => {
    expect(after(activity(message('a', 6), ['a'])).isStale).toBe(true);
    expect(after(frame('a', [message('a', 6, other, ['a'])])).isStale).toBe(true);
    const large = { ...room('b', 9, 4), room: { ...room('b', 9, 4).room, membersListed: false } };
    const before = withRooms(ready, [large]);
    const told = after(activity(message('b', 10), ['b']), before);
    expect([told.isStale, told.list.rooms[0]?.mentionCount]).toEqual([false, 1]);
    const gone = { ...message('b', 10), position: 41, text: '', deletedAt: '2026-01-02' };
    expect(after(activity(gone, ['b']), told.list).list.rooms[0]?.mentionCount).toBe(1);
    const all = [message('b', 10, other, ['b']), message('b', 11, me, ['b']), message('b', 12, other, ['b'])];
    expect(after(frame('b', all.slice(0, 1)), before)).toMatchObject({
      isStale: false,
      list: { rooms: [{ mentionCount: 1 }] },
    });
    expect(after(frame('b', all), before)).toMatchObject({ list: { rooms: [{ mentionCount: 2, unreadCount: 1 }] } });
  });

  it('shows people as they are now, and what was arranged', () => {
    const { list: renamed } = after({ name: 'user', event: user(other, 'Ada L.') });
    expect(renamed.rooms.map(({ author }) => author?.displayName)).toEqual(['Ada L.', 'Ada L.', undefined]);
    const arranged = after({ name: 'arranged', event: { ...room('b', 9, 4).member, muted: true } });
    expect(arranged.list.totalUnread).toBe(0);
  });
});
